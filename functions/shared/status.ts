import { outcomeKey, renditionKey, renditionsFolder } from './keys.ts';
import { outcomeRecordFrom } from './outcome-record.ts';
import { provenanceOf } from './protocol/provenance.ts';
import type { RejectionReason } from './reasons.ts';
import { formats, type RenditionFormat, type RenditionSettings } from './renditions.ts';
import { type Source, sourceOf } from './source.ts';
import type { ObjectHead, SourceBucket, ThumbnailsBucket } from './store.ts';

export interface PhotoStatus {
  status: 'waiting' | 'done' | 'outdated' | 'rejected' | 'failed';
  /** Without a sequencer: only an event knows it. */
  source: Source;
  /** Of the source. */
  bytes: number;
  /** Of this source and of one settings' making; none unless done or outdated. */
  renditions: StoredRendition[];
  reason?: RejectionReason;
  detail?: string;
}

interface StoredRendition {
  name: string;
  key: string;
  width: number;
  height: number;
  format: RenditionFormat;
  bytes: number;
}

interface Photo {
  key: string;
  uploads: SourceBucket;
  thumbnails: ThumbnailsBucket;
  uploadsPrefix: string;
  renditions: RenditionSettings;
}

/**
 * How far a photo is, by what S3 holds and nothing else; undefined when there is no source. The first that is true:
 * - done: every rendition of today's settings is there, made of the current source with these settings.
 * - rejected, failed: the outcome record is about the current source.
 * - waiting: the first of today's renditions is there, others are not. A run writes that one first, so one with
 *   today's settings is at work, and an older set under the same names has holes by now: it is not offered any more.
 * - outdated: other settings made something of the current source. Nothing tells how many renditions they asked
 *   for, so a run that a deployment overtook shows what it has so far: it will end outdated too. Several changes can
 *   leave several sets: the one written last is shown.
 * - waiting: nothing of the current source is there.
 */
export async function photoStatus(photo: Photo): Promise<PhotoStatus | undefined> {
  const { key, uploads, thumbnails, uploadsPrefix, renditions } = photo;
  const head = await uploads.head(key);
  if (head === undefined) return undefined;
  const { bytes } = head;
  const source = sourceOf({ etag: head.etag, versionId: head.versionId, sequencer: undefined });

  const settings = renditions.fingerprintFor(key);
  const wanted = renditions.renditionsFor(key).map((each) => renditionKey(key, uploadsPrefix, each));
  const [found, record] = await Promise.all([
    renditionsAt(wanted, source, thumbnails),
    thumbnails.read(outcomeKey(key)),
  ]);

  const current = found.filter((each) => each.settings === settings);
  if (current.length === wanted.length)
    return { status: 'done', source, bytes, renditions: current.map(shown) };

  const outcome = record && outcomeRecordFrom(record.text);
  if (outcome && isSame(outcome.source, source)) {
    const { status, reason, detail } = outcome;
    return { status, source, bytes, renditions: [], ...(reason && { reason }), detail };
  }
  if (current[0] && current[0].key === wanted[0]) return { status: 'waiting', source, bytes, renditions: [] };

  const listed = await thumbnails.list(renditionsFolder(key, uploadsPrefix));
  const others = await renditionsAt(
    listed.filter((each) => !wanted.includes(each)),
    source,
    thumbnails,
  );
  const left = writtenLast([...found, ...others].filter((each) => each.settings !== settings));
  return { status: left.length > 0 ? 'outdated' : 'waiting', source, bytes, renditions: left.map(shown) };
}

type Found = StoredRendition & { settings: string; lastModified: Date };

/** Those of the keys that hold a rendition of this source, in the order of the keys. */
async function renditionsAt(
  keys: readonly string[],
  source: Source,
  bucket: ThumbnailsBucket,
): Promise<Found[]> {
  const heads = await Promise.all(keys.map(async (key) => ({ key, head: await bucket.head(key) })));
  return heads.flatMap(({ key, head }) => (head ? (renditionOf(key, head, source) ?? []) : []));
}

/** Undefined when it is of another source, or is no rendition of ours at all. */
function renditionOf(key: string, head: ObjectHead, source: Source): Found | undefined {
  const provenance = provenanceOf(head.metadata);
  if (provenance === undefined || !isSame(provenance.source, source)) return undefined;
  const { width, height } = head.metadata;
  const [, name, extension] = /([^/]+)\.([a-z]+)$/.exec(key) ?? [];
  const format = (Object.keys(formats) as RenditionFormat[]).find(
    (each) => formats[each].extension === extension,
  );
  const size = { width: Number(width), height: Number(height) };
  if (name === undefined || format === undefined || !(size.width > 0 && size.height > 0)) return undefined;
  return {
    name,
    key,
    ...size,
    format,
    bytes: head.bytes,
    settings: provenance.settings,
    lastModified: head.lastModified,
  };
}

/** By version where both have one. A sequencer would say more, but a HEAD of the source does not give it. */
function isSame(theirs: Source, ours: Source): boolean {
  if (theirs.versionId !== undefined && ours.versionId !== undefined)
    return theirs.versionId === ours.versionId;
  return theirs.etag === ours.etag;
}

function writtenLast(all: readonly Found[]): Found[] {
  const last = all.toSorted((a, b) => b.lastModified.getTime() - a.lastModified.getTime())[0];
  return all
    .filter((each) => each.settings === last?.settings)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function shown({ settings: _settings, lastModified: _lastModified, ...rendition }: Found): StoredRendition {
  return rendition;
}
