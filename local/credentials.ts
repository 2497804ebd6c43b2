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
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const kept = keptCredentials(folder);
  if (kept !== undefined) return kept;
  // There is none yet, or the process was killed before it was written.
  const file = secretIn(folder);
  const secretAccessKey = randomBytes(30).toString('base64url');
  rmSync(file, { force: true });
  writeFileSync(file, secretAccessKey, { flag: 'wx', mode: 0o600 });
  return { accessKeyId, secretAccessKey };
}

/** Undefined for a folder that has none. */
export function keptCredentials(folder: string): KeyPair | undefined {
  const file = secretIn(folder);
  const secretAccessKey = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  return /^[\w-]{40}$/.test(secretAccessKey) ? { accessKeyId, secretAccessKey } : undefined;
}

function secretIn(folder: string): string {
  return join(folder, 'secret-access-key');
}
