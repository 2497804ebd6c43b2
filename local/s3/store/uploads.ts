import type { DatabaseSync } from 'node:sqlite';
import type { ChecksumAlgorithm } from '../body/index.ts';
import { type Listed, type Page, rollUp } from './roll-up.ts';
import { checksumOf, type Described, describedOf, jsonOrNull, type Row } from './version.ts';

/** A multipart upload that is under way. */
export interface Upload extends Described {
  /** Sorts by when it was begun. */
  id: string;
  bucket: string;
  key: string;
  /** Milliseconds. */
  started: number;
  /** What its parts have to bring, and how those make the object's. */
  checksum?: { algorithm: ChecksumAlgorithm; type: 'FULL_OBJECT' | 'COMPOSITE' };
}

export interface Part {
  number: number;
  file: string;
  bytes: number;
  /** Hex. */
  md5: string;
  checksum?: { algorithm: ChecksumAlgorithm; value: string };
  modified: number;
}

/** The rows of multipart uploads. Who changes them does so within a transaction. */
export class Uploads {
  readonly #statements;

  constructor(database: DatabaseSync) {
    this.#statements = {
      insert: database.prepare('INSERT INTO uploads VALUES (?, ?, ?, ?, ?, ?, ?)'),
      find: database.prepare('SELECT * FROM uploads WHERE bucket = ? AND key = ? AND id = ?'),
      delete: database.prepare('DELETE FROM uploads WHERE id = ?'),
      list: database.prepare(
        'SELECT * FROM uploads WHERE bucket = ? AND key >= ? AND key < ? ORDER BY key, id',
      ),
      later: database.prepare('SELECT * FROM uploads WHERE bucket = ? AND key = ? AND id > ? ORDER BY id'),
      part: database.prepare('SELECT file FROM parts WHERE upload = ? AND number = ?'),
      putPart: database.prepare('INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?, ?, ?)'),
      parts: database.prepare('SELECT * FROM parts WHERE upload = ? AND number > ? ORDER BY number LIMIT ?'),
    };
  }

  insert(upload: Upload): void {
    const { id, bucket, key, started, headers, metadata, checksum } = upload;
    this.#statements.insert.run(
      ...[id, bucket, key, started],
      ...[JSON.stringify(headers), JSON.stringify(metadata), jsonOrNull(checksum)],
    );
  }

  find(bucket: string, key: string, id: string): Upload | undefined {
    const row = this.#statements.find.get(bucket, key, id);
    return row && uploadOf(row);
  }

  /** Gives back the files of its parts; an object may have been made of some. */
  remove(id: string): string[] {
    const files = this.parts(id).map(({ file }) => file);
    this.#statements.delete.run(id);
    return files;
  }

  /** Gives back the file that the part had before. */
  putPart(upload: string, { number, file, bytes, md5, checksum, modified }: Part): string[] {
    const before = this.#statements.part.get(upload, number);
    this.#statements.putPart.run(upload, number, file, bytes, md5, jsonOrNull(checksum), modified);
    return before === undefined ? [] : [before.file as string];
  }

  parts(upload: string, after = 0, limit = -1): Part[] {
    return this.#statements.parts
      .all(upload, after, limit)
      .map((row) => ({ ...(row as unknown as Part), ...checksumOf<Part['checksum']>(row) }) as Part);
  }

  /** By key, and then in the order they were begun; `after` is where within the first key to go on. */
  list(bucket: string, listed: Listed, after?: { key: string; id: string }): Page<Upload> {
    const { list, later } = this.#statements;
    let rest = after;
    return rollUp(function* (from, upTo) {
      if (rest !== undefined) for (const row of later.iterate(bucket, rest.key, rest.id)) yield uploadOf(row);
      rest = undefined;
      for (const row of list.iterate(bucket, from, upTo)) yield uploadOf(row);
    }, listed);
  }
}

function uploadOf(row: Row): Upload {
  return {
    ...(row as unknown as Upload),
    ...describedOf(row),
    ...checksumOf<Upload['checksum']>(row),
  } as Upload;
}
