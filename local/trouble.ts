import { SettingsError } from '../infra/settings.ts';
import { DataFolderGoneError, DataFolderTakenError } from './data-folder.ts';
import { DataError } from './database.ts';
import { FaultsError } from './faults/index.ts';
import { PortTakenError } from './http/loopback.ts';
import { UsageError } from './typed-flags.ts';

const advice: readonly (readonly [new (...given: never[]) => Error, string?])[] = [
  [UsageError, 'npm start -- --help shows what there is.'],
  [SettingsError],
  [FaultsError, 'docs/local.md, Faults, has the format.'],
  [PortTakenError, 'End that program, or choose another: npm start -- --port 4200'],
  [
    DataFolderTakenError,
    'End that one, or give this one another folder and ports: npm start -- --data .darkroom-second --port 4200',
  ],
  [DataFolderGoneError, 'Start again: it begins afresh.'],
  [
    DataError,
    'Give this one another folder: npm start -- --data .darkroom-second. Or delete the folder, to start afresh.',
  ],
];

/** SQLite's, without the details above the lowest byte: https://sqlite.org/rescode.html */
const unusable: ReadonlySet<number> = new Set([8, 10, 11, 14, 26]);
const full = 13;

/** What a user can mend, and how; undefined for what is a fault of ours. */
export function wordsFor(error: unknown, data: string): string | undefined {
  const { code, errcode = 0, message } = Object(error) as NodeJS.ErrnoException & { errcode?: number };
  const known = advice.find(([type]) => error instanceof type);
  if (known !== undefined) return [message, known[1]].filter(Boolean).join('\n');
  if (code === 'ENOSPC' || (code === 'ERR_SQLITE_ERROR' && (errcode & 0xff) === full)) {
    return `No space is left on the disk of ${data}.\nMake room and start again: what was running goes on.`;
  }
  if (code === 'ERR_SQLITE_ERROR' && unusable.has(errcode & 0xff)) {
    return wordsFor(new DataError(`A database in ${data} cannot be used: ${message}.`), data);
  }
  return undefined;
}
