import { setTimeout as wait } from 'node:timers/promises';

/** Resolves after so long, or rejects as soon as the signal says so. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

export const sleep: Sleep = async (ms, signal) => {
  await wait(ms, undefined, signal && { signal });
};

const shortest = 200;
const longest = 60_000;

/** Twice as long each time, and somewhere in the upper half of that, so that those who failed together part. */
export function delayBefore(retry: number, random: () => number): number {
  const most = Math.min(longest, shortest * 2 ** (retry - 1));
  return most * (0.5 + random() / 2);
}
