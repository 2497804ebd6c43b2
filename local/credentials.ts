import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface KeyPair {
  accessKeyId: string;
  secretAccessKey: string;
}

/** It says what it is wherever it turns up: in a log, in somebody's shell. */
const accessKeyId = 'DARKROOMLOCALONLY000';

/**
 * The one key pair of this machine's copy. The secret is made once for each data folder and not known beforehand, so
 * that no web page can sign requests to it.
 */
export function localCredentials(folder: string): KeyPair {
  const file = join(folder, 'secret-access-key');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (/^[\w-]{40}$/.test(kept)) return { accessKeyId, secretAccessKey: kept };
  // There is none yet, or the process was killed before it was written.
  const secretAccessKey = randomBytes(30).toString('base64url');
  rmSync(file, { force: true });
  writeFileSync(file, secretAccessKey, { flag: 'wx', mode: 0o600 });
  return { accessKeyId, secretAccessKey };
}
