import { expect, test } from '@jest/globals';
import {
  accessDenied,
  bug,
  busy,
  crashed,
  failureRecorded,
  made,
  named,
  rejected,
  storageBusy,
  superseded,
  times,
  topicDown,
} from './answers.ts';
import { photoUploaded } from './events.ts';
import { execute, longestJitter, noJitter, type Run } from './execute.ts';
import type { Answers } from './tasks.ts';

/** How to come to a state, and have it fail. */
const failingAt: Record<string, (error: Error) => Answers> = {
  'Resize Photo': (error) => ({ resize: [error] }),
  'Resize Photo Again': (error) => ({ resize: [bug, error] }),
  'Record Rejection': (error) => ({ resize: [rejected], record: [error] }),
  'Record Failure': (error) => ({ resize: [bug], record: [error] }),
  'Publish Result': (error) => ({ publish: [error] }),
  'Publish Rejection': (error) => ({ resize: [rejected], publish: [error] }),
  'Publish Failure': (error) => ({ resize: [bug], publish: [error] }),
  'Publish Unrecorded Failure': (error) => ({ resize: [bug], record: [bug], publish: [error] }),
};

/** How long a state waits before each try again, while it fails by this error. */
async function delaysOf(state: string, error: Error, random: number): Promise<number[]> {
  const run = await execute(photoUploaded(), failingAt[state]?.(error), { random });
  expect(run.path).toContain(state);
  const delays = run.retries.filter((each) => each.state === state).map(({ afterSeconds }) => afterSeconds);
  expect(run.calls.filter((call) => call.state === state)).toHaveLength(1 + delays.length);
  return delays;
}

const waitsAtMost: [state: string, errors: string[], seconds: number[]][] = [
  ['Resize Photo', busy, [1, 2, 4, 4, 4, 4]],
  ['Record Rejection', busy, [1, 2, 2, 2, 2, 2]],
  ['Record Failure', busy, [1, 2, 2, 2, 2, 2]],
  ['Publish Result', [topicDown.name, 'AccessDenied', 'States.Timeout'], [1, 2, 2]],
  ['Publish Rejection', [topicDown.name, 'AccessDenied', 'States.Timeout'], [1, 2, 2]],
  ['Publish Failure', [topicDown.name, 'AccessDenied', 'States.Timeout'], [1, 2, 2]],
  ['Publish Unrecorded Failure', [topicDown.name, 'AccessDenied', 'States.Timeout'], [1, 2, 2]],
];

const jittered = waitsAtMost.flatMap(([state, errors, delays]) =>
  errors.map((name) => [state, name, delays] as const),
);

test.each(jittered)('F1 F4 F7 %s after %s waits anything up to %j seconds', async (state, name, longest) => {
  expect(await delaysOf(state, named(name), longestJitter)).toEqual(longest);
  expect(await delaysOf(state, named(name), 0.5)).toEqual(longest.map((seconds) => seconds / 2));
  expect(await delaysOf(state, named(name), noJitter)).toEqual(longest.map(() => 0));
});

const once = [
  ...['Resize Photo', 'Record Rejection'].flatMap((state) => crashed.map((name) => [state, name] as const)),
  ...busy.map((name) => ['Resize Photo Again', name] as const),
];

test.each(once)('F5 F6 %s after %s tries once more, a second later', async (state, name) => {
  expect(await delaysOf(state, named(name), longestJitter)).toEqual([1]);
  expect(await delaysOf(state, named(name), noJitter)).toEqual([1]);
});

const never = [
  ...Object.keys(failingAt)
    .filter((state) => !state.startsWith('Publish'))
    .flatMap((state) => [bug, accessDenied, rejected, superseded].map(({ name }) => [state, name] as const)),
  ...['Resize Photo Again', 'Record Failure'].flatMap((state) =>
    crashed.map((name) => [state, name] as const),
  ),
];

test.each(never)('%s after %s does not try again', async (state, name) => {
  expect(await delaysOf(state, named(name), noJitter)).toEqual([]);
});

function tries({ calls }: Run, state: string): number {
  return calls.filter((call) => call.state === state).length;
}

test('F1 storage that is busy six times and then answers has cost nothing but time', async () => {
  const run = await execute(photoUploaded(), { resize: [...times(6, storageBusy), made] });

  expect(run.path).toEqual(['Validate Key', 'Resize Photo', 'Publish Result']);
  expect(run).toMatchObject({ status: 'SUCCEEDED', output: made });
  expect(run.seconds).toBeLessThanOrEqual(19);
});

test('F5 an environment that runs out of memory once is replaced by one that makes the photo', async () => {
  const run = await execute(photoUploaded(), { resize: [named('Runtime.ExitError'), made] });

  expect(run.path).toEqual(['Validate Key', 'Resize Photo', 'Publish Result']);
});

test('a crash amid a busy time takes nothing of the tries for that', async () => {
  const crash = named('Lambda.Unknown');

  const run = await execute(photoUploaded(), { resize: [...times(3, storageBusy), crash, storageBusy] });

  expect(tries(run, 'Resize Photo')).toBe(1 + 6 + 1);
});

test('a busy time is over for a photo that is then rejected', async () => {
  const run = await execute(photoUploaded(), { resize: [storageBusy, rejected], record: [failureRecorded] });

  expect(run.path).toContain('Photo Rejected');
  expect(tries(run, 'Resize Photo')).toBe(2);
});
