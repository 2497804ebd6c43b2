import type { StoredQueue } from './fauxqs.ts';

interface Waiting {
  resolve: () => void;
}

/** Beyond it setTimeout fires at once; no visibility or delay is as long. */
const longestTimer = 2 ** 31 - 1;

/** Wakes those who wait for messages, as messages come and as the time comes that some are visible again. */
export class Arrivals {
  private readonly waiting = new Map<StoredQueue, Set<Waiting>>();
  private readonly timers = new Map<StoredQueue, { at: number; timer: NodeJS.Timeout }>();

  /** Resolves when there may be something to take; somebody else may be faster. */
  of(queue: StoredQueue, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const queued = this.waiting.get(queue) ?? new Set();
      this.waiting.set(queue, queued);
      const mine: Waiting = { resolve: done };
      function done(): void {
        queued.delete(mine);
        signal.removeEventListener('abort', done);
        resolve();
      }
      queued.add(mine);
      signal.addEventListener('abort', done);
    });
  }

  /** As many as there are messages, those first who have waited longest. */
  wake(queue: StoredQueue): void {
    const queued = [...(this.waiting.get(queue) ?? [])];
    for (const { resolve } of queued.slice(0, queue.messages.length)) resolve();
  }

  /** To look whether their queue is still there. */
  wakeAll(): void {
    for (const queued of this.waiting.values()) for (const { resolve } of [...queued]) resolve();
  }

  /** Looks again when a message is due. */
  at(queue: StoredQueue, due: number | undefined, onDue: () => void): void {
    const planned = this.timers.get(queue);
    if (due === undefined || (planned !== undefined && planned.at <= due)) return;
    clearTimeout(planned?.timer);
    const timer = setTimeout(
      () => {
        this.timers.delete(queue);
        queue.processTimers();
        this.at(queue, nextDue(queue), onDue);
        onDue();
      },
      Math.min(Math.max(due - Date.now(), 1), longestTimer),
    );
    this.timers.set(queue, { at: due, timer });
  }

  stop(): void {
    for (const { timer } of this.timers.values()) clearTimeout(timer);
    this.wakeAll();
  }
}

function nextDue({ inflightMessages, delayedMessages }: StoredQueue): number | undefined {
  const due = [
    ...[...inflightMessages.values()].map(({ visibilityDeadline }) => visibilityDeadline),
    ...delayedMessages.flatMap(({ delayUntil }) => delayUntil ?? []),
  ];
  return due.length === 0 ? undefined : due.reduce((soonest, each) => Math.min(soonest, each));
}
