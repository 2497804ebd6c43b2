import { StorageUnavailableError, SupersededPhotoError } from '../errors.ts';
import { isBefore, relationOf } from '../source.ts';
import type { SourceHead } from '../store.ts';
import { contend, type Entry, isTaken, type Ruling } from './contend.ts';
import { type Found, look } from './provenance.ts';
import { type Run, type Standing, type Stores, standingOf } from './run.ts';

/** All renditions of a photo, the lock first: whoever holds the lock decides what the others become. */
export type RenditionSet = readonly [Entry, ...Entry[]];

/** Every key that a run may write for its upload. */
export interface Places {
  renditions: readonly string[];
  outcome: string;
}

/** The current object, when it still is our upload; otherwise what an earlier attempt of ours left is taken back. */
export async function openSource(stores: Stores, run: Run, places: Places) {
  const source = await stores.uploads.open(run.upload.key);
  if (source !== undefined && standingOf(source, run.upload) === 'current') {
    const { versionId } = source;
    // An event that names no version, a backfill's: from here on it is about the one that was read.
    const exact = versionId === undefined ? run : { ...run, upload: { ...run.upload, versionId } };
    return { body: source.body, bytes: source.bytes, run: exact };
  }
  source?.body.destroy();
  throw await superseded(stores, run, places, source);
}

/** Writes the set and returns when it stands whole, made from an upload that is still current. */
export async function writeSet(stores: Stores, run: Run, set: RenditionSet, places: Places): Promise<void> {
  const [lock, ...others] = set;
  const locked = await contend(stores, run, lock, (found) => ruleOnLock(stores, run, found));
  const written = await Promise.allSettled(
    others.map((each) => contend(stores, run, each, (found) => ruleOnOther(stores, run, lock.key, found))),
  );
  for (const each of written) if (each.status === 'rejected') throw each.reason;
  // Of a set of one, the lock that was written just now is the whole of it: whoever has taken it since was let to by a
  // newer upload, which the look at the source shows, or is a backfill, which tells of what it made in its place.
  const sure = others.length === 0 && locked === 'written';
  await confirm(stores, run, sure ? undefined : lock.key, places);
}

function ruleOnLock(stores: Stores, run: Run, found: Found): Ruling {
  if (isTaken(stores, run, found) && !isBackfilled(run, found)) {
    throw new SupersededPhotoError('duplicate', 'another execution is at work on this upload');
  }
  // An old claim of another execution: its holder may have died before it told anybody, so we tell.
  return isGood(found, run) ? 'keep' : 'replace';
}

/**
 * Nothing is gained by writing it anew. Of an upload that was deleted and is there again only our own is good: the rest
 * may be removed the next moment, by a deletion that still believes what it saw. It spares what was written anew.
 */
function isGood({ provenance }: Found, { claim, settings, upload }: Run): boolean {
  return provenance?.settings === settings && (!upload.restored || provenance.claim === claim);
}

/**
 * A run that no event started is there to bring today's settings: it takes the lock of other settings from whoever is
 * at work with them. Runs that events started never do that, so nobody takes turns.
 */
function isBackfilled({ upload, settings }: Run, { provenance }: Found): boolean {
  return upload.sequencer === undefined && provenance !== undefined && provenance.settings !== settings;
}

async function ruleOnOther(stores: Stores, run: Run, lockKey: string, found: Found): Promise<Ruling> {
  if (isGood(found, run)) return 'keep';
  // Made from our upload with other settings: ours to replace only while the lock still says our settings.
  const lock = await look(stores.thumbnails, lockKey);
  if (lock !== undefined && holds(lock, run)) return 'replace';
  throw new SupersededPhotoError('duplicate', 'another execution makes this upload with other settings');
}

/** The moment of decision: afterwards this run tells that the photo is done. */
async function confirm(
  stores: Stores,
  run: Run,
  /** Undefined where there is no need to look at it. */
  lockKey: string | undefined,
  places: Places,
): Promise<void> {
  const [source, lock, record] = await Promise.all([
    stores.uploads.head(run.upload.key),
    lockKey === undefined ? undefined : look(stores.thumbnails, lockKey),
    look(stores.thumbnails, places.outcome),
  ]);
  if (standingOf(source, run.upload) !== 'current') throw await superseded(stores, run, places, source);
  if (lockKey !== undefined && (lock === undefined || !holds(lock, run))) throw lostLock(lock, run);
  if (record !== undefined && !isNewer(record, run)) {
    await stores.thumbnails.remove(places.outcome, { etag: record.etag });
  }
}

function holds(lock: Found, run: Run): boolean {
  const { source, settings } = lock.provenance ?? {};
  return source !== undefined && settings === run.settings && relationOf(source, run.upload) === 'same';
}

function isNewer(found: Found, run: Run): boolean {
  return found.provenance !== undefined && relationOf(found.provenance.source, run.upload) === 'newer';
}

function lostLock(lock: Found | undefined, run: Run): Error {
  if (lock !== undefined && isNewer(lock, run)) {
    return new SupersededPhotoError('newer', 'a newer upload of this key has been processed');
  }
  if (lock?.provenance !== undefined && relationOf(lock.provenance.source, run.upload) === 'same') {
    return new SupersededPhotoError('duplicate', 'another execution makes this upload with other settings');
  }
  return new StorageUnavailableError('The renditions were removed while they were being written');
}

async function superseded(stores: Stores, run: Run, places: Places, source: SourceHead | undefined) {
  const standing = standingOf(source, run.upload);
  await takeBack(stores, run, [...places.renditions, places.outcome], standing);
  return standing === 'gone'
    ? new SupersededPhotoError('gone', 'the photo was deleted')
    : new SupersededPhotoError('newer', 'the key holds another upload by now');
}

/**
 * Removes what was made from our upload. Where the key holds another upload, only our own writes: a set that
 * an earlier execution told about stays until the other upload's set replaces it. Where it holds none, all but what a later
 * event had made of ours: it was there again in between, or is by now.
 */
export async function takeBack(
  stores: Stores,
  run: Run,
  keys: readonly string[],
  standing: Standing,
): Promise<void> {
  for (const key of keys) {
    const found = await look(stores.thumbnails, key);
    if (found?.provenance === undefined) continue;
    const { source, claim } = found.provenance;
    if (relationOf(source, run.upload) !== 'same') continue;
    const later = isBefore(run.upload, source.sequencer);
    if (claim === run.claim || (standing === 'gone' && !later))
      await stores.thumbnails.remove(key, { etag: found.etag });
  }
}
