import type { Fault, Faults } from './faults.ts';
import { isStatus, type Status } from './kinds.ts';

/** How a service fails, in its own words. */
export interface Manner<Result> {
  /** Nothing was done. */
  refuse(status: Status): Result;
  /** It was taken, and no answer comes. */
  silence(): Promise<Result>;
  /** The connection breaks; there is a result, unless it failed by itself. */
  hangUp(result: Result | undefined): Result;
}

/** Performs it as the fault has it. */
export async function performWith<Result>(
  faults: Faults,
  fault: Fault | undefined,
  perform: () => Promise<Result>,
  manner: Manner<Result>,
): Promise<Result> {
  if (fault === undefined) return perform();
  if (isStatus(fault.do)) return manner.refuse(fault.do);
  switch (fault.do) {
    case 'slow':
      await faults.sleep(fault.ms);
      return perform();
    case 'silent':
      return manner.silence();
    case 'unanswered':
      return manner.hangUp(await perform().catch(() => undefined));
    case 'kill':
      return killed();
    case 'kill-after':
      await perform().catch(() => {});
      return killed();
    default:
      throw new Error(`Nothing does ${fault.do} here.`);
  }
}

/** The end of this process, at once and without a word: nothing after the call is run. */
export function killed(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('This process was killed.');
}
