import { expect, test } from '@jest/globals';
import { failureRecorded, named, rejected, rejectionRecorded, times } from './answers.ts';
import { deployed } from './definition.ts';
import { photoUploaded } from './events.ts';
import { execute, longestJitter } from './execute.ts';
import { longestOf, sumOf, waysThrough } from './worst-case.ts';

/** Express ends at 300 seconds, and the starter has to hear of an end before its own function's. */
const mostSeconds = 270;

const definition = deployed();
const ways = waysThrough(definition);

test('no way through, at its longest, takes longer than the state machine may', () => {
  const tooLong = ways.filter(({ seconds }) => !(seconds <= definition.TimeoutSeconds));

  expect(tooLong.map((way) => sumOf(way, definition))).toEqual([]);
  expect(definition.TimeoutSeconds).toBeLessThanOrEqual(mostSeconds);
});

test('the longest way fails, is recorded at the last moment, and is rejected after all', () => {
  expect(ways.slice(0, 2).map((way) => sumOf(way, definition))).toEqual([
    'Resize Photo 124 + Record Failure 39 + Publish Failure 17 + Resize Photo Again 27 + Record Rejection 44 + Publish Rejection 17 = 268 s',
    'Resize Photo 124 + Record Failure 39 + Publish Unrecorded Failure 17 + Resize Photo Again 27 + Record Rejection 44 + Publish Rejection 17 = 268 s',
  ]);
});

test('every task has a time limit', () => {
  const tasks = Object.entries(definition.States).filter(([, { Type }]) => Type === 'Task');

  expect(tasks.filter(([, state]) => !Number.isFinite(longestOf(state))).map(([name]) => name)).toEqual([]);
});

test('the interpreter takes as long as the sum says when everything is as slow as it can be', async () => {
  const busy = named('Lambda.ServiceException');
  const limits = new Map(Object.entries(definition.States).map(([name, s]) => [name, s.TimeoutSeconds ?? 0]));

  const run = await execute(
    photoUploaded(),
    {
      resize: [...times(6, busy), ...times(2, 'silence'), busy, rejected],
      record: [...times(6, busy), failureRecorded, ...times(6, busy), 'silence', rejectionRecorded],
      publish: [...times(3, 'silence'), { MessageId: '1' }, ...times(3, 'silence'), { MessageId: '2' }],
    },
    { random: longestJitter },
  );

  // An answer takes no time here, so each try that was answered owes its limit.
  const answered = run.calls.filter(({ at, state }, index) => {
    const until = (run.calls[index + 1]?.at ?? run.seconds) - at;
    return until < (limits.get(state) ?? 0);
  });
  const owed = answered.reduce((sum, { state }) => sum + (limits.get(state) ?? 0), 0);
  expect(run.path).toEqual(ways[0]?.path);
  expect(run.seconds + owed).toBe(ways[0]?.seconds);
});
