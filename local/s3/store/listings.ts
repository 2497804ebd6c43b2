import type { DatabaseSync } from 'node:sqlite';
import { aboveAllKeys, type Listed, type Page, rollUp } from './roll-up.ts';
import { checksumOf, type Row, type Version, versionOf } from './version.ts';

/** What a listing tells of an object. */
export type ListedVersion = Pick<
  Version,
  'key' | 'version' | 'sequencer' | 'latest' | 'marker' | 'bytes' | 'etag' | 'modified' | 'checksum'
>;

const columns = 'key, version, sequencer, latest, marker, bytes, etag, modified, checksum';

export class Listings {
  readonly #statements;

  constructor(database: DatabaseSync) {
    this.#statements = {
      objects: database.prepare(
        `SELECT ${columns} FROM versions INDEXED BY latest_versions
         WHERE bucket = ? AND latest = 1 AND key >= ? AND key < ? AND marker = 0 ORDER BY key`,
      ),
      whole: database.prepare(
        `SELECT * FROM versions INDEXED BY latest_versions
         WHERE bucket = ? AND latest = 1 AND key >= ? AND key < ? AND marker = 0 ORDER BY key LIMIT ?`,
      ),
      versions: database.prepare(
        `SELECT ${columns} FROM versions INDEXED BY history
         WHERE bucket = ? AND key >= ? AND key < ? ORDER BY key, sequencer DESC`,
      ),
      older: database.prepare(
        `SELECT ${columns} FROM versions WHERE bucket = ? AND key = ? AND sequencer < ? ORDER BY sequencer DESC`,
      ),
    };
  }

  /** The objects that are there now, in key order. */
  objects(bucket: string, listed: Listed): Page<ListedVersion> {
    return rollUp((from, upTo) => read(this.#statements.objects.iterate(bucket, from, upTo)), listed);
  }

  /** The same with all that is known of them; `upTo` is the first key not to be listed. */
  wholeObjects(bucket: string, from: string, upTo: string | undefined, limit: number): Version[] {
    return this.#statements.whole.all(bucket, from, upTo ?? aboveAllKeys, limit).map(versionOf);
  }

  /** All versions and delete markers: by key, the newest first. `after` is where within the first key to go on. */
  versions(bucket: string, listed: Listed, after?: { key: string; sequencer: string }): Page<ListedVersion> {
    const { versions, older } = this.#statements;
    let rest = after;
    return rollUp(function* (from, upTo) {
      if (rest !== undefined) yield* read(older.iterate(bucket, rest.key, rest.sequencer));
      rest = undefined;
      yield* read(versions.iterate(bucket, from, upTo));
    }, listed);
  }
}

function* read(rows: Iterable<Row>): Generator<ListedVersion> {
  for (const row of rows) {
    yield {
      ...(row as unknown as ListedVersion),
      latest: row.latest === 1,
      marker: row.marker === 1,
      ...checksumOf(row),
    };
  }
}
