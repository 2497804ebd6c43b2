import { isRejectionReason, type RejectionReason } from './reasons.ts';
import { type Source, sourceOf } from './source.ts';
import { fieldsOf, parsed } from './untrusted.ts';

/** What `outcomes/<key>.json` says about a photo that has no thumbnails. The status route shows `detail` to its caller. */
export interface OutcomeRecord {
  status: 'rejected' | 'failed';
  /** A rejected photo always has one. */
  reason?: RejectionReason;
  detail: string;
  source: Source;
  /** Whose record it is: the claim of the execution that wrote it. */
  claim: string;
  time: string;
}

/** Undefined for whatever is not a record of ours: anybody who may write to the bucket can put a file in its place. */
export function outcomeRecordFrom(text: string): OutcomeRecord | undefined {
  const { status, reason, detail, claim, time, source: from } = fieldsOf(parsed(text));
  if (typeof detail !== 'string' || typeof claim !== 'string' || !isTime(time)) return undefined;
  const source = sourceFrom(from);
  if (source === undefined) return undefined;
  if (status === 'rejected' && isRejectionReason(reason))
    return { status, reason, detail, source, claim, time };
  if (status !== 'failed') return undefined;
  return { status, ...(isRejectionReason(reason) && { reason }), detail, source, claim, time };
}

function sourceFrom(value: unknown): Source | undefined {
  const { etag, versionId, sequencer } = fieldsOf(value);
  if (typeof etag !== 'string' || etag === '') return undefined;
  if (!isAbsentOrString(versionId) || !isAbsentOrString(sequencer)) return undefined;
  return sourceOf({ etag, versionId, sequencer });
}

function isAbsentOrString(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}
