import { createHash } from 'node:crypto';
import type { Source, Upload } from '../source.ts';
import type { SourceBucket, SourceHead, ThumbnailsBucket } from '../store.ts';

// The write protocol of DESIGN.md: no state but S3. Many runs may be at work on one key at once (a duplicate
// event, an older and a newer upload, a retry beside a first attempt that has not died yet), and the objects
// that they write decide between them.

/** One execution's attempt at one upload. */
export interface Run {
  upload: Upload;
  claim: string;
  /** Fingerprint of the rendition settings it works with. */
  settings: string;
}

export interface Stores {
  uploads: SourceBucket;
  thumbnails: ThumbnailsBucket;
  /** How long a claim holds against another execution's: not shorter than an execution may live. */
  claimLifeMs: number;
  now(): number;
}

/** The execution that calls, as the state machine names it. */
export interface Execution {
  id: string;
  name: string;
}

/** A retry, a redrive and a redelivered message keep the execution's name, and so its claim. */
export function claimOf(executionName: string): string {
  return createHash('sha256').update(executionName).digest('hex').slice(0, 32);
}

/** Whether our upload is still what its key holds. */
export type Standing = 'current' | 'newer' | 'gone';

export function standingOf(head: SourceHead | undefined, ours: Source): Standing {
  if (head === undefined) return 'gone';
  const same =
    head.versionId !== undefined && ours.versionId !== undefined
      ? head.versionId === ours.versionId
      : head.etag === ours.etag;
  return same ? 'current' : 'newer';
}
