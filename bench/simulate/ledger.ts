import type { Bound, Held, Outcome } from './scenario.ts';

const courseSteps = 200;

/** What happened to whom, added up. */
export class Ledger {
  readonly held: Partial<Record<Bound, Held>> = {};
  done = 0;
  failed = 0;
  undelivered = 0;
  came = 0;
  drained = 0;
  lastArrival = 0;
  private readonly latencies: Float64Array;
  private readonly course: { at: number; came: number; done: number; failed: number }[] = [];
  private readonly step: number;
  private nextAt = 0;

  constructor(events: number, overSeconds: number) {
    this.latencies = new Float64Array(events);
    this.step = overSeconds / courseSteps;
  }

  /** Time goes on; where it goes on for long, the course becomes coarser. */
  tick(now: number): void {
    if (now < this.nextAt) return;
    const { came, done, failed } = this;
    this.course.push({ at: now, came, done, failed });
    this.nextAt = now + Math.max(this.step, now / courseSteps);
  }

  hold(bound: Bound, now: number, seconds: number): void {
    let held = this.held[bound];
    if (held === undefined) {
      held = { seconds: 0, times: 0, from: now, to: now };
      this.held[bound] = held;
    }
    held.seconds += seconds;
    held.times++;
    held.to = Math.max(held.to, now + seconds);
  }

  arrive(now: number): void {
    this.came++;
    this.lastArrival = now;
  }

  end(how: 'done' | 'failed' | 'undelivered', now: number, came: number): void {
    if (how === 'done') this.latencies[this.done] = now - came;
    this[how]++;
    this.drained = now;
  }

  outcome(environments: { mostAtWork: number; coldStarts: number }, now: number): Outcome {
    const sorted = this.latencies.subarray(0, this.done).sort();
    const at = (share: number) => sorted[Math.min(this.done - 1, Math.floor(share * this.done))] ?? 0;
    const { came, done, failed, undelivered } = this;
    let sum = 0;
    for (const seconds of sorted) sum += seconds;
    return {
      photos: came,
      done,
      failed,
      undelivered,
      waiting: came - done - failed - undelivered,
      lastArrival: this.lastArrival,
      drained: this.drained,
      seconds: { p50: at(0.5), p99: at(0.99), max: at(1), mean: done === 0 ? 0 : sum / done },
      held: this.held,
      mostLambdas: environments.mostAtWork,
      coldStarts: environments.coldStarts,
      simulated: came,
      course: [...this.course, { at: now, came, done, failed }],
    };
  }
}
