import type { Scenario } from './scenario.ts';

/** The queue in front of the machine, and how many of its photos the event source works on at once. */
export class Buffer {
  private readonly scenario: Scenario;
  private readonly line: number[] = [];
  private head = 0;
  private readonly cameAt: Float64Array;
  private polling = 0;
  private activeSince = Number.NEGATIVE_INFINITY;

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.cameAt = new Float64Array(scenario.photos);
  }

  /** Whether nobody is in the line. */
  get isEmpty(): boolean {
    return this.head === this.line.length;
  }

  add(photo: number, now: number): void {
    if (this.polling === 0 && this.isEmpty && !this.scenario.rampedUp) this.activeSince = now;
    this.cameAt[photo] = now;
    this.line.push(photo);
  }

  /** Whether the event source takes another photo, and whether it is about to take more. */
  room(now: number): { free: boolean; scaling: boolean } {
    const { quotas, maxConcurrency } = this.scenario;
    const minutes = (now - this.activeSince) / 60;
    const scaled = quotas.pollersAtFirst + Math.max(0, minutes) * quotas.pollersPerMinute;
    const ceiling = Math.min(maxConcurrency, quotas.pollersAtMost, quotas.messagesInFlight);
    const most = Math.floor(Math.min(scaled, ceiling));
    return { free: this.polling + 1 <= most, scaling: scaled < ceiling };
  }

  /** The first in the line, when nobody has taken it in time: SQS drops it. */
  expired(now: number): number | undefined {
    const photo = this.line[this.head] as number;
    if (now - (this.cameAt[photo] as number) <= this.scenario.retentionSeconds) return undefined;
    this.head++;
    return photo;
  }

  /** The first in the line is worked on from now on. */
  take(now: number): { photo: number; waited: number } {
    const photo = this.line[this.head++] as number;
    if (this.head > 65_536) {
      this.line.splice(0, this.head);
      this.head = 0;
    }
    this.polling++;
    return { photo, waited: now - (this.cameAt[photo] as number) };
  }

  /** A photo that was taken is done, or comes again. */
  release(): void {
    this.polling--;
  }
}
