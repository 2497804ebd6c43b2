import type { Readable } from 'node:stream';

// What darkroom needs of S3, as two ports: s3-store.ts has them on the AWS SDK, and tests on an in-memory
// store with the same conditional semantics. A bucket that is busy, broken or silent throws
// StorageUnavailableError; one that refuses access throws S3's own error, which nobody retries.

export interface ObjectHead {
  etag: string;
  bytes: number;
  contentType: string;
  lastModified: Date;
  metadata: Readonly<Record<string, string>>;
}

/** The uploads bucket: it is read, never written; only a rejected upload may be deleted, by a setting. */
export interface SourceBucket {
  /** The current object; undefined when there is none or a delete marker stands in its place. */
  head(key: string): Promise<SourceHead | undefined>;
  open(key: string): Promise<(SourceHead & { body: Readable }) | undefined>;
  /** Deletes exactly that object: by its version, or, where there are no versions, only while it has that etag. */
  remove(key: string, source: { etag: string; versionId?: string }): Promise<void>;
}

export interface SourceHead {
  etag: string;
  versionId?: string;
  bytes: number;
}

/** The thumbnails bucket: every write and delete says what it expects to find. */
export interface ThumbnailsBucket {
  head(key: string): Promise<ObjectHead | undefined>;
  read(key: string): Promise<{ etag: string; lastModified: Date; text: string } | undefined>;
  /** False, and nothing written, when what is there is not what was expected (412, 409, or 404 under If-Match). */
  write(key: string, content: Content, expected: Expected): Promise<boolean>;
  /** False, and nothing deleted, when the object has changed; deleting what is not there is fine. */
  remove(key: string, expected: { etag: string }): Promise<boolean>;
  /** The keys directly in that folder; the folder ends with a slash. */
  list(folder: string): Promise<string[]>;
}

export interface Content {
  body: Uint8Array | string;
  contentType: string;
  cacheControl?: string;
  metadata: Readonly<Record<string, string>>;
}

export type Expected = 'nothing' | { etag: string };
