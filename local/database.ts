import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * `safe` is on the disk when the statement returns, and outlives a power cut. `quick` outlives the end of this process
 * in any way, kill -9 included, and is for what can be done again.
 */
export type Durability = 'safe' | 'quick';

/** A database in a file of its own, with the folder it is in. */
export function openDatabase(file: string, durability: Durability, schema: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: 5000 });
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability === 'safe' ? 'FULL' : 'NORMAL'}`,
  );
  database.exec(schema);
  return database;
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
