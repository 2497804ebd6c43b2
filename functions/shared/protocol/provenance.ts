import { type Source, sourceOf } from '../source.ts';
import type { ThumbnailsBucket } from '../store.ts';

/** Who wrote an object, from which upload, with which settings: in the object's user metadata. */
export interface Provenance {
  source: Source;
  claim: string;
  settings: string;
}

/** What stands at a key. Without provenance it is none of ours. */
export interface Found {
  etag: string;
  lastModified: Date;
  provenance: Provenance | undefined;
  metadata: Readonly<Record<string, string>>;
}

export function metadataOf({ source, claim, settings }: Provenance): Record<string, string> {
  return {
    etag: source.etag,
    ...(source.versionId === undefined ? {} : { 'version-id': source.versionId }),
    ...(source.sequencer === undefined ? {} : { sequencer: source.sequencer }),
    claim,
    settings,
  };
}

export function provenanceOf(metadata: Readonly<Record<string, string>>): Provenance | undefined {
  const { etag, claim, settings, sequencer } = metadata;
  if (etag === undefined || claim === undefined || settings === undefined) return undefined;
  return { source: sourceOf({ etag, versionId: metadata['version-id'], sequencer }), claim, settings };
}

export async function look(bucket: ThumbnailsBucket, key: string): Promise<Found | undefined> {
  const head = await bucket.head(key);
  if (head === undefined) return undefined;
  const { etag, lastModified, metadata } = head;
  return { etag, lastModified, metadata, provenance: provenanceOf(metadata) };
}
