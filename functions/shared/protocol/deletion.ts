import { StorageUnavailableError } from '../errors.ts';
import { isBefore } from '../source.ts';
import type { SourceHead } from '../store.ts';
import { type Found, look } from './provenance.ts';
import { type Stores, standingOf } from './run.ts';

/** What S3 says was deleted of a key. */
export interface Deletion {
  /** A marker hides what is there; without versions, and for a version that is named, it is gone for good. */
  kind: 'marker' | 'permanent';
  /** The version that is gone, or the marker itself. */
  versionId?: string;
  /** Orders it among the uploads and deletions of its key. */
  sequencer: string;
}

// Each lost round means that a run wrote or removed one of these objects in between; more than a few is a fault.
const rounds = 10;

/** What is so of a key when nothing stands that was made from uploads which are deleted. */
export interface AfterRemoval {
  /** The upload that the key holds now, looked at after all that was removed. */
  current: SourceHead | undefined;
  /** What stands of that upload, and what is none of ours. */
  standing: readonly Standing[];
  removed: boolean;
}

export interface Standing extends Found {
  key: string;
}

/** Removes what was made from uploads that are deleted. */
export async function removeDeleted(
  { uploads, thumbnails }: Stores,
  photo: { key: string; outcome: string /** Unless its key can name none. */; folder?: string },
  deletion: Deletion,
): Promise<AfterRemoval> {
  for (let round = 0; round < rounds; round++) {
    const renditions = photo.folder === undefined ? [] : await thumbnails.list(photo.folder);
    const keys = [...renditions, photo.outcome];
    const looks = await Promise.all(keys.map(async (key) => ({ key, found: await look(thumbnails, key) })));
    // Asked after the looks: if there is no upload now, what was found cannot be of one that there is. And asked again
    // after each removal: one that came back meanwhile has lost what was removed.
    const current = await uploads.head(photo.key);
    const standing = looks.flatMap(({ key, found }) => (found === undefined ? [] : [{ ...found, key }]));
    const doomed = standing.filter((each) => isOfDeleted(each, deletion, current));
    if (doomed.length === 0) return { current, standing, removed: round > 0 };
    await Promise.all(doomed.map(({ key, etag }) => thumbnails.remove(key, { etag })));
  }
  throw new StorageUnavailableError(`Other runs kept changing what was made of ${photo.key}`);
}

function isOfDeleted(
  { provenance }: Found,
  { kind, versionId, sequencer }: Deletion,
  current: SourceHead | undefined,
): boolean {
  if (provenance === undefined) return false; // none of ours
  if (current === undefined) return true;
  const { source } = provenance;
  if (standingOf(current, source) === 'current') return false;
  // A version that is gone for good is gone by itself. An upload that it had overwritten, or that overwrote it, is not.
  if (kind === 'permanent' && versionId !== undefined) return source.versionId === versionId;
  return isBefore(source, sequencer);
}
