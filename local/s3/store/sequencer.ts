import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/**
 * The next of the store's sequencers: 18 hex digits that begin with the time, as those of S3, and grow with every call,
 * whatever the clock does. To be called within the transaction that uses it.
 */
export function createSequencer(database: DatabaseSync, now: () => number): () => string {
  const read = database.prepare('SELECT last FROM sequencers');
  const write = database.prepare('UPDATE sequencers SET last = ?');
  return () => {
    const last = BigInt(`0x${read.get()?.last}`);
    const clock = (BigInt(Math.floor(now())) << 32n) / 1000n;
    const next = (clock > last ? clock : last + 1n).toString(16).toUpperCase().padStart(18, '0');
    write.run(next);
    return next;
  };
}

/** Opaque, and made of the sequencer so that a listing can go on after a version that is no more. */
export function versionIdOf(sequencer: string): string {
  const bytes = Buffer.concat([Buffer.from(sequencer.slice(2), 'hex'), randomBytes(16)]);
  return bytes.toString('base64url').replaceAll('-', '.');
}

export function isVersionId(text: string): boolean {
  return text === 'null' || /^[A-Za-z0-9._]{32}$/.test(text);
}

export function sequencerOf(versionId: string): string {
  const bytes = Buffer.from(versionId.replaceAll('.', '-'), 'base64url').subarray(0, 8);
  return bytes.toString('hex').toUpperCase().padStart(18, '0');
}
