import type { ChecksumAlgorithm } from '../body/index.ts';

/** The header fields that an object keeps and gives back, and the names its owner gave, without x-amz-meta-. */
export interface Described {
  headers: Readonly<Record<string, string>>;
  metadata: Readonly<Record<string, string>>;
}

export interface StoredChecksum {
  algorithm: ChecksumAlgorithm;
  /** Base64; a composite one ends in the number of parts. */
  value: string;
  type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** What the events say about the request that made the object. */
export interface Origin {
  reason: 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload' | 'DeleteObject';
  requestId: string;
  sourceIp: string;
}

/** An object as it is in one version, or a delete marker. */
export interface Version extends Described {
  id: number;
  bucket: string;
  key: string;
  /** `null` where the bucket was not versioned. */
  version: string;
  sequencer: string;
  latest: boolean;
  marker: boolean;
  bytes: number;
  etag: string;
  /** Milliseconds. */
  modified: number;
  checksum?: StoredChecksum;
  origin: Origin;
}

export type Row = Record<string, unknown>;

export function versionOf(row: Row): Version {
  return {
    ...(row as unknown as Version),
    latest: row.latest === 1,
    marker: row.marker === 1,
    ...describedOf(row),
    ...checksumOf(row),
    origin: JSON.parse(row.origin as string),
  };
}

export function describedOf({ headers, metadata }: Row): Described {
  return { headers: JSON.parse(headers as string), metadata: JSON.parse(metadata as string) };
}

/** The column can be null, which the types of this program are without. */
export function checksumOf<Checksum = StoredChecksum>({ checksum }: Row): { checksum?: Checksum } {
  return { checksum: checksum === null ? undefined : JSON.parse(checksum as string) } as {
    checksum?: Checksum;
  };
}

export function jsonOrNull(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
