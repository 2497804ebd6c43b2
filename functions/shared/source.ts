/** Which upload of a key this is: what the event of an upload says, and what renditions and records remember. */
export interface Source {
  etag: string;
  /** Absent where the uploads bucket is not versioned. */
  versionId?: string;
  /** Orders the uploads of one key. Absent from a run that no S3 event started, a backfill. */
  sequencer?: string;
}

/** The object of an upload, as the event names it. */
export interface Upload extends Source {
  bucket: string;
  key: string;
  size: number;
}

/** `detail` of an EventBridge "Object Created" event. Validate Key has looked at its shape before any function runs. */
export interface ObjectCreatedDetail {
  bucket: { name: string };
  object: { key: string; size: number; etag: string; sequencer?: string; 'version-id'?: string };
}

export function uploadOf({ bucket, object }: ObjectCreatedDetail): Upload {
  return {
    bucket: bucket.name,
    key: object.key, // raw: an EventBridge event does not URL-encode it
    size: object.size,
    ...sourceOf({ etag: object.etag, versionId: object['version-id'], sequencer: object.sequencer }),
  };
}

/** A source without the fields that are absent; the version of an unversioned object is called "null" by S3. */
export function sourceOf(from: {
  etag: string;
  versionId: string | undefined;
  sequencer: string | undefined;
}): Source {
  const source: Source = { etag: from.etag.replaceAll('"', '') };
  if (from.versionId && from.versionId !== 'null') source.versionId = from.versionId;
  if (from.sequencer) source.sequencer = from.sequencer;
  return source;
}

/** How the source of what is stored relates to ours. Unknown: only a look at the bucket can tell which is current. */
export type Relation = 'same' | 'older' | 'newer' | 'unknown';

export function relationOf(theirs: Source, ours: Source): Relation {
  if (theirs.versionId !== undefined && theirs.versionId === ours.versionId) return 'same';
  const versionsDiffer = theirs.versionId !== ours.versionId;
  if (theirs.sequencer === undefined || ours.sequencer === undefined) {
    return !versionsDiffer && theirs.etag === ours.etag ? 'same' : 'unknown';
  }
  const order = compareSequencers(theirs.sequencer, ours.sequencer);
  if (order !== 0) return order < 0 ? 'older' : 'newer';
  return versionsDiffer ? 'unknown' : 'same';
}

/** S3's rule: hexadecimal, the shorter one padded on the right with zeros, then compared as text. */
export function compareSequencers(a: string, b: string): number {
  const length = Math.max(a.length, b.length);
  const [left, right] = [a, b].map((each) => each.toLowerCase().padEnd(length, '0')) as [string, string];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
