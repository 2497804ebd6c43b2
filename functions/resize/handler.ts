import { createHash } from 'node:crypto';
import { RejectedPhotoError } from '../shared/errors.ts';
import { outcomeKey, problemWithKey, renditionKey } from '../shared/keys.ts';
import { type NoticedRendition, type WordedNotice, wordNotice } from '../shared/notice.ts';
import type { Observer } from '../shared/observed.ts';
import type { Entry } from '../shared/protocol/contend.ts';
import { openSource, type RenditionSet, writeSet } from '../shared/protocol/rendition-set.ts';
import { claimOf, type Execution, type Run, type Stores } from '../shared/protocol/run.ts';
import { formats, type RenditionSettings } from '../shared/renditions.ts';
import { type ObjectCreatedDetail, type Upload, uploadOf } from '../shared/source.ts';
import { download, letGo } from './download.ts';
import { inspect, type PhotoFormat } from './inspect.ts';
import { plan } from './plan.ts';
import { measure, type Rendered, render } from './render.ts';
import { stamp } from './stamp.ts';

export interface ResizeInput {
  detail: ObjectCreatedDetail;
  /** The state's whole input: an event that S3 sent says when the upload was, to the second. */
  event?: { time?: unknown };
  execution: Execution;
}

export interface ResizeResult {
  renditions: NoticedRendition[];
  source: { width: number; height: number; format: PhotoFormat; bytes: number };
  notice: WordedNotice;
}

export interface ResizeSettings {
  uploadsPrefix: string;
  thumbnailsBucket: string;
  renditions: RenditionSettings;
  maxBytes: number;
  maxPixels: number;
}

/** A day: a rendition is written again only when its photo or the settings change. */
const cacheControl = 'public, max-age=86400';

/** The state "Resize Photo": from one upload to its whole set of renditions, or a typed refusal. */
export function resizePhoto(stores: Stores, settings: ResizeSettings) {
  return async (
    { detail, event, execution }: ResizeInput,
    { log, count }: Observer,
  ): Promise<ResizeResult> => {
    const begun = stores.now();
    const upload = uploadOf(detail);
    const renditions = settings.renditions.renditionsFor(upload.key);
    refuseByName(upload, settings);
    const fingerprint = settings.renditions.fingerprintFor(upload.key);
    const asked: Run = { upload, claim: claimOf(execution.name), settings: fingerprint };
    const at = renditions.map((each) => renditionKey(upload.key, settings.uploadsPrefix, each));
    const places = { renditions: at, outcome: outcomeKey(upload.key) };

    const { body, bytes, run } = await openSource(stores, asked, places);
    const photo = await download(body, bytes, settings);
    const inspection = inspect(photo, settings);
    const size = await measure(photo, inspection);
    const rendered = (await render(photo, inspection, plan(size, renditions))).map((each) =>
      stamped(each, run),
    );
    letGo(photo);
    const set = rendered.map((each, index) => entryOf(each, at[index] ?? '')) as [Entry, ...Entry[]];
    await writeSet(stores, run, set satisfies RenditionSet, places);

    const made = rendered.map((each, index) => noticed(each, at[index] ?? '', settings.thumbnailsBucket));
    const bytesOut = made.reduce((sum, each) => sum + each.bytes, 0);
    const milliseconds = stores.now() - begun;
    log.info('Photo done', { format: inspection.format, ...size, bytesIn: bytes, bytesOut, milliseconds });
    count('PhotosDone');
    count('BytesIn', bytes);
    count('BytesOut', bytesOut);
    count('ResizeMilliseconds', milliseconds);
    count('PeakMegabytes', process.resourceUsage().maxRSS / 1024);
    const uploaded = typeof event?.time === 'string' ? Date.parse(event.time) : Number.NaN;
    if (!Number.isNaN(uploaded)) count('PhotoAgeMilliseconds', Math.max(0, stores.now() - uploaded));
    return {
      renditions: made,
      source: { ...size, format: inspection.format, bytes },
      notice: wordNotice(
        { status: 'done', renditions: made },
        { upload: run.upload, settings: fingerprint, execution: execution.id, time: new Date(stores.now()) },
      ),
    };
  };
}

/** What needs no look at the photo, and so no request. */
function refuseByName(upload: Upload, { uploadsPrefix, renditions, maxBytes }: ResizeSettings): void {
  const problem = problemWithKey(upload.key, uploadsPrefix, renditions.renditionsFor(upload.key));
  if (problem !== undefined) throw new RejectedPhotoError('invalid-key', problem);
  if (upload.size > maxBytes) {
    throw new RejectedPhotoError(
      'too-large',
      `the file has ${upload.size} bytes, at most ${maxBytes} are taken`,
    );
  }
}

/** No two runs write the same bytes, nor one run for two uploads: the protocol tells writes apart by their ETag. */
function stamped(each: Rendered, { upload, claim, settings }: Run): Rendered {
  const { versionId, etag, sequencer } = upload;
  const identity = JSON.stringify([claim, versionId, etag, sequencer, settings]);
  const id = createHash('sha256').update(identity).digest('hex').slice(0, 16);
  return { ...each, body: stamp(each.body, each.rendition.format, id) };
}

function entryOf({ rendition, body, width, height }: Rendered, key: string): Entry {
  const { contentType } = formats[rendition.format];
  return { key, body, contentType, cacheControl, metadata: { width: `${width}`, height: `${height}` } };
}

function noticed(
  { rendition, body, width, height }: Rendered,
  key: string,
  bucket: string,
): NoticedRendition {
  const { name, format } = rendition;
  return { name, bucket, key, width, height, format, bytes: body.length };
}
