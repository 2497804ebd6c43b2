/** A bucket of tokens, as AWS throttles its APIs: so many at once, and so many more each second. */
export class Bucket {
  private readonly size: number;
  private readonly perSecond: number;
  private tokens: number;
  private filledAt = 0;

  constructor(size: number, perSecond: number) {
    this.size = size;
    this.perSecond = perSecond;
    this.tokens = size;
  }

  /**
   * Takes what there is, or will be: how many seconds until it is there. Whoever comes first is served first; whom that
   * takes too long takes nothing, and waits for ever.
   */
  reserve(now: number, tokens = 1, within = Number.POSITIVE_INFINITY): number {
    this.fill(now);
    const wait = Math.max(0, (tokens - this.tokens) / this.perSecond);
    if (wait > within) return Number.POSITIVE_INFINITY;
    this.tokens -= tokens;
    return wait;
  }

  /** Takes tokens if they are there now. */
  take(now: number, tokens = 1): boolean {
    this.fill(now);
    if (this.tokens < tokens) return false;
    this.tokens -= tokens;
    return true;
  }

  private fill(now: number): void {
    this.tokens = Math.min(this.size, this.tokens + (now - this.filledAt) * this.perSecond);
    this.filledAt = now;
  }
}
