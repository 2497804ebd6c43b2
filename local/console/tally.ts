import type { Counts, Photo } from './api.ts';

type Totals = Omit<Counts, 'queues'>;

/** Counts photos as they come, change and go, so that nobody has to count them all again. */
export class Tally {
  private readonly byStatus = new Map<string, number>();
  private readonly byReason = new Map<string, number>();
  private bytesIn = 0;
  private bytesOut = 0;

  add(photo: Photo): void {
    this.count(photo, 1);
  }

  remove(photo: Photo): void {
    this.count(photo, -1);
  }

  get totals(): Totals {
    const of = (status: Photo['status']) => this.byStatus.get(status) ?? 0;
    return {
      done: of('done'),
      rejected: Object.fromEntries([...this.byReason].filter(([, count]) => count > 0)),
      failed: of('failed'),
      superseded: of('superseded'),
      inFlight: of('waiting') + of('working'),
      bytesIn: this.bytesIn,
      bytesOut: this.bytesOut,
    };
  }

  private count({ status, reason = 'unknown', bytes, renditions }: Photo, by: 1 | -1): void {
    this.byStatus.set(status, (this.byStatus.get(status) ?? 0) + by);
    if (status === 'rejected') this.byReason.set(reason, (this.byReason.get(reason) ?? 0) + by);
    if (status !== 'done') return;
    this.bytesIn += by * bytes;
    this.bytesOut += by * renditions.reduce((sum, each) => sum + each.bytes, 0);
  }
}
