import { setTimeout as sleep } from 'node:timers/promises';

/** Worth another try: the network broke, or the other side is busy. */
export class PassingError extends Error {
  override readonly name = 'PassingError';
  /** How long the other side wants to be left alone, in milliseconds. */
  readonly restMs: number;

  constructor(message: string, { restMs = 0, cause }: { restMs?: number; cause?: unknown } = {}) {
    super(message, { cause });
    this.restMs = restMs;
  }
}

const tries = 5;
const longestRestMs = 20_000;

/** Tries again what fails with a PassingError: full jitter below 0.5, 1, 2 and 4 s, or as long as it was asked to. */
export async function persistently<Result>(
  signal: AbortSignal,
  work: (attempt: number) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await work(attempt);
    } catch (error) {
      if (!(error instanceof PassingError) || attempt === tries) throw error;
      const pause = Math.random() * 250 * 2 ** attempt;
      await sleep(Math.min(error.restMs + pause, longestRestMs), undefined, { signal });
    }
  }
}

/** An answer that says: not now. */
export function passing(status: number): boolean {
  return status === 429 || status >= 500;
}

/** `Retry-After`, in its form of seconds. */
export function restOf(header: string | null | undefined): number {
  return /^\d+$/.test(header ?? '') ? Number(header) * 1000 : 0;
}
