import { expect, test } from '@jest/globals';
import {
  accessDenied,
  bug,
  busy,
  crashed,
  named,
  rejected,
  rejectionRecorded,
  superseded,
  topicDown,
} from './answers.ts';
import { photoUploaded } from './events.ts';
import { execute } from './execute.ts';

// What becomes of an error that stays, by its name. One that a Catch got too many would end green what nobody
// has heard of.

const faults = [...busy, ...crashed, bug.name, accessDenied.name];

test.each(faults)('F4 F5 F6 a photo that never gets past %s is told as failed, then red', async (name) => {
  const run = await execute(photoUploaded(), { resize: [named(name)] });

  expect(run.path.slice(2)).toEqual([
    'Check Attempt',
    'Record Failure',
    'Publish Failure',
    'Resize Photo Again',
  ]);
  expect(run).toMatchObject({ status: 'FAILED', error: name });
});

test.each(faults)('a last try that ends by %s is red', async (name) => {
  const run = await execute(photoUploaded(), { resize: [bug, named(name)] });

  expect(run.path.at(-1)).toBe('Resize Photo Again');
  expect(run).toMatchObject({ status: 'FAILED', error: name });
});

test.each([...faults, rejected.name])('a rejection whose recording ends by %s is red there', async (name) => {
  const run = await execute(photoUploaded(), { resize: [rejected], record: [named(name)] });

  expect(run.path.at(-1)).toBe('Record Rejection');
  expect(run).toMatchObject({ status: 'FAILED', error: name, published: [] });
});

test.each([...faults, rejected.name])(
  'a failure whose recording ends by %s is told all the same',
  async (name) => {
    const run = await execute(photoUploaded(), { resize: [bug], record: [named(name)] });

    expect(run.path.slice(3)).toEqual(['Record Failure', 'Publish Unrecorded Failure', 'Resize Photo Again']);
    expect(run.published).toHaveLength(1);
  },
);

test.each([
  ['Publish Result', {}],
  ['Publish Rejection', { resize: [rejected], record: [rejectionRecorded] }],
  ['Publish Failure', { resize: [bug] }],
  ['Publish Unrecorded Failure', { resize: [bug], record: [bug] }],
])('F7 %s that cannot publish is red there, after four tries, whatever the error', async (state, answers) => {
  for (const error of [topicDown, accessDenied, superseded, named('States.Timeout')]) {
    const run = await execute(photoUploaded(), { ...answers, publish: [error] });

    expect(run.path.at(-1)).toBe(state);
    expect(run).toMatchObject({ status: 'FAILED', error: error.name, published: [] });
    expect(run.calls.filter((call) => call.to === 'publish')).toHaveLength(4);
  }
});
