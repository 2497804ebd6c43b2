import { join } from 'node:path';
import { openDatabase, transaction } from '../../database.ts';
import type { BucketSpec } from '../../deployment.ts';
import { deleteMarkerCreated, type EventTerms, objectCreated, permanentlyDeleted } from '../events.ts';
import { type Bucket, openBuckets } from './buckets.ts';
import { Files, type WriteDisk } from './files.ts';
import { Listings } from './listings.ts';
import { createOutbox, type OwnOutbox } from './outbox.ts';
import { schema } from './schema.ts';
import { createSequencer, versionIdOf } from './sequencer.ts';
import { Uploads } from './uploads.ts';
import type { Origin, Version } from './version.ts';
import { type NewVersion, Versions } from './versions.ts';

export interface StoreOptions extends EventTerms {
  folder: string;
  buckets: readonly BucketSpec[];
  now: () => number;
  disk?: WriteDisk | undefined;
}

/** What was written or removed, once it is committed. */
export type Change = { kind: 'created'; version: Version } | { kind: 'deleted'; version: Version };

/** What a transaction leaves to be done after it. */
export interface Unit {
  /** Files that somebody gave up. */
  readonly freed: string[];
  readonly changes: Change[];
  events: number;
}

export type Draft = Omit<NewVersion, 'bucket' | 'version' | 'sequencer' | 'marker' | 'modified'>;

const emptyMd5 = 'd41d8cd98f00b204e9800998ecf8427e';

export class Store implements Disposable {
  readonly buckets: ReadonlyMap<string, Bucket>;
  readonly files: Files;
  readonly versions: Versions;
  readonly uploads: Uploads;
  readonly listings: Listings;
  readonly outbox: OwnOutbox;
  readonly now: () => number;
  /** To be called within a transaction. */
  readonly nextSequencer: () => string;
  readonly #database;
  readonly #quick;
  readonly #terms: EventTerms;
  readonly #listeners: ((change: Change) => void)[] = [];

  constructor({ folder, buckets, now, region, account, disk }: StoreOptions) {
    const file = join(folder, 's3.db');
    this.#database = openDatabase(file, 'safe', schema);
    this.#quick = openDatabase(file, 'quick', '');
    this.#terms = { region, account };
    this.now = now;
    this.buckets = openBuckets(this.#database, buckets, now());
    this.versions = new Versions(this.#database);
    this.uploads = new Uploads(this.#database);
    this.listings = new Listings(this.#database);
    this.outbox = createOutbox(this.#database, this.#quick);
    this.nextSequencer = createSequencer(this.#database, now);
    this.files = new Files(join(folder, 'objects'), disk);
    const known = this.#database.prepare('SELECT file FROM pieces UNION ALL SELECT file FROM parts').all();
    this.files.sweep(new Set(known.map((row) => row.file as string)));
  }

  /** All that the work does happens, or nothing; files and listeners come after. */
  commit<Result>(work: (unit: Unit) => Result): Result {
    const unit: Unit = { freed: [], changes: [], events: 0 };
    const [result, rubbish] = transaction(this.#database, () => {
      const made = work(unit);
      return [made, unit.freed.filter((file) => !this.versions.isInUse(file))];
    });
    this.files.remove(rubbish);
    for (const change of unit.changes) for (const listener of this.#listeners) listener(change);
    if (unit.events > 0) this.outbox.added();
    return result;
  }

  /** Keeps the bytes for what `use` makes of them, which is a commit; when it throws they are gone. */
  async keep<Result>(chunks: AsyncIterable<Buffer>, use: (file: string) => Result): Promise<Result> {
    const file = await this.files.write(chunks);
    try {
      return use(file);
    } catch (error) {
      this.files.remove([file]);
      throw error;
    }
  }

  put(bucket: Bucket, draft: Draft, unit: Unit): Version {
    const version = this.#insert(bucket, { ...draft, marker: false }, unit);
    this.#tell(bucket, () => objectCreated(version, version.modified, this.#terms), unit);
    unit.changes.push({ kind: 'created', version });
    return version;
  }

  /** Hides the object behind a delete marker, or where versions are not kept removes it. */
  delete(bucket: Bucket, key: string, origin: Origin, unit: Unit): Version | undefined {
    if (bucket.versioning === undefined) {
      const latest = this.versions.latest(bucket.name, key);
      if (latest !== undefined) this.deleteVersion(bucket, latest, origin, unit);
      return undefined;
    }
    const nothing = { bytes: 0, etag: emptyMd5, headers: {}, metadata: {}, pieces: [] };
    const marker = this.#insert(bucket, { ...nothing, key, origin, marker: true }, unit);
    this.#tell(bucket, () => deleteMarkerCreated(marker, this.#terms), unit);
    unit.changes.push({ kind: 'deleted', version: marker });
    return marker;
  }

  /** For good. */
  deleteVersion(bucket: Bucket, version: Version, origin: Origin, unit: Unit): void {
    unit.freed.push(...this.versions.remove(version));
    const deletion = { sequencer: this.nextSequencer(), time: this.now(), origin };
    this.#tell(bucket, () => permanentlyDeleted(version, deletion, this.#terms), unit);
    unit.changes.push({ kind: 'deleted', version });
  }

  /** Tells again of an object that is there. */
  tellAgain(bucket: Bucket, version: Version, unit: Unit): void {
    this.#tell(bucket, () => objectCreated(version, this.now(), this.#terms), unit);
  }

  onChange(listener: (change: Change) => void): void {
    this.#listeners.push(listener);
  }

  [Symbol.dispose](): void {
    this.#quick.close();
    this.#database.close();
  }

  #insert(bucket: Bucket, draft: Draft & { marker: boolean }, unit: Unit): Version {
    const sequencer = this.nextSequencer();
    const version = bucket.versioning === 'Enabled' ? versionIdOf(sequencer) : 'null';
    const replaced = version === 'null' && this.versions.named(bucket.name, draft.key, version);
    if (replaced) unit.freed.push(...this.versions.remove(replaced));
    return this.versions.insert({
      ...draft,
      bucket: bucket.name,
      version,
      sequencer,
      modified: this.now(),
    });
  }

  #tell(bucket: Bucket, event: () => Parameters<OwnOutbox['add']>[0], unit: Unit): void {
    if (!bucket.sendsEvents) return;
    this.outbox.add(event());
    unit.events += 1;
  }
}
