import type { ObjectCreatedDetail } from '../../../../functions/shared/source.ts';
import type { Step } from '../../../support/interleavings.ts';
import type { MemoryBuckets } from '../../../support/memory-store.ts';
import type { BegunRun } from './attempt.ts';
import { key, type Scenario } from './scenario.ts';

type Deletion = ReturnType<MemoryBuckets['deleteUpload']>;
type Named = { etag?: string; versionId?: string; 'version-id'?: string; sequencer?: string };

/** What uploaders and owners have done, and the events that came of it. */
export class Outside {
  readonly #planned: Scenario['outside'];
  readonly #buckets: MemoryBuckets;
  readonly #uploads: ObjectCreatedDetail[] = [];
  readonly #deletions: Deletion[] = [];
  /** How much of what was planned has been done. */
  steps = 0;

  constructor(planned: Scenario['outside'], buckets: MemoryBuckets) {
    this.#planned = planned;
    this.#buckets = buckets;
  }

  get uploads(): number {
    return this.#uploads.length;
  }

  get deletions(): number {
    return this.#deletions.length;
  }

  /** Number of the upload that the key holds; undefined after a delete. */
  get current(): number | undefined {
    const newest = this.#buckets.versions.get(key)?.at(-1);
    if (newest === undefined || 'marker' in newest) return undefined;
    const same = this.#uploads.findLastIndex(({ object }) =>
      newest.versionId === undefined
        ? object.etag === newest.etag
        : object['version-id'] === newest.versionId,
    );
    return same + 1;
  }

  next(deletionTold: boolean): Step[] {
    const next = this.#planned[this.steps];
    if (next === undefined || (next === 'hear of it' && !deletionTold)) return [];
    const take = () => {
      this.steps += 1;
      if (next === 'hear of it') return;
      if (next === 'delete') this.#deletions.push(this.#buckets.deleteUpload(key));
      else if (next === 'restore') this.#deletions.push(this.#buckets.deleteNewest(key));
      else this.#uploads.push(this.#buckets.upload(key, next));
    };
    return [{ label: `outside: ${next}`, take }];
  }

  /** Counted from 1; 0 where it is of no upload. */
  numberOf(source: Named | undefined): number {
    return 1 + this.#uploads.findIndex(({ object }) => nameOf(object) === nameOf(source));
  }

  contentOf(source: Named): string | undefined {
    const contents = this.#planned.filter((each) => each.startsWith('upload'));
    return contents[this.numberOf(source) - 1];
  }

  eventOf({ detail, upload }: BegunRun): ObjectCreatedDetail {
    const event = detail ?? this.#uploads[upload - 1];
    if (event === undefined) throw new Error('began before its upload');
    return event;
  }

  deletion(number: number): Deletion {
    const event = this.#deletions[number - 1];
    if (event === undefined) throw new Error('began before its deletion');
    return event;
  }
}

function nameOf(source: Named | undefined): string {
  return source?.versionId ?? source?.['version-id'] ?? `${source?.etag} ${source?.sequencer}`;
}
