import { EventEmitter, once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { type Bus, type BusEvent, createBus, type Outbox, pump } from '../../../local/events/index.ts';
import { uploaded } from './events.ts';

/** An outbox in memory, with a queue of events in order as the real one has on disk. */
class Waiting implements Outbox {
  readonly events = new Map<string, BusEvent>();
  readonly changes = new EventEmitter();

  add(...keys: string[]): void {
    for (const key of keys) this.events.set(key, uploaded(key));
    this.changes.emit('added');
  }

  pending(limit: number) {
    return [...this.events].slice(0, limit).map(([id, event]) => ({ id, event }));
  }

  delivered(id: string): void {
    this.events.delete(id);
    this.changes.emit('delivered', id);
    if (this.events.size === 0) this.changes.emit('empty');
  }

  onAdded(listener: () => void): void {
    this.changes.on('added', listener);
  }

  async empty(): Promise<void> {
    if (this.events.size > 0) await once(this.changes, 'empty');
  }
}

const names = (count: number) => Array.from({ length: count }, (_, n) => `${n}`);
const keyOf = ({ detail }: BusEvent) => (detail.object as { key: string }).key;

test('hands on what waited before and what comes later, in order, several at once', async () => {
  const outbox = new Waiting();
  outbox.add(...names(100));
  const begun: string[] = [];
  let [now, most] = [0, 0];
  const bus: Bus = {
    async put(event) {
      begun.push(keyOf(event));
      most = Math.max(most, ++now);
      await wait(1);
      now--;
    },
  };
  await using _ = pump(outbox, bus, { atOnce: 8 });
  await outbox.empty();
  outbox.add('later');
  await outbox.empty();
  expect(begun).toEqual([...names(100), 'later']);
  expect(most).toBe(8);
});

test('an event stays in the outbox until the bus has handed it on', async () => {
  const outbox = new Waiting();
  outbox.add('a');
  const [begun, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await using _ = pump(outbox, {
    put() {
      begun.resolve();
      return done.promise;
    },
  });
  await begun.promise;
  expect([...outbox.events.keys()]).toEqual(['a']);
  done.resolve();
  await outbox.empty();
});

test('events whose target goes on failing hold up no others', async () => {
  const outbox = new Waiting();
  outbox.add(...names(50).map((name) => `stuck ${name}`), ...names(50));
  const bus = createBus({
    rules: [
      {
        name: 'all',
        arn: 'arn:rule',
        pattern: { source: ['aws.s3'] },
        targets: [{ arn: 'arn:target', maxAgeSeconds: 86_400, maxAttempts: 185 }],
      },
    ],
    targetOf: () => async (event) => {
      if (keyOf(event).startsWith('stuck')) throw new Error('busy');
    },
    deadLetter: async () => {},
  });
  const through = Promise.withResolvers<void>();
  outbox.changes.on('delivered', () => {
    if (outbox.events.size === 50) through.resolve();
  });
  await using _ = pump(outbox, bus, { atOnce: 4 });
  await through.promise;
  expect([...outbox.events.keys()].every((key) => key.startsWith('stuck'))).toBe(true);
});

test('no more than so many are in hand, those that wait to be tried again included', async () => {
  const outbox = new Waiting();
  outbox.add(...names(30));
  const begun = new Set<string>();
  const bus: Bus = {
    async put(event, { onRetry, signal } = {}) {
      begun.add(keyOf(event));
      onRetry?.();
      await wait(3_600_000, undefined, signal && { signal });
    },
  };
  {
    await using _ = pump(outbox, bus, { atOnce: 4, inHandAtMost: 10 });
    await wait(50);
  }
  expect([...begun]).toEqual(names(10));
});

test('an event that the bus rejects is told, and tried again until it is through', async () => {
  const outbox = new Waiting();
  outbox.add('a');
  let tries = 0;
  const errors: unknown[] = [];
  const bus: Bus = {
    async put() {
      if (++tries < 3) throw new Error(`try ${tries}`);
    },
  };
  await using _ = pump(outbox, bus, { sleep: async () => {}, onError: (__, error) => errors.push(error) });
  await outbox.empty();
  expect(tries).toBe(3);
  expect(errors).toEqual([new Error('try 1'), new Error('try 2')]);
});

test('an event that the bus goes on rejecting holds up no others', async () => {
  const outbox = new Waiting();
  outbox.add('bad', ...names(5));
  const bus: Bus = {
    async put(event) {
      if (keyOf(event) === 'bad') throw new Error('the queue is gone');
    },
  };
  const through = Promise.withResolvers<void>();
  outbox.changes.on('delivered', () => {
    if (outbox.events.size === 1) through.resolve();
  });
  const never = (_: number, signal?: AbortSignal) => wait(3_600_000, undefined, signal && { signal });
  await using _ = pump(outbox, bus, { atOnce: 1, sleep: never, onError: () => {} });
  await through.promise;
  expect([...outbox.events.keys()]).toEqual(['bad']);
});

test('the end waits for what is being delivered, and lets go of what waits to be tried again', async () => {
  const outbox = new Waiting();
  outbox.add('slow', 'stuck');
  const begun = Promise.withResolvers<void>();
  const bus: Bus = {
    async put(event, { onRetry, signal } = {}) {
      if (keyOf(event) === 'slow') return wait(100);
      onRetry?.();
      begun.resolve();
      await wait(3_600_000, undefined, signal && { signal });
    },
  };
  const pumping = pump(outbox, bus);
  await begun.promise;
  await pumping[Symbol.asyncDispose]();
  expect([...outbox.events.keys()]).toEqual(['stuck']);
  outbox.add('late');
  await wait(20);
  expect([...outbox.events.keys()]).toEqual(['stuck', 'late']);
});
