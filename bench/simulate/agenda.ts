/**
 * What happens when: numbers, in the order of their times, and for the same time in the order in which they were put down.
 * A binary heap in typed arrays: a million photos are some ten million entries.
 */
export class Agenda {
  private times = new Float64Array(1024);
  private orders = new Float64Array(1024);
  private entries = new Float64Array(1024);
  private count = 0;
  private added = 0;

  get empty(): boolean {
    return this.count === 0;
  }

  /** When the next one is due. */
  get next(): number {
    return this.count === 0 ? Number.POSITIVE_INFINITY : (this.times[0] as number);
  }

  add(time: number, entry: number): void {
    if (this.count === this.times.length) this.grow();
    let at = this.count++;
    const order = this.added++;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.isAfter(above, time, order)) break;
      this.move(above, at);
      at = above;
    }
    this.put(at, time, order, entry);
  }

  take(): number {
    const entry = this.entries[0] as number;
    const last = --this.count;
    const time = this.times[last] as number;
    const order = this.orders[last] as number;
    const moved = this.entries[last] as number;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= last) break;
      if (
        below + 1 < last &&
        this.isAfter(below, this.times[below + 1] as number, this.orders[below + 1] as number)
      ) {
        below++;
      }
      if (this.isAfter(below, time, order)) break;
      this.move(below, at);
      at = below;
    }
    if (last > 0) this.put(at, time, order, moved);
    return entry;
  }

  private isAfter(at: number, time: number, order: number): boolean {
    const own = this.times[at] as number;
    return own > time || (own === time && (this.orders[at] as number) > order);
  }

  private move(from: number, to: number): void {
    this.put(to, this.times[from] as number, this.orders[from] as number, this.entries[from] as number);
  }

  private put(at: number, time: number, order: number, entry: number): void {
    this.times[at] = time;
    this.orders[at] = order;
    this.entries[at] = entry;
  }

  private grow(): void {
    for (const name of ['times', 'orders', 'entries'] as const) {
      const larger = new Float64Array(this[name].length * 2);
      larger.set(this[name]);
      this[name] = larger;
    }
  }
}
