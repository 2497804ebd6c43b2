import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DataError, withFile } from './database.ts';

/** Another copy of darkroom is at work in this folder. */
export class DataFolderTakenError extends Error {
  override readonly name = 'DataFolderTakenError';
}

/** Somebody has deleted the folder, or put another in its place. */
export class DataFolderGoneError extends Error {
  override readonly name = 'DataFolderGoneError';
}

/**
 * Keeps a second copy out of the folder for as long as this one runs. The lock is one on a file of SQLite's: the
 * system takes it away when the process ends, in whatever way, so no stale lock is ever left. When the folder is
 * deleted meanwhile, what is said of it goes to `gone` once, within `lookEveryMs`: all that is still written would be
 * lost, or get into the next copy's folder.
 */
export function claimDataFolder(
  folder: string,
  gone: (error: DataFolderGoneError) => void = () => {},
  lookEveryMs = 2000,
): Disposable {
  const file = join(folder, 'lock.db');
  const lock = withFile(file, () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return new DatabaseSync(file);
  });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    const { message } = cause as Error;
    if (!/locked/.test(message)) throw new DataError(`${file} cannot be used: ${message}.`, { cause });
    throw new DataFolderTakenError(`Another darkroom is running with its data in ${folder}.`, { cause });
  }
  const inode = inodeOf(file);
  const timer = setInterval(() => {
    if (inodeOf(file) === inode) return;
    clearInterval(timer);
    gone(new DataFolderGoneError(`${folder} was deleted while darkroom was at work in it.`));
  }, lookEveryMs).unref();
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      lock.close();
    },
  };
}

function inodeOf(file: string): bigint | undefined {
  return statSync(file, { bigint: true, throwIfNoEntry: false })?.ino;
}
