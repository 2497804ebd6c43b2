import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import sharp from 'sharp';
import { outcomesPrefix } from '../../functions/shared/keys.ts';
import type { NoticeView } from '../../local/console/api.ts';
import type {
  Notice,
  Provenance,
  StoredRecord,
  StoredRendition,
  UploadVersion,
  World,
} from './account/world.ts';
import { inTurn } from './in-turn.ts';
import { journalIn, onDisk } from './on-disk.ts';
import type { Supervised } from './supervised.ts';

/** How many objects are fetched at once. */
const atOnce = 8;

/** All that can be seen of it. Nothing may move any more: see `settled`. */
export async function observe({ machine, about, deaths }: Supervised): Promise<World> {
  const client = new S3Client(machine.client);
  const { UploadsBucketName = '', ThumbnailsBucketName = '' } = about.outputs;
  const keys = await keysIn(client, ThumbnailsBucketName);
  const get = (key: string) => objectAt(client, ThumbnailsBucketName, key);
  const { outcomes = [], thumbnails = [] } = Object.groupBy(keys, (key) =>
    key.startsWith(outcomesPrefix) ? 'outcomes' : 'thumbnails',
  );
  return {
    uploads: await versionsIn(client, UploadsBucketName, about.uploadsPrefix),
    renditions: await each(thumbnails, async (key) => renditionOf(key, await get(key))),
    records: await each(outcomes, async (key) => recordOf(key, (await get(key)).body)),
    notices: (await noticesOf(machine.page)).map(noticeOf),
    ...onDisk(machine.data),
    injections: journalIn(machine.data),
    deaths,
  };
}

async function keysIn(client: S3Client, Bucket: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket }))
    keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
  return keys;
}

async function versionsIn(client: S3Client, Bucket: string, Prefix: string): Promise<UploadVersion[]> {
  const found: (UploadVersion & { newest: boolean })[] = [];
  const add = (all: ListObjectVersionsCommandOutput['Versions'] = [], marker: boolean) => {
    for (const { Key = '', VersionId = '', ETag = '', IsLatest: newest = false } of all)
      found.push({ key: Key, versionId: VersionId, etag: ETag.replaceAll('"', ''), marker, newest });
  };
  let after: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  do {
    const page = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix, ...after }));
    add(page.Versions, false);
    add(page.DeleteMarkers, true);
    after = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  } while (after.KeyMarker !== undefined);
  // The two lists of a page are each in order; a marker is only ever laid on top.
  return found.sort((a, b) => Number(b.newest) - Number(a.newest));
}

type StoredObject = Awaited<ReturnType<typeof objectAt>>;

async function objectAt(client: S3Client, Bucket: string, Key: string) {
  const { Body, ETag = '', Metadata = {} } = await client.send(new GetObjectCommand({ Bucket, Key }));
  const body = Buffer.from((await Body?.transformToByteArray()) ?? []);
  return { body, etag: ETag.replaceAll('"', ''), metadata: Metadata };
}

async function renditionOf(key: string, { body, etag, metadata }: StoredObject): Promise<StoredRendition> {
  const provenance = provenanceOf(metadata);
  const picture = await decoded(body);
  return {
    key,
    etag,
    provenance,
    said: { width: Number(metadata.width), height: Number(metadata.height) },
    picture,
    md5: createHash('md5').update(body).digest('hex'),
    stamped: provenance !== undefined && hasStamp(body, provenance),
  };
}

function provenanceOf(metadata: Record<string, string>): Provenance | undefined {
  const { etag, 'version-id': versionId, sequencer, claim, settings } = metadata;
  if (!etag || !versionId || !sequencer || !claim || !settings) return undefined;
  return { etag, versionId, sequencer, claim, settings };
}

/** The whole picture is decoded, not its header alone. */
async function decoded(body: Buffer): Promise<StoredRendition['picture']> {
  try {
    const { data, info } = await sharp(body, { failOn: 'warning' })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const middle = (Math.floor(height / 2) * width + Math.floor(width / 2)) * channels;
    return { width, height, colour: [...data.subarray(middle, middle + 3)] };
  } catch (error) {
    return { broken: (error as Error).message };
  }
}

/** The id that Resize Photo writes into each rendition, made anew of what the metadata says. */
function hasStamp(body: Buffer, { claim, versionId, etag, sequencer, settings }: Provenance): boolean {
  const identity = JSON.stringify([claim, versionId, etag, sequencer, settings]);
  return body.includes(createHash('sha256').update(identity).digest('hex').slice(0, 16));
}

function recordOf(at: string, body: Buffer): StoredRecord {
  const { status, source } = JSON.parse(body.toString());
  const key = at.slice(outcomesPrefix.length, -'.json'.length);
  return { key, status, versionId: source?.versionId ?? '' };
}

async function noticesOf(page: string): Promise<NoticeView[]> {
  const all: NoticeView[] = [];
  for (;;) {
    const last = all.at(-1);
    const query = last === undefined ? '' : `?before=${last.id}`;
    const answer = (await (await fetch(`${page}/api/notices${query}`)).json()) as { notices: NoticeView[] };
    if (answer.notices.length === 0) return all.reverse();
    all.push(...answer.notices);
  }
}

function noticeOf({ json, time }: NoticeView): Notice {
  const { id, status, key, versionId, sequencer, execution, time: decided } = JSON.parse(json);
  return {
    ...{ id, status, key, versionId, sequencer, execution },
    decidedAt: Date.parse(decided),
    publishedAt: Date.parse(time),
  };
}

async function each<Item, Found>(
  items: readonly Item[],
  look: (item: Item) => Promise<Found>,
): Promise<Found[]> {
  const found: Found[] = [];
  await inTurn(items, atOnce, async (item) => void found.push(await look(item)));
  return found;
}
