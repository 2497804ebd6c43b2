import { createHash } from 'node:crypto';
import { onOneLine } from './one-line.ts';
import type { RejectionReason } from './reasons.ts';
import type { RenditionFormat } from './renditions.ts';
import type { Upload } from './source.ts';

export interface NoticedRendition {
  name: string;
  bucket: string;
  key: string;
  width: number;
  height: number;
  format: RenditionFormat;
  bytes: number;
}

export type NoticeStatus = 'done' | 'rejected' | 'failed' | 'deleted';

/** How a photo went: hidden by a delete marker or gone for good, by whose doing. */
interface NoticedDeletion {
  kind: 'marker' | 'permanent';
  by: 'lifecycle' | 'request';
  /** An account, or the service that did it. */
  requester?: string;
}

/** What subscribers read as JSON. Docs and receivers rely on these names: version 1. */
interface Notice {
  version: 1;
  /** Equal for every telling of one outcome, so that a receiver can drop a repeat. */
  id: string;
  status: NoticeStatus;
  bucket: string;
  key: string;
  versionId?: string;
  sequencer?: string;
  renditions?: readonly NoticedRendition[];
  reason?: RejectionReason;
  detail?: string;
  deletion?: NoticedDeletion;
  /** Who tells: the execution's ARN, or the message that it was to work on. */
  execution: string;
  time: string;
}

/** Finished text: the state machine only puts it into a message. */
export interface WordedNotice {
  json: string;
  text: string;
}

export type Outcome =
  | { status: 'done'; renditions: readonly NoticedRendition[] }
  | { status: 'rejected'; reason: RejectionReason; detail: string }
  | { status: 'failed'; detail: string }
  | { status: 'deleted'; deletion: NoticedDeletion };

/** The upload that it is about; of a deletion, the version or the marker. */
type About = Pick<Upload, 'bucket' | 'key' | 'versionId' | 'sequencer' | 'restored'> &
  Partial<Pick<Upload, 'etag'>>;

/** An SNS message ends at 256 KB, and an e-mail with it; an outcome's detail is never that long but by a mistake. */
const longestDetail = 500;

export function wordNotice(
  outcome: Outcome,
  { upload, settings, execution, time }: { upload: About; settings: string; execution: string; time: Date },
): WordedNotice {
  const { bucket, key, versionId, sequencer } = upload;
  const notice: Notice = {
    version: 1,
    id: noticeId(upload, outcome.status, settings),
    ...{ bucket, key },
    ...(versionId === undefined ? {} : { versionId }),
    ...(sequencer === undefined ? {} : { sequencer }),
    ...outcome,
    ...('detail' in outcome ? { detail: outcome.detail.slice(0, longestDetail) } : {}),
    execution,
    time: time.toISOString(),
  };
  return { json: JSON.stringify(notice), text: textOf(notice) };
}

function noticeId(
  { bucket, key, versionId, etag, sequencer, restored }: About,
  status: NoticeStatus,
  settings: string,
): string {
  // Without versions the sequencer tells two uploads of the same bytes apart; with them, a photo that is there again from
  // the one that was deleted in between.
  const version = restored ? [versionId, sequencer] : (versionId ?? [etag, sequencer]);
  return createHash('sha256')
    .update(JSON.stringify([bucket, key, version, status, settings]))
    .digest('hex')
    .slice(0, 32);
}

const openings: Record<NoticeStatus, string> = {
  done: 'The thumbnails of this photo are ready.',
  rejected: 'This photo was not processed, and will not be: it is at fault itself.',
  failed: 'This photo could not be processed, which is not its own fault.',
  deleted: 'This photo was deleted, and its thumbnails with it.',
};

/** What an e-mail subscriber reads. */
function textOf({
  status,
  bucket,
  key,
  renditions = [],
  reason,
  detail,
  deletion,
  execution,
  id,
  time,
}: Notice): string {
  const lines = renditions.map(
    (each) =>
      `  ${each.name}: ${each.width} x ${each.height} ${each.format}, ${each.bytes} bytes, ${onOneLine(each.key)}`,
  );
  return [
    openings[status],
    '',
    `Photo: ${onOneLine(key)} in ${bucket}`,
    ...(reason === undefined ? [] : [`Reason: ${reason}`]),
    ...(detail === undefined ? [] : [`Detail: ${onOneLine(detail)}`]),
    ...(deletion === undefined ? [] : [`Deleted: ${inWords(deletion)}`]),
    ...(renditions[0] === undefined ? [] : [`Thumbnails in ${renditions[0].bucket}:`, ...lines]),
    '',
    `Told by ${execution} at ${time} (id ${id}).`,
  ].join('\n');
}

function inWords({ kind, by, requester }: NoticedDeletion): string {
  const how = kind === 'marker' ? 'hidden by a delete marker' : 'for good';
  if (by === 'lifecycle') return `${how}, by a life cycle rule of the bucket`;
  return requester === undefined ? how : `${how}, by ${onOneLine(requester)}`;
}
