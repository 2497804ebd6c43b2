import { PassThrough, Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import sharp from 'sharp';
import { resizePhoto } from '../../../functions/resize/handler.ts';
import { claimOf } from '../../../functions/shared/protocol/run.ts';
import { renditionSettings } from '../../../functions/shared/renditions.ts';
import { photo } from '../../fixtures/pictures.ts';
import { execution, photoSettings, photoStores, square, thumbnail } from '../../support/photo-stores.ts';
import { recordingObserver } from '../../support/recording-observer.ts';

const key = 'uploads/3f/cat & dog.jpg';
const picture = await photo({ width: 400, height: 300 }).jpeg().toBuffer();

function setUp(stores = photoStores(), settings: Partial<typeof photoSettings> = {}) {
  const { observer, lines, counts } = recordingObserver();
  const resize = resizePhoto(stores, { ...photoSettings, ...settings });
  return { ...stores, lines, counts, run: (input: Parameters<typeof resize>[0]) => resize(input, observer) };
}

test('makes every rendition of a photo and returns what the notice needs', async () => {
  const { buckets, run } = setUp();
  const detail = buckets.upload(key, picture);

  const result = await run({ detail, execution });

  expect(result.source).toEqual({ width: 400, height: 300, format: 'jpeg', bytes: picture.length });
  expect(result.renditions).toEqual([
    expect.objectContaining({
      name: 'square',
      bucket: 'thumbnails-bucket',
      key: 'thumbnails/3f/cat & dog.jpg/square.webp',
      width: 64,
      height: 64,
      format: 'webp',
    }),
    expect.objectContaining({
      name: 'thumbnail',
      key: 'thumbnails/3f/cat & dog.jpg/thumbnail.jpg',
      width: 200,
      height: 150,
      format: 'jpeg',
    }),
  ]);
  for (const { key: at, width, height, bytes, format } of result.renditions) {
    const stored = buckets.objects.get(at)?.body ?? Buffer.alloc(0);
    expect(await sharp(stored).metadata()).toMatchObject({ format, width, height });
    expect(stored.length).toBe(bytes);
  }
});

test('stores with each rendition its type, its size and where it comes from', async () => {
  const { buckets, run } = setUp();
  const detail = buckets.upload(key, picture);

  await run({ detail, execution });

  expect(buckets.objects.get('thumbnails/3f/cat & dog.jpg/thumbnail.jpg')).toMatchObject({
    cacheControl: 'public, max-age=86400',
    head: {
      contentType: 'image/jpeg',
      metadata: {
        etag: detail.object.etag,
        'version-id': detail.object['version-id'],
        sequencer: detail.object.sequencer,
        claim: claimOf(execution.name),
        settings: photoSettings.renditions.fingerprintFor(key),
        width: '200',
        height: '150',
      },
    },
  });
});

test('words the notice: JSON for machines, lines for people, one id for one outcome', async () => {
  const { buckets, run } = setUp();
  const detail = buckets.upload(key, picture);

  const first = await run({ detail, execution });
  const again = await run({ detail, execution });

  const notice = JSON.parse(first.notice.json);
  expect(notice).toMatchObject({
    version: 1,
    status: 'done',
    bucket: 'uploads-bucket',
    key,
    versionId: detail.object['version-id'],
    sequencer: detail.object.sequencer,
    renditions: first.renditions,
    execution: execution.id,
  });
  expect(Date.parse(notice.time)).not.toBeNaN();
  expect(JSON.parse(again.notice.json).id).toBe(notice.id);
  expect(first.notice.text).toContain('uploads/3f/cat & dog.jpg');
  expect(first.notice.text).toContain('thumbnail: 200 x 150 jpeg');
});

test('the lock is written before the others, and a retry writes nothing twice', async () => {
  const operations: string[] = [];
  const stores = photoStores(undefined, async (operation) => void operations.push(operation));
  const { buckets, run } = setUp(stores);
  const detail = buckets.upload(key, picture);

  await run({ detail, execution });
  const writes = operations.filter((each) => each.startsWith('write'));
  const etags = [...buckets.objects.values()].map(({ head }) => head.etag);
  await run({ detail, execution });

  expect(writes).toEqual([
    'write thumbnails/3f/cat & dog.jpg/square.webp',
    'write thumbnails/3f/cat & dog.jpg/thumbnail.jpg',
  ]);
  expect([...buckets.objects.values()].map(({ head }) => head.etag)).toEqual(etags);
});

test('the same photo by two executions never has the same bytes: an ETag names one write', async () => {
  const made = await Promise.all(
    ['first', 'second'].map(async (name) => {
      const { buckets, run } = setUp();
      await run({ detail: buckets.upload(key, picture), execution: { id: name, name } });
      return [...buckets.objects.values()].map(({ head }) => head.etag);
    }),
  );

  expect(new Set(made.flat()).size).toBe(4);
});

test('counts photos, bytes and milliseconds, and writes one line for the decision', async () => {
  const { buckets, run, counts, lines } = setUp();

  const { renditions } = await run({ detail: buckets.upload(key, picture), execution });

  const bytesOut = renditions.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(counts).toMatchObject({ PhotosDone: 1, BytesIn: picture.length, BytesOut: bytesOut });
  expect(lines).toEqual([
    expect.objectContaining({ message: 'Photo done', width: 400, height: 300, format: 'jpeg' }),
  ]);
});

test('a success removes the record of an earlier failure', async () => {
  const { buckets, run } = setUp();
  const detail = buckets.upload(key, picture);
  const metadata = { etag: detail.object.etag, claim: 'other', settings: 'other' };
  await buckets
    .thumbnails()
    .write(`outcomes/${key}.json`, { body: '{}', contentType: 'application/json', metadata }, 'nothing');

  await run({ detail, execution });

  expect([...buckets.objects.keys()].filter((each) => each.startsWith('outcomes/'))).toEqual([]);
});

test.each([
  ['a key that goes up', 'uploads/../secret.jpg', picture, 'invalid-key'],
  ['a key with a newline', 'uploads/a\nb.jpg', picture, 'invalid-key'],
  ['K6 a key whose outputs would not fit', `uploads/${'a'.repeat(1000)}`, picture, 'invalid-key'],
  ['a file over the limit', key, Buffer.alloc(5_000_001, 1), 'too-large'],
  ['an empty file', key, Buffer.alloc(0), 'empty'],
  ['C6 a text file named .jpg', key, Buffer.from('<html><body>hello</body></html>'), 'unsupported-format'],
  ['a JPEG cut in half', key, picture.subarray(0, picture.length / 2), 'truncated'],
])('%s: rejected, and nothing is stored', async (_what, at, content, reason) => {
  const { buckets, run } = setUp();

  const resized = run({ detail: buckets.upload(at, content), execution });

  await expect(resized).rejects.toMatchObject({ name: 'RejectedPhotoError', reason });
  expect(buckets.objects.size).toBe(0);
});

test('an event that lies about the size is found out by the size of the object', async () => {
  const { buckets, run } = setUp();
  const detail = buckets.upload(key, Buffer.alloc(5_000_001, 1));
  detail.object.size = 10;

  await expect(run({ detail, execution })).rejects.toMatchObject({ reason: 'too-large' });
});

test('E5 a photo that was deleted before it was processed is superseded', async () => {
  const { buckets, run } = setUp();
  const detail = buckets.upload(key, picture);
  buckets.deleteUpload(key);

  await expect(run({ detail, execution })).rejects.toMatchObject({
    name: 'SupersededPhotoError',
    reason: 'gone',
  });
});

test('E2 an upload that was replaced before it was processed is superseded, the new one is made', async () => {
  const { buckets, run } = setUp();
  const old = buckets.upload(key, picture);
  const current = buckets.upload(key, await photo({ width: 100, height: 300 }).png().toBuffer());

  await run({ detail: current, execution });
  const late = run({ detail: old, execution: { id: 'second', name: 'second' } });

  await expect(late).rejects.toMatchObject({ name: 'SupersededPhotoError', reason: 'newer' });
  const thumbnail = buckets.objects.get('thumbnails/3f/cat & dog.jpg/thumbnail.jpg');
  expect(thumbnail?.head.metadata).toMatchObject({ sequencer: current.object.sequencer, width: '100' });
});

test.each([
  [
    'breaks off',
    async function* () {
      yield picture.subarray(0, 100);
      throw new Error('ECONNRESET');
    },
  ],
  [
    'ends early',
    async function* () {
      yield picture.subarray(0, 100);
    },
  ],
  ['stalls', () => stalled(picture.subarray(0, 100))],
])('F1 a download that %s is a fault of the storage, not of the photo', async (_how, chunks) => {
  const stores = photoStores();
  const detail = stores.buckets.upload(key, picture);
  const { open } = stores.uploads;
  stores.uploads.open = async (at) => {
    const found = await open(at);
    return found && { ...found, body: asStream(chunks()) };
  };

  const resized = setUp(stores).run({ detail, execution });

  await expect(resized).rejects.toMatchObject({ name: 'StorageUnavailableError' });
  expect(stores.buckets.objects.size).toBe(0);
});

test('a backfill that knows neither sequencer nor version leaves a set of the same photo as it is', async () => {
  const { buckets, run } = setUp();
  const detail = buckets.upload(key, picture);
  await run({ detail, execution });
  const made = [...buckets.objects.values()].map(({ head }) => head);
  const later = Date.now() + 270_000;
  buckets.now = () => later;

  const { size, etag } = detail.object;
  const backfill = { id: 'backfill', name: 'backfill' };
  const bare = { bucket: detail.bucket, object: { key, size, etag } };
  const { notice } = await run({ detail: bare, execution: backfill });

  expect([...buckets.objects.values()].map(({ head }) => head)).toEqual(made);
  expect(JSON.parse(notice.json).versionId).toBe(detail.object['version-id']);
});

test('with other settings a backfill makes the set anew, and keeps the sequencer that it finds', async () => {
  const stores = photoStores();
  const { buckets, run } = setUp(stores);
  const detail = buckets.upload(key, picture);
  await run({ detail, execution });
  const later = Date.now() + 270_000;
  buckets.now = () => later;

  const renditions = renditionSettings(JSON.stringify([{ ...thumbnail, width: 50 }]));
  const { size, etag } = detail.object;
  const backfill = resizePhoto(stores, { ...photoSettings, renditions });
  await backfill(
    { detail: { bucket: detail.bucket, object: { key, size, etag } }, execution: { id: 'b', name: 'b' } },
    recordingObserver().observer,
  );

  const { metadata } = buckets.objects.get('thumbnails/3f/cat & dog.jpg/thumbnail.jpg')?.head ?? {};
  expect(metadata).toMatchObject({ width: '50', sequencer: detail.object.sequencer });
});

test('a folder with a rule of its own gets what the rule says, and nothing else', async () => {
  const { buckets, run } = setUp(photoStores(), {
    renditions: renditionSettings(
      JSON.stringify([thumbnail]),
      JSON.stringify([{ prefix: 'uploads/avatars/', renditions: [{ ...square, name: 'face' }] }]),
    ),
  });

  await run({ detail: buckets.upload('uploads/avatars/me.jpg', picture), execution });
  await run({ detail: buckets.upload('uploads/me.jpg', picture), execution });

  expect([...buckets.objects.keys()].filter((key) => key.startsWith('thumbnails/'))).toEqual([
    'thumbnails/avatars/me.jpg/face.webp',
    'thumbnails/me.jpg/thumbnail.jpg',
  ]);
});

function stalled(first: Buffer): Readable {
  const stream = new PassThrough();
  stream.write(first);
  return stream;
}

function asStream(body: Readable | AsyncIterable<Buffer>): Readable {
  return body instanceof Readable ? body : Readable.from(body);
}

test.each([
  ['the event says when', { time: '2026-11-21T03:00:00Z' }, 7_500],
  ['the event is of a moment to come, by our clock', { time: '2026-11-21T03:00:10Z' }, 0],
  ['somebody wrote the event', { time: 'yesterday' }, undefined],
  ['it has no time', {}, undefined],
  ['there is no event', undefined, undefined],
])('how old a photo is when it is done is counted where %s', async (_what, event, expected) => {
  const stores = photoStores();
  const { buckets, run, counts } = setUp({ ...stores, now: () => Date.parse('2026-11-21T03:00:07.500Z') });
  const detail = buckets.upload(key, picture);

  await run({ detail, ...(event && { event }), execution });

  expect(counts.PhotoAgeMilliseconds).toBe(expected);
  expect(counts.PeakMegabytes).toBeGreaterThan(20);
});
