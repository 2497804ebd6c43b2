import { SupersededPhotoError } from '../errors.ts';
import { relationOf } from '../source.ts';
import { contend, type Entry, isTaken, isYoung, type Ruling } from './contend.ts';
import { type Found, look } from './provenance.ts';
import { takeBack } from './rendition-set.ts';
import { type Run, type Stores, standingOf } from './run.ts';

export type OutcomeStatus = 'rejected' | 'failed';

/** Writes the record of a photo that could not be made, so that it too has one effect, and is told once. */
export async function writeOutcome(
  stores: Stores,
  run: Run,
  record: Omit<Entry, 'metadata'> & { status: OutcomeStatus },
  /** Undefined for a key that no rendition can be named after. */
  lockKey: string | undefined,
  onReject: 'keep' | 'delete' = 'keep',
): Promise<void> {
  const { status, ...entry } = record;
  const verdict = await contend(stores, run, { ...entry, metadata: { status } }, (found) =>
    ruleOnRecord(stores, run, status, found),
  );

  // An earlier attempt got here and may have deleted the upload, as it was told to: it still has to be told.
  if (verdict === 'kept' && onReject === 'delete') return;

  // After the write: whoever takes the lock later finds our record and removes it.
  const [source, lock] = await Promise.all([
    stores.uploads.head(run.upload.key),
    lockKey === undefined ? undefined : look(stores.thumbnails, lockKey),
  ]);
  const standing = standingOf(source, run.upload);
  const reason = standing === 'current' ? outranking(stores, run, lock) : standing;
  if (reason === undefined) return;
  await takeBack(stores, run, [entry.key], standing);
  throw new SupersededPhotoError(
    reason,
    `the ${status} upload is not what the key holds, or another execution has it`,
  );
}

function ruleOnRecord(stores: Stores, run: Run, status: OutcomeStatus, found: Found): Ruling {
  const theirs = found.metadata.status;
  // A rejection is final for these bytes and settings; a failure is not, and gives way to it.
  if (found.provenance?.settings !== run.settings || (theirs !== status && theirs !== 'rejected'))
    return 'replace';
  if (isTaken(stores, run, found)) {
    throw new SupersededPhotoError('duplicate', 'another execution tells about this upload');
  }
  return theirs === status ? 'keep' : 'replace';
}

/** Renditions of a newer upload, or of ours by an execution still at work, are the better word on this photo. */
function outranking(stores: Stores, run: Run, lock: Found | undefined): 'newer' | 'duplicate' | undefined {
  if (lock?.provenance === undefined) return undefined;
  const { source, settings, claim } = lock.provenance;
  const relation = relationOf(source, run.upload);
  if (relation === 'newer') return 'newer';
  const theirs = relation === 'same' && settings === run.settings && claim !== run.claim;
  return theirs && isYoung(stores, lock) ? 'duplicate' : undefined;
}
