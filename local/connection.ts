import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KeyPair, keptCredentials } from './credentials.ts';

/** What a program on this machine needs to talk to a darkroom that runs here: all else it learns there. */
export interface Connection {
  /** The port of S3, SQS, SNS, Step Functions and CloudFormation. */
  endpoint: string;
  region: string;
  credentials: KeyPair;
}

/** Where the data goes unless said. */
export const usualFolder = '.darkroom';

const fileIn = (folder: string) => join(folder, 'connection.json');

/**
 * Lies in the data folder for as long as darkroom runs; after a kill it stays, and nobody answers at its address. The
 * secret is not in it: that has a file of its own.
 */
export function announce(folder: string, connection: Omit<Connection, 'credentials'>): Disposable {
  const file = fileIn(folder);
  rmSync(file, { force: true }); // of a run that was killed, perhaps with other rights
  writeFileSync(file, `${JSON.stringify(connection, undefined, 2)}\n`, { flag: 'wx', mode: 0o600 });
  return { [Symbol.dispose]: () => rmSync(file, { force: true }) };
}

/** Undefined where nothing is announced. */
export function announcedIn(folder: string): Connection | undefined {
  try {
    const { endpoint, region } = JSON.parse(readFileSync(fileIn(folder), 'utf8')) as Connection;
    const credentials = keptCredentials(folder);
    if (typeof endpoint !== 'string' || typeof region !== 'string' || credentials === undefined)
      return undefined;
    return { endpoint, region, credentials };
  } catch {
    return undefined;
  }
}
