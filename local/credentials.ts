import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(file, randomBytes(30).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return { accessKeyId, secretAccessKey: readFileSync(file, 'utf8').trim() };
}
