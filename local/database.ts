import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * `safe` is on the disk when the statement returns, and outlives a power cut. `quick` outlives the end of this process
 * in any way, kill -9 included, and is for what can be done again.
 */
export type Durability = 'safe' | 'quick';

/** What is kept on the disk cannot be read, or nothing can be written there. */
export class DataError extends Error {
  override readonly name = 'DataError';
}

/** A database in a file of its own, with the folder it is in. Throws a DataError. */
export function openDatabase(file: string, durability: Durability, schema: string): DatabaseSync {
  return withFile(file, () => {
    mkdirSync(dirname(file), { recursive: true });
    const database = new DatabaseSync(file, { timeout: 5000 });
    database.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability === 'safe' ? 'FULL' : 'NORMAL'}`,
    );
    database.exec(schema);
    return database;
  });
}

/** What goes wrong in it goes wrong for the sake of this file: SQLite's own errors do not say which it was. */
export function withFile<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new DataError(`${file} cannot be used: ${(error as Error).message}.`, { cause: error });
  }
}

/** All of it, or when it throws nothing. */
export function transaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK'); // a full disk ends it by itself
    throw error;
  }
}
