import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Tasks } from '../../../local/states/index.ts';
import {
  type Answer,
  accessDenied,
  bug,
  failureRecorded,
  made,
  named,
  rejected,
  rejectionRecorded,
  storageBusy,
  superseded,
  topicDown,
} from '../../statemachine/answers.ts';
import { deployed, substitutions } from '../../statemachine/definition.ts';
import { photoUploaded, photoUploadedWith } from '../../statemachine/events.ts';
import type { Answers } from '../../statemachine/tasks.ts';
import { told } from '../../statemachine/told.ts';
import { machineOf, openStage } from './stage.ts';

const { States, ...rest } = deployed();
const photos = machineOf(States as unknown as Record<string, object>, { ...rest, name: 'photos' });

// Delays are drawn between nothing and their most.
beforeEach(() => void jest.spyOn(Math, 'random').mockReturnValue(0));
afterEach(() => void jest.restoreAllMocks());

interface Call {
  to: keyof Answers;
  parameters: unknown;
}

/** Each list is answered from in turn, and its last answer stays. */
function scripted(answers: Answers): { tasks: Tasks; calls: Call[] } {
  const calls: Call[] = [];
  const usual: Record<string, Answer[]> = {
    resize: [made],
    record: [failureRecorded],
    publish: [{ MessageId: 'one' }],
  };
  const answer = async (to: keyof Answers, parameters: unknown): Promise<never> => {
    const inTurn = answers[to] ?? usual[to] ?? [];
    const each = inTurn[Math.min(calls.filter((call) => call.to === to).length, inTurn.length - 1)];
    calls.push({ to, parameters });
    if (each instanceof Error) throw reported(each);
    return each as never;
  };
  const tasks: Tasks = {
    invoke: (arn, payload, { onBegin }) => {
      onBegin?.();
      return answer(arn === substitutions.ResizePhotoArn ? 'resize' : 'record', payload);
    },
    publish: (_arn, parameters) => answer('publish', parameters),
  };
  return { tasks, calls };
}

/** As the functions' environments report it. */
function reported({ name, message }: Error): Error {
  const byService = /^(Lambda|SNS|States)\./.test(name);
  const said = JSON.stringify({ errorMessage: message, errorType: name, trace: [] });
  return Object.assign(new Error(byService ? message : said), { name });
}

async function ran(input: unknown, answers: Answers = {}) {
  const { tasks, calls } = scripted(answers);
  await using stage = await openStage(photos, { tasks });
  const detail = await stage.run(input, 'photo-1');
  const path = detail.visits.map(({ state }) => state);
  const published = calls.filter(({ to }) => to === 'publish').map(({ parameters }) => parameters);
  return { detail, path, published, calls };
}

const failing = ['Validate Key', 'Resize Photo', 'Check Attempt', 'Record Failure', 'Publish Failure'];
const rejecting = ['Record Rejection', 'Publish Rejection', 'Photo Rejected'];
const silent: Answer[] = [named('States.Timeout')];

test.each<[string, unknown, Answers, string[], string]>([
  ['is made', photoUploaded(), {}, ['Validate Key', 'Resize Photo', 'Publish Result'], 'SUCCEEDED'],
  [
    'is rejected',
    photoUploaded(),
    { resize: [rejected], record: [rejectionRecorded] },
    ['Validate Key', 'Resize Photo', ...rejecting],
    'SUCCEEDED',
  ],
  ['is empty', photoUploaded({ size: 0 }), {}, ['Validate Key', ...rejecting], 'SUCCEEDED'],
  ['has no name', photoUploaded({ key: 'uploads/a//b' }), {}, ['Validate Key', ...rejecting], 'SUCCEEDED'],
  [
    'has a line break in its name',
    photoUploaded({ key: 'uploads/a\nb\u2028c?[x].jpg' }),
    {},
    ['Validate Key', 'Resize Photo', 'Publish Result'],
    'SUCCEEDED',
  ],
  [
    'is a folder with a line break in its name',
    photoUploaded({ key: 'uploads/a\nb/', size: 0 }),
    {},
    ['Validate Key', 'Object Ignored'],
    'SUCCEEDED',
  ],
  [
    'is not ours',
    photoUploaded({ key: 'other/cat.jpg' }),
    {},
    ['Validate Key', 'Object Ignored'],
    'SUCCEEDED',
  ],
  ['is no upload', { detail: {} }, {}, ['Validate Key', 'Event Malformed'], 'FAILED'],
  ['is nothing', null, {}, ['Validate Key', 'Event Malformed'], 'FAILED'],
  [
    'has a size in words',
    photoUploadedWith(['detail', 'object', 'size'], '12'),
    {},
    ['Validate Key', 'Event Malformed'],
    'FAILED',
  ],
  [
    'is superseded',
    photoUploaded(),
    { resize: [superseded] },
    ['Validate Key', 'Resize Photo', 'Photo Superseded'],
    'SUCCEEDED',
  ],
  [
    'is superseded while its rejection is recorded',
    photoUploaded(),
    { resize: [rejected], record: [superseded] },
    ['Validate Key', 'Resize Photo', 'Record Rejection', 'Photo Superseded'],
    'SUCCEEDED',
  ],
  ['meets a bug', photoUploaded(), { resize: [bug] }, [...failing, 'Resize Photo Again'], 'FAILED'],
  [
    'is made at last',
    photoUploaded(),
    { resize: [bug, made] },
    [...failing, 'Resize Photo Again', 'Publish Result'],
    'SUCCEEDED',
  ],
  [
    'is rejected at last',
    photoUploaded(),
    { resize: [bug, rejected] },
    [...failing, 'Resize Photo Again', ...rejecting],
    'SUCCEEDED',
  ],
  [
    'fails before its last delivery',
    { ...photoUploaded(), attempt: 2, maxAttempts: 6 },
    { resize: [bug] },
    ['Validate Key', 'Resize Photo', 'Check Attempt', 'Resize Photo Again'],
    'FAILED',
  ],
  [
    'fails, and so does the record of it',
    photoUploaded(),
    { resize: [bug], record: [accessDenied] },
    [...failing.slice(0, -1), 'Publish Unrecorded Failure', 'Resize Photo Again'],
    'FAILED',
  ],
  [
    'is made while the topic is down',
    photoUploaded(),
    { publish: [topicDown] },
    ['Validate Key', 'Resize Photo', 'Publish Result'],
    'FAILED',
  ],
  [
    'takes too long each time',
    photoUploaded(),
    { resize: silent },
    [...failing, 'Resize Photo Again'],
    'FAILED',
  ],
])('a photo that %s goes its way', async (_what, input, answers, path, status) => {
  const run = await ran(input, answers);

  expect(run.path).toEqual(path);
  expect(run.detail.status).toBe(status);
});

test('what is published is what the functions worded, and the output is what Resize Photo made', async () => {
  const { detail, published } = await ran(photoUploaded());

  expect(published).toEqual([told('done', made.notice)]);
  expect(detail.output).toEqual(made);
});

test('a failure that cannot be recorded is told by the machine, out of the context', async () => {
  const { published, detail } = await ran(photoUploaded(), { resize: [bug], record: [accessDenied] });

  expect(published).toMatchObject([
    {
      Message: {
        id: detail.arn,
        execution: detail.arn,
        key: 'uploads/3f/cat.jpg',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      },
    },
  ]);
});

test('each try that failed is shown at its state, with its error and cause', async () => {
  const { detail } = await ran(photoUploaded(), { resize: [storageBusy, storageBusy, rejected] });

  const [, resize, record] = detail.visits;
  expect(resize).toMatchObject({ retries: 2, outcome: 'caught' });
  expect(resize?.failures.map(({ error }) => error)).toEqual([
    'StorageUnavailableError',
    'StorageUnavailableError',
    'RejectedPhotoError',
  ]);
  const cause = resize?.failures.at(-1)?.cause ?? '';
  expect(JSON.parse(cause)).toEqual({ errorMessage: rejected.message, errorType: rejected.name, trace: [] });
  expect(record?.input).toMatchObject({ error: { Error: 'RejectedPhotoError', Cause: cause } });
});

test('busy is tried seven times in all, and crashed is counted by itself', async () => {
  const busy = Array.from({ length: 6 }, () => storageBusy);
  const { detail, calls } = await ran(photoUploaded(), { resize: [...busy, named('Lambda.Unknown'), made] });

  expect(detail.status).toBe('SUCCEEDED');
  expect(calls.filter(({ to }) => to === 'resize')).toHaveLength(8);
});

test('the execution that ends red says why', async () => {
  const { detail } = await ran({});

  expect(detail).toMatchObject({ error: 'EventMalformed', redrivable: true });
  expect(detail.cause).toContain('"Object Created"');
  expect(detail.visits.at(-1)).toMatchObject({ state: 'Event Malformed', type: 'Fail', outcome: 'failed' });
});
