import { Bucket } from './bucket.ts';
import type { Quotas } from './quotas.ts';

/** What keeps an invocation from beginning. */
export type Throttle = 'lambdaConcurrency' | 'lambdaScaling';

/** Lambda: environments of all functions share the account's concurrency, and each function makes new ones at its pace. */
export class Environments {
  atWork = 0;
  mostAtWork = 0;
  coldStarts = 0;
  private readonly quotas: Quotas;
  private readonly functions = new Map<string, { warm: number; fresh: Bucket }>();

  constructor(quotas: Quotas) {
    this.quotas = quotas;
  }

  /** Takes an environment for an invocation, or says why there is none. */
  begin(folder: string, now: number): 'warm' | 'cold' | Throttle {
    if (this.atWork + 1 > this.quotas.lambdaConcurrency) return 'lambdaConcurrency';
    const pool = this.poolOf(folder);
    const isWarm = pool.warm > 0;
    if (!isWarm && !pool.fresh.take(now)) return 'lambdaScaling';
    if (isWarm) pool.warm--;
    else this.coldStarts++;
    this.atWork++;
    this.mostAtWork = Math.max(this.mostAtWork, this.atWork);
    return isWarm ? 'warm' : 'cold';
  }

  end(folder: string): void {
    this.atWork--;
    this.poolOf(folder).warm++;
  }

  private poolOf(folder: string) {
    const { environmentsAtOnce, environmentsPerSecond } = this.quotas;
    const pool = this.functions.get(folder) ?? {
      warm: 0,
      fresh: new Bucket(environmentsAtOnce, environmentsPerSecond),
    };
    this.functions.set(folder, pool);
    return pool;
  }
}
