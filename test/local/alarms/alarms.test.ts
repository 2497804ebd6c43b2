import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { openAlarms, watch } from '../../../local/alarms/index.ts';
import type { AlarmSpec, MetricSpec } from '../../../local/deployment.ts';
import { createBus } from '../../../local/events/index.ts';
import type { ExecutionSummary } from '../../../local/states/index.ts';
import { uploaded } from '../events/events.ts';
import { arnOf, chain, opened } from '../queues/opened.ts';

const spec = (name: MetricSpec['name'], arn: string, more: Partial<AlarmSpec> = {}): AlarmSpec => ({
  id: 'SomethingWrong',
  description: 'Something is wrong. What to do: https://example.com/runbook.md#something-wrong',
  metrics: [{ name, arn, statistic: 'Maximum' }],
  periodSeconds: 300,
  threshold: 1,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  ...more,
});

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] }));
afterEach(() => void jest.useRealTimers());

const minute = 60_000;

test('an alarm rings after the minute in which it was too much, and is over after its period', () => {
  using alarms = openAlarms({ specs: [spec('AWS/Lambda Errors', 'f')], timeScale: 1 });
  const heard: string[] = [];
  alarms.onChange(() => heard.push(...alarms.views().map(({ state }) => state)));

  alarms.count('AWS/Lambda Errors', 'another');
  alarms.count('AWS/Lambda Errors', 'f');
  jest.advanceTimersByTime(minute - 1);
  expect(alarms.views()[0]).toEqual({
    id: 'SomethingWrong',
    title: 'Something wrong',
    means: 'Something is wrong.',
    runbook: 'https://example.com/runbook.md#something-wrong',
    state: 'ok',
  });
  jest.advanceTimersByTime(1);
  expect(alarms.views()[0]).toMatchObject({ state: 'alarm', since: new Date().toISOString() });
  jest.advanceTimersByTime(4 * minute);
  expect(heard).toEqual(['alarm']);
  jest.advanceTimersByTime(minute);
  expect(heard).toEqual(['alarm', 'ok']);
});

test('with a time scale a minute is so much shorter', () => {
  using alarms = openAlarms({ specs: [spec('AWS/Lambda Errors', 'f')], timeScale: 0.01 });

  alarms.count('AWS/Lambda Errors', 'f');
  jest.advanceTimersByTime(600);
  expect(alarms.views()[0]?.state).toBe('alarm');
  jest.advanceTimersByTime(3000);
  expect(alarms.views()[0]?.state).toBe('ok');
});

test('an execution that times out counts once, whatever is said of it, and once more after a redrive', () => {
  const name = 'AWS/States ExecutionsTimedOut';
  const twice = spec(name, 'machine', {
    metrics: [{ name, arn: 'machine', statistic: 'Sum' }],
    threshold: 2,
  });
  using alarms = openAlarms({ specs: [twice], timeScale: 1 });
  const listeners: ((arn: string) => void)[] = [];
  let execution: Partial<ExecutionSummary> = { status: 'RUNNING', machineArn: 'machine' };
  const states = {
    onChange: (listener: (arn: string) => void) => void listeners.push(listener),
    summary: () => execution as ExecutionSummary,
  };
  watch({ alarms, states, queues: { counts: never, oldest: never }, queueArns: [], timeScale: 1 });
  const change = (more: Partial<ExecutionSummary>) => {
    execution = { ...execution, ...more };
    for (const listener of listeners) listener('execution');
  };

  change({});
  change({ status: 'TIMED_OUT', endedAt: 1 });
  change({});
  jest.advanceTimersByTime(minute);
  expect(alarms.views()[0]?.state).toBe('ok');
  change({ status: 'RUNNING' });
  change({ status: 'TIMED_OUT', endedAt: 2 });
  jest.advanceTimersByTime(minute);
  expect(alarms.views()[0]?.state).toBe('alarm');
});

test('a queue is measured: how much is in it, and how old that is', async () => {
  jest.useRealTimers();
  await using sqs = await opened({ queues: chain });
  const waiting = spec('AWS/SQS ApproximateNumberOfMessagesVisible', arnOf('DeadLetters'));
  const age = spec('AWS/SQS ApproximateAgeOfOldestMessage', arnOf('DeadLetters'), { threshold: 900 });
  using alarms = openAlarms({ specs: [waiting, age], timeScale: 0.001 });
  const states = { onChange: () => {}, summary: never };
  const queueArns = chain.map(({ arn }) => arn);
  watch({ alarms, states, queues: sqs.queues, queueArns, timeScale: 0.001 });
  const become = (...wanted: string[]) =>
    new Promise<void>((resolve) => {
      alarms.onChange(() => `${alarms.views().map(({ state }) => state)}` === `${wanted}` && resolve());
    });

  const bothRing = become('alarm', 'alarm'); // after 0.9 s
  await sqs.queues.send(arnOf('DeadLetters'), 'a letter');
  await bothRing;
  const inHand = become('ok', 'alarm'); // it is not gone, so its age counts
  const [message] = await sqs.queues.receive(arnOf('DeadLetters'), {
    max: 1,
    signal: AbortSignal.timeout(5000),
  });
  await inHand;
  const over = become('ok', 'ok');
  await sqs.queues.delete(arnOf('DeadLetters'), message?.receiptHandle ?? '');
  await over;
});

test('an event that EventBridge gives up on counts for its rule', async () => {
  using alarms = openAlarms({ specs: [spec('AWS/Events FailedInvocations', 'rule')], timeScale: 1 });
  const lost: string[] = [];
  const bus = createBus({
    rules: [
      {
        name: 'rule',
        arn: 'rule',
        pattern: { source: ['aws.s3'] },
        targets: [{ arn: 'target', deadLetterQueueArn: 'undelivered', maxAgeSeconds: 60, maxAttempts: 0 }],
      },
    ],
    targetOf: () => () => Promise.reject(new Error('the right is missing')),
    deadLetter: async (queueArn) => void lost.push(queueArn),
    onGivenUp: ({ rule }) => alarms.count('AWS/Events FailedInvocations', rule),
  });

  await bus.put(uploaded('uploads/a.jpg'));
  jest.advanceTimersByTime(minute);

  expect(lost).toEqual(['undelivered']);
  expect(alarms.views()[0]?.state).toBe('alarm');
});

function never(): never {
  throw new Error('Nobody asks');
}
