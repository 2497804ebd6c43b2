import type { DatabaseSync } from 'node:sqlite';
import type { Piece } from './files.ts';
import { jsonOrNull, type Row, type Version, versionOf } from './version.ts';

/** It becomes the latest of its key. */
export type NewVersion = Omit<Version, 'id' | 'latest'> & { pieces: readonly Piece[] };

/** The rows of objects and their pieces. Who changes them does so within a transaction. */
export class Versions {
  readonly #statements;

  constructor(database: DatabaseSync) {
    this.#statements = {
      latest: database.prepare('SELECT * FROM versions WHERE bucket = ? AND key = ? AND latest = 1'),
      named: database.prepare('SELECT * FROM versions WHERE bucket = ? AND key = ? AND version = ?'),
      newest: database.prepare(
        'SELECT id FROM versions WHERE bucket = ? AND key = ? ORDER BY sequencer DESC LIMIT 1',
      ),
      insert: database.prepare(
        `INSERT INTO versions (bucket, key, version, sequencer, latest, marker, bytes, etag, modified, headers, metadata,
         checksum, origin) VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ),
      setLatest: database.prepare('UPDATE versions SET latest = ? WHERE id = ?'),
      delete: database.prepare('DELETE FROM versions WHERE id = ?'),
      pieces: database.prepare('SELECT file, bytes FROM pieces WHERE owner = ? ORDER BY number'),
      addPiece: database.prepare('INSERT INTO pieces (owner, number, file, bytes) VALUES (?, ?, ?, ?)'),
      inUse: database.prepare('SELECT 1 FROM pieces WHERE file = ?'),
    };
  }

  /** The newest version of the key; it may be a delete marker. */
  latest(bucket: string, key: string): Version | undefined {
    return found(this.#statements.latest.get(bucket, key));
  }

  named(bucket: string, key: string, version: string): Version | undefined {
    return found(this.#statements.named.get(bucket, key, version));
  }

  pieces(version: Version): Piece[] {
    return this.#statements.pieces.all(version.id) as unknown as Piece[];
  }

  /** Becomes the latest of its key. */
  insert(draft: NewVersion): Version {
    const { bucket, key, version, sequencer, bytes, etag, modified } = draft;
    const before = this.latest(bucket, key);
    if (before !== undefined) this.#statements.setLatest.run(0, before.id);
    const { lastInsertRowid } = this.#statements.insert.run(
      ...[bucket, key, version, sequencer, draft.marker ? 1 : 0, bytes, etag, modified],
      ...[JSON.stringify(draft.headers), JSON.stringify(draft.metadata)],
      ...[jsonOrNull(draft.checksum), JSON.stringify(draft.origin)],
    );
    const id = Number(lastInsertRowid);
    for (const [at, piece] of draft.pieces.entries()) {
      this.#statements.addPiece.run(id, at, piece.file, piece.bytes);
    }
    return { ...draft, id, latest: true };
  }

  /** Gives back its files; others may have them too. */
  remove(version: Version): string[] {
    const files = this.pieces(version).map(({ file }) => file);
    this.#statements.delete.run(version.id);
    if (version.latest) {
      const next = this.#statements.newest.get(version.bucket, version.key);
      if (next !== undefined) this.#statements.setLatest.run(1, next.id as number);
    }
    return files;
  }

  isInUse(file: string): boolean {
    return this.#statements.inUse.get(file) !== undefined;
  }
}

function found(row: Row | undefined): Version | undefined {
  return row && versionOf(row);
}
