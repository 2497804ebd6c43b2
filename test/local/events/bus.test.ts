import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { RuleSpec, RuleTarget } from '../../../local/deployment.ts';
import {
  type BusEvent,
  type BusOptions,
  createBus,
  deadLetterAttributes,
  type Undelivered,
  UnsupportedPatternError,
} from '../../../local/events/index.ts';
import { uploaded } from './events.ts';

function rule(name: string, target: Partial<RuleTarget> = {}, prefix = ''): RuleSpec {
  return {
    name,
    arn: `arn:rule/${name}`,
    pattern: { detail: { object: { key: [{ prefix }] } } },
    targets: [
      {
        arn: `arn:${name}`,
        maxAgeSeconds: 86_400,
        maxAttempts: 185,
        deadLetterQueueArn: 'arn:dead',
        ...target,
      },
    ],
  };
}

/** A bus whose clock goes on by as much as it sleeps, with targets that fail so often. */
function busWith(
  rules: readonly RuleSpec[],
  failures: Record<string, number>,
  more: Partial<BusOptions> = {},
) {
  const delivered: [string, string][] = [];
  const dead: [string, BusEvent, Undelivered][] = [];
  const slept: number[] = [];
  const left = { ...failures };
  let clock = 0;
  const bus = createBus({
    rules,
    targetOf: (arn) => async (event) => {
      const still = left[arn] ?? 0;
      left[arn] = still - 1;
      if (still > 0) throw Object.assign(new Error(`${arn} is busy`), { name: 'BusyError' });
      delivered.push([arn, event.id]);
    },
    deadLetter: async (queue, event, why) => void dead.push([queue, event, why]),
    sleep: async (ms) => {
      slept.push(ms);
      clock += ms;
    },
    now: () => clock,
    random: () => 1,
    ...more,
  });
  return { bus, delivered, dead, slept };
}

test('an event goes to the targets of every rule that matches, and of no other', async () => {
  const { bus, delivered } = busWith(
    [rule('a', {}, 'up/'), rule('b', {}, 'up/x'), rule('c', {}, 'down/')],
    {},
  );
  await bus.put(uploaded('up/x'));
  expect(delivered.map(([arn]) => arn)).toEqual(['arn:a', 'arn:b']);
});

test('an event that matches nothing is done with', async () => {
  const { bus, delivered, dead } = busWith([rule('a', {}, 'up/')], {});
  await bus.put(uploaded('x'));
  expect([delivered, dead]).toEqual([[], []]);
});

test('F12 a target that fails is tried again, later each time, up to a minute', async () => {
  const { bus, delivered, slept } = busWith([rule('a')], { 'arn:a': 12 });
  await bus.put(uploaded('x'));
  expect(delivered).toHaveLength(1);
  expect(slept).toEqual([200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200, 60_000, 60_000, 60_000]);
});

test('chance halves a delay at most', async () => {
  const { bus, slept } = busWith([rule('a')], { 'arn:a': 2 }, { random: () => 0 });
  await bus.put(uploaded('x'));
  expect(slept).toEqual([100, 200]);
});

test('a target that fails holds up no other, and put waits for both', async () => {
  const slow = Promise.withResolvers<void>();
  const { bus, delivered } = busWith([rule('a'), rule('b')], { 'arn:a': 1 }, { sleep: () => slow.promise });
  const put = bus.put(uploaded('x'));
  await wait(0);
  expect(delivered.map(([arn]) => arn)).toEqual(['arn:b']);
  slow.resolve();
  await put;
  expect(delivered.map(([arn]) => arn)).toEqual(['arn:b', 'arn:a']);
});

describe('a target that goes on failing', () => {
  test('F12 is given up after so many retries, and the event is a dead letter that says why', async () => {
    const { bus, delivered, dead, slept } = busWith([rule('a', { maxAttempts: 3 })], { 'arn:a': 99 });
    const event = uploaded('x');
    await bus.put(event);
    expect(delivered).toEqual([]);
    expect(slept).toHaveLength(3);
    expect(dead).toEqual([
      [
        'arn:dead',
        event,
        {
          rule: 'arn:rule/a',
          target: 'arn:a',
          code: 'BusyError',
          error: 'arn:a is busy',
          attempts: 3,
          exhausted: 'MaximumRetryAttempts',
        },
      ],
    ]);
    expect(deadLetterAttributes((dead[0] as (typeof dead)[0])[2])).toEqual({
      RULE_ARN: 'arn:rule/a',
      TARGET_ARN: 'arn:a',
      ERROR_CODE: 'BusyError',
      ERROR_MESSAGE: 'arn:a is busy',
      RETRY_ATTEMPTS: '3',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
    });
  });

  test('is given up when the event is too old', async () => {
    const { bus, dead, slept } = busWith([rule('a', { maxAgeSeconds: 60 })], { 'arn:a': 99 });
    await bus.put(uploaded('x'));
    expect(dead[0]?.[2]).toMatchObject({ exhausted: 'MaximumEventAgeInSeconds', attempts: slept.length });
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(60_000);
  });

  test('is not tried again when no retry is allowed', async () => {
    const { bus, dead, slept } = busWith([rule('a', { maxAttempts: 0 })], { 'arn:a': 1 });
    await bus.put(uploaded('x'));
    expect(slept).toEqual([]);
    expect(dead).toHaveLength(1);
  });

  test('without a dead-letter queue loses the event, and says so', async () => {
    const { targets, ...spec } = rule('a', { maxAttempts: 0 });
    const { deadLetterQueueArn, ...target } = targets[0] as RuleTarget;
    expect(deadLetterQueueArn).toBeDefined();
    const dropped: string[] = [];
    const onDropped: BusOptions['onDropped'] = ({ id }, { error }) => dropped.push(`${id}: ${error}`);
    const { bus, dead } = busWith([{ ...spec, targets: [target] }], { 'arn:a': 1 }, { onDropped });
    await bus.put(uploaded('x'));
    expect(dropped).toEqual(['event of x: arn:a is busy']);
    expect(dead).toEqual([]);
  });

  test('rejects put when the dead-letter queue fails too: the event is still the caller’s', async () => {
    const deadLetter = () => Promise.reject(new Error('the queue is gone'));
    const { bus } = busWith([rule('a', { maxAttempts: 0 })], { 'arn:a': 1 }, { deadLetter });
    await expect(bus.put(uploaded('x'))).rejects.toThrow('the queue is gone');
  });
});

test('an aborted put ends between two tries, after the other target has it', async () => {
  const ending = new AbortController();
  const rules = [rule('a'), rule('b')];
  const delivered: string[] = [];
  const bus = createBus({
    rules,
    targetOf: (arn) => async () => {
      if (arn === 'arn:a') throw new Error('busy');
      await wait(20);
      delivered.push(arn);
    },
    deadLetter: async () => {},
  });
  let retries = 0;
  const put = bus.put(uploaded('x'), {
    signal: ending.signal,
    onRetry: () => {
      retries++;
      ending.abort();
    },
  });
  await expect(put).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  expect(delivered).toEqual(['arn:b']);
  expect(retries).toBe(1);
});

test('a rule that cannot be kept, and a target that is not there, stop the start', () => {
  const wrong = { ...rule('a'), pattern: { source: [{ regex: '.*' }] } };
  expect(() => busWith([wrong], {})).toThrow(UnsupportedPatternError);
  const targetOf = () => {
    throw new Error('no such target');
  };
  expect(() => busWith([rule('a')], {}, { targetOf })).toThrow('no such target');
});
