import { expect, test } from '@jest/globals';
import type { BusEvent } from '../../../local/events/event.ts';
import { createBus, pump } from '../../../local/events/index.ts';
import { deliveryFaults } from '../../../local/faults/deliveries.ts';
import { planned } from './planned.ts';

const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
const queue = 'arn:aws:sqs:us-east-1:000000000000:q';

function event(id: string): BusEvent {
  return {
    ...{ version: '0', id, 'detail-type': 'Object Created', source: 'aws.s3', account: '0', region: 'r' },
    ...{ time: '2026-11-21T03:00:00Z', resources: [], detail: { object: { key: `uploads/${id}` } } },
  };
}

/** A rule for everything with one target, and faults before it. */
function busTo(target: string, ...rules: object[]) {
  const plan = planned(rules);
  const got: string[] = [];
  const refused: string[] = [];
  const bus = createBus({
    rules: [
      {
        ...{ name: 'all', arn: 'all', pattern: { source: ['aws.s3'] } },
        targets: [{ arn: target, maxAgeSeconds: 60, maxAttempts: 5 }],
      },
    ],
    targetOf: (arn) => deliveryFaults(plan.faults)(arn, async ({ id }) => void got.push(id)),
    deadLetter: async () => {},
    onRetry: (_event, _target, error) => refused.push((error as Error).name),
    sleep: async (_ms, signal) => signal?.throwIfAborted(),
  });
  return { bus, got, refused, plan, [Symbol.dispose]: () => plan[Symbol.dispose]() };
}

test('twice is twice, of the event that it says', async () => {
  using given = busTo(queue, { at: 'events.Deliver', do: 'twice', match: 'uploads/b' });
  for (const id of ['a', 'b', 'c']) await given.bus.put(event(id));

  expect(given.got).toEqual(['a', 'b', 'b', 'c']);
});

test('what is late lets those behind it go first', async () => {
  using given = busTo(queue, { at: 'events.Deliver', do: 'late', ms: 500, match: 'uploads/a' });
  const waiting = new Map(['a', 'b', 'c'].map((id) => [id, event(id)]));
  const { promise, resolve } = Promise.withResolvers<void>();
  const outbox = {
    pending: (limit: number) => [...waiting].slice(0, limit).map(([id, each]) => ({ id, event: each })),
    delivered: (id: string) => {
      waiting.delete(id);
      if (waiting.size === 0) resolve();
    },
    onAdded: () => {},
  };
  await using _pump = pump(outbox, given.bus, { atOnce: 1 });
  await promise;

  expect(given.got).toEqual(['b', 'c', 'a']);
});

test('a late event does not keep the pump from ending, and stays in its outbox', async () => {
  using given = busTo(queue, { at: 'events.Deliver', do: 'late', ms: 3_600_000 });
  const delivered: string[] = [];
  const outbox = {
    pending: () => [{ id: 'a', event: event('a') }],
    delivered: (id: string) => void delivered.push(id),
    onAdded: () => {},
  };
  const running = pump(outbox, given.bus);
  while (given.plan.done().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await running[Symbol.asyncDispose]();

  expect([given.got, delivered]).toEqual([[], []]);
});

test('the start of an execution fails under the names of Step Functions, and is tried again', async () => {
  using given = busTo(
    machine,
    ...['500', '503', '403', '429', 'unanswered'].map((kind) => ({ at: 'states.StartExecution', do: kind })),
  );
  await given.bus.put(event('a'));

  expect(given.refused).toEqual([
    ...['InternalFailure', 'ServiceUnavailable', 'AccessDeniedException', 'ThrottlingException'],
    'SdkClientException',
  ]);
  expect(given.got).toEqual(['a', 'a']); // the first of them unanswered
});

test('a queue is no state machine', async () => {
  using given = busTo(queue, { at: 'states.StartExecution', do: '500' });
  await given.bus.put(event('a'));

  expect([given.got, given.plan.done()]).toEqual([['a'], []]);
});
