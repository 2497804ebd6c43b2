import type { Photo, PhotoStatus } from '../../console/api.ts';
import type { Store } from '../store.ts';

export type AskPhotos = (
  before: string | undefined,
  show: PhotoStatus | undefined,
) => Promise<readonly Photo[]>;

interface Reach {
  /** The last photo of the last page. */
  before: string | undefined;
  /** Older ones are not shown, though they may be known: those between are not. */
  since: string;
  ended: boolean;
}

/** As many as one page of the server holds. */
const pageSize = 100;

/** How far down the photos are known, for each filter. */
export class Listing {
  #store: Store;
  #ask: AskPhotos;
  #reaches = new Map<PhotoStatus | undefined, Reach>();
  #asking = false;
  #restarts = 0;

  constructor(store: Store, ask: AskPhotos) {
    this.#store = store;
    this.#ask = ask;
  }

  photos(show: PhotoStatus | undefined): Photo[] {
    const { since } = this.#reach(show);
    return this.#store.photos(show).filter(({ uploadedAt }) => uploadedAt >= since);
  }

  hasMore(show: PhotoStatus | undefined): boolean {
    return !this.#reach(show).ended;
  }

  async more(show: PhotoStatus | undefined): Promise<void> {
    if (this.#asking || !this.hasMore(show)) return;
    this.#asking = true;
    try {
      this.#reaches.set(show, await this.#asked(this.#reach(show), show));
    } finally {
      this.#asking = false;
    }
  }

  /** After a snapshot: begins with its photos again, and asks anew for what was in sight below them. */
  async restart(newest: readonly Photo[], show: PhotoStatus | undefined, inSight: number): Promise<void> {
    this.#restarts += 1;
    const restart = this.#restarts;
    let told = reachOf(newest, newest.length >= this.#store.photosInAll);
    this.#reaches = new Map([[undefined, told]]);
    this.#reaches.set(show, { ...told, since: inSight > this.#count(told, show) ? '' : told.since });
    try {
      while (!told.ended && this.#count(told, show) < inSight) {
        told = await this.#asked(told, show);
        if (restart !== this.#restarts) return;
      }
      this.#store.dropStale();
    } finally {
      if (restart === this.#restarts) this.#reaches.set(show, told);
    }
  }

  #count({ since }: Reach, show: PhotoStatus | undefined): number {
    return this.#store.photos(show).filter(({ uploadedAt }) => uploadedAt >= since).length;
  }

  #reach(show: PhotoStatus | undefined): Reach {
    return (
      this.#reaches.get(show) ?? this.#reaches.get(undefined) ?? { before: undefined, since: '', ended: true }
    );
  }

  async #asked({ before }: Reach, show: PhotoStatus | undefined): Promise<Reach> {
    const page = await this.#ask(before, show);
    this.#store.takePhotos(page);
    const isWhole = show === undefined && this.#store.photos().length >= this.#store.photosInAll;
    if (page.length === 0) return { before, since: '', ended: true };
    return reachOf(page, page.length < pageSize || isWhole);
  }
}

function reachOf(page: readonly Photo[], ended: boolean): Reach {
  const last = page.at(-1);
  return { before: last?.id, since: ended || !last ? '' : last.uploadedAt, ended };
}
