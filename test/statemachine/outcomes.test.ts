import { expect, test } from '@jest/globals';
import {
  accessDenied,
  bug,
  failureRecorded,
  made,
  named,
  rejected,
  rejectionRecorded,
  superseded,
} from './answers.ts';
import { photoUploaded } from './events.ts';
import { execute } from './execute.ts';
import { told } from './told.ts';

const failing = ['Validate Key', 'Resize Photo', 'Check Attempt', 'Record Failure', 'Publish Failure'];

test('a photo is made, and told', async () => {
  const run = await execute(photoUploaded());

  expect(run.path).toEqual(['Validate Key', 'Resize Photo', 'Publish Result']);
  expect(run).toMatchObject({ status: 'SUCCEEDED', seconds: 0 });
  expect(run.output).toEqual(made);
  expect(run.published).toEqual([told('done', made.notice)]);
});

test('C30 a rejected photo is not retried, is told to its owner and ends green', async () => {
  const run = await execute(photoUploaded(), { resize: [rejected], record: [rejectionRecorded] });

  expect(run.path).toEqual([
    'Validate Key',
    'Resize Photo',
    'Record Rejection',
    'Publish Rejection',
    'Photo Rejected',
  ]);
  expect(run).toMatchObject({ status: 'SUCCEEDED', retries: [] });
  expect(run.published).toEqual([told('rejected', rejectionRecorded.notice)]);
});

test('C1 K5 a photo that Validate Key rejects is recorded and told without a look at it', async () => {
  const run = await execute(photoUploaded({ size: 0 }), { record: [rejectionRecorded] });

  expect(run.path).toEqual(['Validate Key', 'Record Rejection', 'Publish Rejection', 'Photo Rejected']);
  expect(run.status).toBe('SUCCEEDED');
  expect(run.published).toEqual([told('rejected', rejectionRecorded.notice)]);
});

test('E5 a superseded photo ends green, and nobody hears of it', async () => {
  const run = await execute(photoUploaded(), { resize: [superseded] });

  expect(run.path).toEqual(['Validate Key', 'Resize Photo', 'Photo Superseded']);
  expect(run).toMatchObject({ status: 'SUCCEEDED', published: [], retries: [] });
  expect(run.calls).toHaveLength(1);
});

test.each([
  ['recording its rejection', { resize: [rejected], record: [superseded] }, 'Record Rejection'],
  ['recording its failure', { resize: [bug], record: [superseded] }, 'Record Failure'],
])('E5 a photo that is superseded while %s ends green and untold', async (_what, answers, at) => {
  const run = await execute(photoUploaded(), answers);

  expect(run.path.slice(-2)).toEqual([at, 'Photo Superseded']);
  expect(run).toMatchObject({ status: 'SUCCEEDED', published: [], retries: [] });
});

test('E5 a photo that is superseded at the last try ends green', async () => {
  const run = await execute(photoUploaded(), { resize: [bug, superseded] });

  expect(run.path).toEqual([...failing, 'Resize Photo Again', 'Photo Superseded']);
  expect(run.status).toBe('SUCCEEDED');
});

test.each([
  ['a bug', bug],
  ['F2 access denied', accessDenied],
  ['an error without a name of its own', new Error('what?')],
  ['a function that is not there', named('Lambda.ResourceNotFoundException')],
])('%s is not retried: told once as a failure, tried once more, then red there', async (_what, error) => {
  const run = await execute(photoUploaded(), { resize: [error] });

  expect(run.path).toEqual([...failing, 'Resize Photo Again']);
  expect(run).toMatchObject({ status: 'FAILED', error: error.name, retries: [] });
  expect(run.published).toEqual([told('failed', failureRecorded.notice)]);
});

test('a failed photo that the last try makes is told as done after all, and ends green', async () => {
  const run = await execute(photoUploaded(), { resize: [bug, made] });

  expect(run.path).toEqual([...failing, 'Resize Photo Again', 'Publish Result']);
  expect(run).toMatchObject({ status: 'SUCCEEDED', output: made });
  expect(run.published).toEqual([told('failed', failureRecorded.notice), told('done', made.notice)]);
});

test('a failed photo that the last try rejects is told as rejected, and ends green', async () => {
  const run = await execute(photoUploaded(), {
    resize: [bug, rejected],
    record: [failureRecorded, rejectionRecorded],
  });

  expect(run.path).toEqual([
    ...failing,
    'Resize Photo Again',
    'Record Rejection',
    'Publish Rejection',
    'Photo Rejected',
  ]);
  expect(run.published[1]).toEqual(told('rejected', rejectionRecorded.notice));
});

test.each([
  ['bug', bug],
  ['access denied', accessDenied],
])('a rejection that cannot be recorded (%s) is red there, for a redrive to tell', async (_what, error) => {
  const run = await execute(photoUploaded(), { resize: [rejected], record: [error] });

  expect(run.path.at(-1)).toBe('Record Rejection');
  expect(run).toMatchObject({ status: 'FAILED', error: error.name, published: [], retries: [] });
});
