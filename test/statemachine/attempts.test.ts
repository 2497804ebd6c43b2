import { expect, test } from '@jest/globals';
import { bug, made, rejected, rejectionRecorded, superseded } from './answers.ts';
import { photoUploaded } from './events.ts';
import { execute } from './execute.ts';

const untold = ['Validate Key', 'Resize Photo', 'Check Attempt', 'Resize Photo Again'];

test.each([
  [1, 2],
  [1, 6],
  [5, 6],
])('attempt %d of %d fails untold, since another one follows', async (attempt, maxAttempts) => {
  const run = await execute({ ...photoUploaded(), attempt, maxAttempts }, { resize: [bug] });

  expect(run.path).toEqual(untold);
  expect(run).toMatchObject({ status: 'FAILED', error: 'TypeError', published: [] });
});

test.each([
  ['the last attempt', { attempt: 6, maxAttempts: 6 }],
  ['an attempt after the last', { attempt: 7, maxAttempts: 6 }],
  ['an execution that nobody starts again', {}],
  ['an attempt of nobody knows how many', { attempt: 1 }],
  ['some attempt of six', { maxAttempts: 6 }],
])('%s tells its failure', async (_what, delivery) => {
  const run = await execute({ ...photoUploaded(), ...delivery }, { resize: [bug] });

  expect(run.path).toEqual([
    ...untold.slice(0, 3),
    'Record Failure',
    'Publish Failure',
    'Resize Photo Again',
  ]);
  expect(run.published).toHaveLength(1);
});

test.each([
  ['made', [bug, made], 'Photo done'],
  ['rejected', [bug, rejected], 'Photo rejected'],
])('an early attempt whose second try is %s tells that', async (_what, resize, subject) => {
  const event = { ...photoUploaded(), attempt: 1, maxAttempts: 6 };

  const run = await execute(event, { resize, record: [rejectionRecorded] });

  expect(run.status).toBe('SUCCEEDED');
  expect(run.published.map(({ Subject }) => Subject)).toEqual([subject]);
});

test('an early attempt is superseded as any other is', async () => {
  const event = { ...photoUploaded(), attempt: 1, maxAttempts: 6 };

  const run = await execute(event, { resize: [superseded] });

  expect(run.path).toEqual(['Validate Key', 'Resize Photo', 'Photo Superseded']);
});
