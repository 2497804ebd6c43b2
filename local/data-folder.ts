import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another copy of darkroom is at work in this folder. */
export class DataFolderTakenError extends Error {
  override readonly name = 'DataFolderTakenError';
}

/**
 * Keeps a second copy out of the folder for as long as this one runs. The lock is one on a file of SQLite's: the
 * system takes it away when the process ends, in whatever way, so no stale lock is ever left.
 */
export function claimDataFolder(folder: string): Disposable {
  mkdirSync(folder, { recursive: true });
  const lock = new DatabaseSync(join(folder, 'lock.db'));
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!/locked/.test((error as Error).message)) throw error;
    throw new DataFolderTakenError(`Another darkroom is running with its data in ${folder}.`, {
      cause: error,
    });
  }
  return { [Symbol.dispose]: () => lock.close() };
}
