import { setTimeout as wait } from 'node:timers/promises';

export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

/** Waits so much shorter. */
export function scaledSleep(scale: number): Sleep {
  return async (ms, signal) => {
    await wait(ms * scale, undefined, signal && { signal });
  };
}
