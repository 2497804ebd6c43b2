import { StorageUnavailableError, SupersededPhotoError } from '../errors.ts';
import { isBefore, relationOf } from '../source.ts';
import type { Content } from '../store.ts';
import { type Found, look, metadataOf } from './provenance.ts';
import { type Run, type Stores, standingOf } from './run.ts';

/** An object that a run wants to stand at a key; its provenance comes to its metadata. */
export interface Entry extends Content {
  key: string;
}

/** What to do with an object made from the same upload: leave it, or write ours in its place. */
export type Ruling = 'keep' | 'replace';

// Each lost round means that another run wrote this very key in between; more than a few is a fault.
const rounds = 10;

/**
 * Makes `entry` stand at its key unless what is there has the better right. Each write names what it expects
 * to find, so that a run which stalls between its look and its write cannot undo what came in between.
 */
export async function contend(
  stores: Stores,
  run: Run,
  entry: Entry,
  ruleOnSame: (found: Found) => Ruling | Promise<Ruling>,
): Promise<'written' | 'kept'> {
  for (let round = 0; round < rounds; round++) {
    if (await write(stores, run, entry, undefined)) return 'written';
    const found = await look(stores.thumbnails, entry.key);
    if (found === undefined) continue;
    const same = (await relate(stores, run, found)) === 'same';
    if (same && (await ruleOnSame(found)) === 'keep') return 'kept';
    if (await write(stores, run, entry, found, same)) return 'written';
  }
  throw new StorageUnavailableError(`Other runs kept changing ${entry.key}`);
}

function write(
  stores: Stores,
  run: Run,
  entry: Entry,
  over: Found | undefined,
  same = false,
): Promise<boolean> {
  // A backfill has no sequencer of its own; for the same upload it keeps the one that is there.
  const sequencer = run.upload.sequencer ?? (same ? over?.provenance?.source.sequencer : undefined);
  const source = sequencer === undefined ? run.upload : { ...run.upload, sequencer };
  const { key, metadata, ...content } = entry;
  return stores.thumbnails.write(
    key,
    { ...content, metadata: { ...metadataOf({ ...run, source }), ...metadata } },
    over === undefined ? 'nothing' : { etag: over.etag },
  );
}

async function relate(stores: Stores, run: Run, found: Found): Promise<'same' | 'older'> {
  const theirs = found.provenance?.source;
  let relation = theirs === undefined ? 'older' : relationOf(theirs, run.upload);
  if (relation === 'unknown') {
    // Asked after the look: if ours is still current now, what we found cannot come from a newer upload.
    const standing = standingOf(await stores.uploads.head(run.upload.key), run.upload);
    if (standing === 'gone') throw new SupersededPhotoError('gone', 'the photo was deleted meanwhile');
    relation = standing === 'current' ? 'older' : 'newer';
  }
  if (relation === 'newer')
    throw new SupersededPhotoError('newer', 'a newer upload of this key has been processed');
  return relation;
}

/**
 * Another execution has it, and tells; unless what it was told of came before: of the same upload that was another event,
 * and a deletion that lies between the two outranks its word.
 */
export function isTaken(stores: Stores, { claim, upload }: Run, found: Found): boolean {
  const { provenance } = found;
  if (provenance?.claim === claim || !isYoung(stores, found)) return false;
  return !(provenance !== undefined && isBefore(provenance.source, upload.sequencer));
}

/** True while another execution's claim may still be at work. */
export function isYoung(stores: Stores, found: Found): boolean {
  return stores.now() - found.lastModified.getTime() < stores.claimLifeMs;
}
