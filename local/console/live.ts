import type { ServerResponse } from 'node:http';
import type { AlarmView, Change, Counts, NoticeView, Photo, Snapshot } from './api.ts';

/** A burst of changes goes out as one, so many milliseconds after the first of them. */
const gatherMs = 100;
/** So that a connection whose other end is gone is found out, and no proxy takes a silence for an end. */
const heartbeatMs = 15_000;
/** A page that does not read is cut off: it comes back and gets a snapshot. */
const mostUnread = 4 * 1024 ** 2;

interface Sources {
  snapshot(): Snapshot;
  counts(): Counts;
  photosInAll(): number;
}

/** The open pages, and what they have not been told yet. */
export class Live implements Disposable {
  private readonly pages = new Set<ServerResponse>();
  private readonly photos = new Map<string, Photo>();
  private readonly executions = new Set<string>();
  private notices: NoticeView[] = [];
  private failNext: boolean | undefined;
  private alarms: readonly AlarmView[] | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly heartbeat: NodeJS.Timeout;
  private readonly sources: Sources;

  constructor(sources: Sources) {
    this.sources = sources;
    this.heartbeat = setInterval(() => this.send(': still here\n\n'), heartbeatMs).unref();
  }

  /** Keeps the response open: first all that a page needs to begin, then each change. */
  join(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    this.flush(); // the snapshot has it all; what the others wait for must not come after it
    response.write(messageOf('snapshot', this.sources.snapshot()));
    this.pages.add(response);
    response.once('close', () => this.pages.delete(response));
  }

  photo(photo: Photo): void {
    this.photos.set(photo.id, photo);
    this.soon();
  }

  execution(arn: string): void {
    this.executions.add(arn);
    this.soon();
  }

  notice(notice: NoticeView): void {
    this.notices.push(notice);
    this.soon();
  }

  failing(failNext: boolean): void {
    this.failNext = failNext;
    this.soon();
  }

  alarmed(alarms: readonly AlarmView[]): void {
    this.alarms = alarms;
    this.soon();
  }

  /** The counts of the queues are others than they were. */
  soon(): void {
    this.timer ??= setTimeout(() => this.flush(), gatherMs).unref();
  }

  [Symbol.dispose](): void {
    clearInterval(this.heartbeat);
    clearTimeout(this.timer);
    for (const page of this.pages) page.destroy();
  }

  private flush(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    const change: Change = {
      counts: this.sources.counts(),
      photosInAll: this.sources.photosInAll(),
      ...(this.photos.size > 0 && { photos: [...this.photos.values()] }),
      ...(this.notices.length > 0 && { notices: this.notices }),
      ...(this.executions.size > 0 && { executions: [...this.executions] }),
      ...(this.failNext !== undefined && { failNext: this.failNext }),
      ...(this.alarms !== undefined && { alarms: this.alarms }),
    };
    this.photos.clear();
    this.executions.clear();
    this.notices = [];
    this.failNext = undefined;
    this.alarms = undefined;
    this.send(messageOf('change', change));
  }

  private send(message: string): void {
    for (const page of this.pages) {
      if (page.writableLength > mostUnread) page.destroy();
      else page.write(message);
    }
  }
}

function messageOf(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
