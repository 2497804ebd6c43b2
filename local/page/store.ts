import type {
  About,
  AlarmView,
  Change,
  Counts,
  NoticeView,
  Photo,
  PhotoStatus,
  Snapshot,
} from '../console/api.ts';

/** What has changed since views were last drawn. */
export interface Touched {
  photos: Set<string>;
  executions: Set<string>;
  notices: boolean;
  about: boolean;
}

const nothingTouched = (): Touched => ({
  photos: new Set(),
  executions: new Set(),
  notices: false,
  about: false,
});

/** Everything the page knows. Whoever changes it calls `onTouched`, and one drawing takes all that has gathered. */
export class Store {
  about: About | undefined;
  counts: Counts | undefined;
  failNext = false;
  photosInAll = 0;
  notices: readonly NoticeView[] = [];
  alarms: readonly AlarmView[] = [];

  #photos = new Map<string, Photo>();
  /** Known from before the connection was lost, and not heard of since. */
  #stale = new Set<string>();
  #touched = nothingTouched();
  #onTouched: () => void;

  constructor(onTouched: () => void) {
    this.#onTouched = onTouched;
  }

  takeTouched(): Touched {
    const touched = this.#touched;
    this.#touched = nothingTouched();
    return touched;
  }

  photo(id: string): Photo | undefined {
    return this.#photos.get(id);
  }

  /** Newest first. */
  photos(show?: PhotoStatus): Photo[] {
    const all = [...this.#photos.values()];
    return (show ? all.filter(({ status }) => status === show) : all).sort(newestFirst);
  }

  takeSnapshot({ about, counts, photos, photosInAll, notices, failNext, alarms }: Snapshot) {
    this.#stale = new Set(this.#photos.keys());
    // The same as before stays the same, so that what is drawn of it stays, too.
    if (JSON.stringify(this.about) !== JSON.stringify(about)) this.about = about;
    this.counts = counts;
    this.failNext = failNext;
    this.photosInAll = photosInAll;
    this.notices = notices;
    this.alarms = alarms;
    this.#touched.about = true;
    this.#touched.notices = true;
    for (const { execution } of this.#photos.values()) if (execution) this.#touched.executions.add(execution);
    this.takePhotos(photos);
  }

  takeChange(change: Change) {
    const { counts, photos = [], photosInAll, notices = [], failNext, alarms, executions = [] } = change;
    this.counts = counts ?? this.counts;
    this.failNext = failNext ?? this.failNext;
    this.photosInAll = photosInAll ?? this.photosInAll;
    this.alarms = alarms ?? this.alarms;
    for (const arn of executions) this.#touched.executions.add(arn);
    if (notices.length > 0) this.takeNotices(notices);
    this.takePhotos(photos);
  }

  takePhotos(photos: readonly Photo[]) {
    for (const photo of photos) {
      this.#photos.set(photo.id, photo);
      this.#stale.delete(photo.id);
      this.#touched.photos.add(photo.id);
    }
    this.#onTouched();
  }

  takeNotices(notices: readonly NoticeView[]) {
    const known = new Map([...this.notices, ...notices].map((notice) => [notice.id, notice]));
    this.notices = [...known.values()].sort((one, other) => other.id - one.id);
    this.#touched.notices = true;
    this.#onTouched();
  }

  /** The server has told again all that it has: what it did not name is gone. */
  dropStale() {
    for (const id of this.#stale) {
      this.#photos.delete(id);
      this.#touched.photos.add(id);
    }
    this.#stale.clear();
    this.#onTouched();
  }
}

function newestFirst(one: Photo, other: Photo): number {
  if (one.uploadedAt !== other.uploadedAt) return one.uploadedAt < other.uploadedAt ? 1 : -1;
  return one.id < other.id ? 1 : -1;
}
