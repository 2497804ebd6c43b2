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
  /** It was deleted and is there again, and a deletion of what was made of it may still be at work. */
  restored?: true;
}

/** `detail` of an EventBridge "Object Created" event. Validate Key has looked at its shape before any function runs. */
export interface ObjectCreatedDetail {
  bucket: { name: string };
  object: { key: string; size: number; etag: string; sequencer?: string; 'version-id'?: string };
  reason?: string;
}

/** Said by the workflow itself, of a photo that it announces. */
const restoredReason = 'Restored';

export function uploadOf({ bucket, object, reason }: ObjectCreatedDetail): Upload {
  return {
    bucket: bucket.name,
    key: object.key, // raw: an EventBridge event does not URL-encode it
    size: object.size,
    ...sourceOf({ etag: object.etag, versionId: object['version-id'], sequencer: object.sequencer }),
    ...(reason === restoredReason && { restored: true }),
  };
}

/**
 * What the event of an upload would say that is there again, or still: the deletion behind it orders it among the
 * others of its key.
 */
export function restored({
  bucket,
  key,
  sequencer,
  source,
}: {
  bucket: string;
  key: string;
  sequencer: string;
  source: { etag: string; versionId?: string; bytes: number };
}): ObjectCreatedDetail {
  const { etag, versionId, bytes: size } = source;
  return {
    bucket: { name: bucket },
    object: { key, size, etag, sequencer, ...(versionId !== undefined && { 'version-id': versionId }) },
    reason: restoredReason,
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

/** Whether that upload was there before something else happened to its key; no where nobody knows. */
export function isBefore({ sequencer }: Source, other: string | undefined): boolean {
  return sequencer !== undefined && other !== undefined && compareSequencers(sequencer, other) < 0;
}

/** S3's rule: hexadecimal, the shorter one padded on the right with zeros, then compared as text. */
export function compareSequencers(a: string, b: string): number {
  const length = Math.max(a.length, b.length);
  const [left, right] = [a, b].map((each) => each.toLowerCase().padEnd(length, '0')) as [string, string];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
