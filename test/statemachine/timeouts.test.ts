import { expect, test } from '@jest/globals';
import { bug, failureRecorded, made, rejected } from './answers.ts';
import { photoUploaded } from './events.ts';
import { execute, noJitter, redrive } from './execute.ts';
import type { Answers } from './tasks.ts';

const sent = { MessageId: '1' };

test('F6 Resize Photo waits 13 seconds for an answer, twice', async () => {
  const run = await execute(photoUploaded(), { resize: ['silence', 'silence', made] });

  expect(run.calls.map(({ state, at }) => [state, at])).toEqual([
    ['Resize Photo', 0],
    ['Resize Photo', 14],
    ['Record Failure', 27],
    ['Publish Failure', 27],
    ['Resize Photo Again', 27],
    ['Publish Result', 27],
  ]);
});

const endsRed: [state: string, seconds: number, answers: Answers][] = [
  ['Resize Photo Again', 13, { resize: [bug, 'silence'] }],
  // Once more, a second later.
  ['Record Rejection', 4 + 1 + 4, { resize: [rejected], record: ['silence'] }],
];

test.each(endsRed)('%s waits %d seconds for an answer and ends red', async (state, seconds, answers) => {
  const run = await execute(photoUploaded(), answers);

  expect(run).toMatchObject({ status: 'FAILED', error: 'States.Timeout', seconds });
  expect(run.path.at(-1)).toBe(state);
});

test('Record Failure waits 4 seconds for an answer; then the state machine tells by itself', async () => {
  const { calls } = await execute(photoUploaded(), { resize: [bug], record: ['silence'] });

  expect(calls.slice(1, 3).map(({ state, at }) => [state, at])).toEqual([
    ['Record Failure', 0],
    ['Publish Unrecorded Failure', 4],
  ]);
});

const publishing: [state: string, answers: Answers][] = [
  ['Publish Result', {}],
  ['Publish Rejection', { resize: [rejected] }],
  ['Publish Failure', { resize: [bug], record: [failureRecorded] }],
  ['Publish Unrecorded Failure', { resize: [bug], record: [bug] }],
];

test.each(publishing)('%s waits 3 seconds for an answer and tries again', async (state, answers) => {
  const publish: Answers['publish'] = ['silence', sent];

  const { calls, published } = await execute(photoUploaded(), { ...answers, publish }, { random: noJitter });

  expect(calls.filter((call) => call.state === state).map(({ at }) => at)).toEqual([0, 3]);
  expect(published).toHaveLength(1);
});

test.each(publishing)(
  'F7 %s with a topic that is down ends red there; a redrive tells',
  async (state, answers) => {
    const down = await execute(photoUploaded(), { ...answers, publish: [new Error('SNS is down')] });

    expect(down).toMatchObject({ status: 'FAILED', published: [] });
    expect(down.path.at(-1)).toBe(state);
    expect(down.calls.filter((call) => call.to === 'publish')).toHaveLength(4);
    const again = await redrive(down);
    expect(again.status).toBe('SUCCEEDED');
    expect(again.calls[0]).toMatchObject({ state, to: 'publish' });
  },
);
