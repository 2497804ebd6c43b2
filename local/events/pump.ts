import type { Bus } from './bus.ts';
import type { BusEvent } from './event.ts';
import { delayBefore, type Sleep, sleep as sleepFor } from './retry.ts';

/** Where events wait until they are handed on; what it takes is in a transaction with what they are about. */
export interface Outbox {
  /** The oldest so many, in their order; those being delivered right now are among them. */
  pending(limit: number): { id: string; event: BusEvent }[];
  delivered(id: string): void;
  onAdded(listener: () => void): void;
}

export interface PumpOptions {
  /** How many are handed on at once; those that a target refused, and that wait to be tried again, are not counted. */
  atOnce?: number;
  /** How many are in hand at most, those that wait included. */
  inHandAtMost?: number;
  /** The event stays in the outbox and is tried again; a line on stderr unless given. */
  onError?: (event: BusEvent, error: unknown) => void;
  sleep?: Sleep;
}

/**
 * Hands the outbox's events on, in the order they came, until it is disposed of. That waits for what is being delivered;
 * what is waiting to be tried again is let go, and stays in the outbox.
 */
export function pump(outbox: Outbox, bus: Bus, options: PumpOptions = {}): AsyncDisposable {
  const { atOnce = 32, inHandAtMost = 1000, onError = tell, sleep = sleepFor } = options;
  const ending = new AbortController();
  const { signal } = ending;
  const inHand = new Map<string, Promise<void>>();
  let busy = 0;
  let planned = false;

  outbox.onAdded(plan);
  plan();

  /** Many additions in a row are one look at the outbox. */
  function plan(): void {
    if (planned || signal.aborted) return;
    planned = true;
    setImmediate(() => {
      planned = false;
      if (!signal.aborted) take();
    });
  }

  function take(): void {
    const room = Math.min(atOnce - busy, inHandAtMost - inHand.size);
    if (room <= 0) return;
    const fresh = outbox.pending(inHand.size + room).filter(({ id }) => !inHand.has(id));
    for (const { id, event } of fresh.slice(0, room)) {
      inHand.set(
        id,
        handOn(id, event).finally(() => {
          inHand.delete(id);
          plan();
        }),
      );
    }
  }

  async function handOn(id: string, event: BusEvent): Promise<void> {
    busy++;
    let counted = true;
    const letOthers = () => {
      if (!counted) return;
      counted = false;
      busy--;
      plan();
    };
    try {
      for (let failures = 1; !signal.aborted; failures++) {
        try {
          await bus.put(event, { signal, onRetry: letOthers });
          outbox.delivered(id);
          return;
        } catch (error) {
          if (signal.aborted) return;
          onError(event, error);
          letOthers();
          await sleep(delayBefore(failures, Math.random), signal).catch(() => {}); // let go by the end of the pump
        }
      }
    } finally {
      letOthers();
    }
  }

  return {
    async [Symbol.asyncDispose]() {
      ending.abort();
      await Promise.all(inHand.values());
    },
  };
}

function tell({ id }: BusEvent, error: unknown): void {
  process.stderr.write(`The event ${id} waits in the outbox, to be tried again: ${String(error)}\n`);
}
