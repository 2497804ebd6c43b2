import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { resizePhoto } from '../../../functions/resize/handler.ts';
import { s3ClientSettings, s3SourceBucket } from '../../../functions/shared/s3-store.ts';
import { avifSaying, jpegFrame, jpegHeader, pngHeader, scanBomb, webpHeader } from '../../fixtures/bombs.ts';
import { segment, withSegments } from '../../fixtures/metadata.ts';
import * as samples from '../../fixtures/samples.ts';
import { execution, photoSettings, photoStores } from '../../support/photo-stores.ts';
import { recordingObserver } from '../../support/recording-observer.ts';

// Resize Photo with the SDK's own client, over real HTTP, from a server that sends no more than it is told.

const fileBytes = 20e6;
const firstBytes = 65_536;

let file: Buffer;
/** After so many the server sends nothing, until the connection ends. */
let sentAtMost: number;
let requests: string[];
let whenClosed: Promise<void>;

const server = createServer((request: IncomingMessage, response: ServerResponse) => {
  requests.push(`${request.method} ${request.url}`);
  whenClosed = new Promise((closed) => response.on('close', closed));
  response.writeHead(200, { 'content-length': file.length, etag: '"abc"', 'x-amz-version-id': 'version-1' });
  if (request.method === 'HEAD') response.end();
  else response.write(file.subarray(0, sentAtMost));
});
let client: S3Client;

beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  client = new S3Client({
    ...s3ClientSettings,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});
afterAll(async () => {
  client.destroy();
  await new Promise((closed) => server.close(closed));
});
beforeEach(() => {
  requests = [];
  sentAtMost = firstBytes;
});

function resized() {
  const stores = { ...photoStores(), uploads: s3SourceBucket(client, 'uploads') };
  const object = {
    key: 'uploads/a.jpg',
    size: file.length,
    etag: 'abc',
    'version-id': 'version-1',
    sequencer: '00',
  };
  const settings = { ...photoSettings, maxBytes: 50e6 };
  const detail = { bucket: { name: 'uploads' }, object };
  return resizePhoto(stores, settings)({ detail, execution }, recordingObserver().observer);
}

function connections(): Promise<number> {
  return new Promise((told, failed) =>
    server.getConnections((error, count) => (error ? failed(error) : told(count))),
  );
}

/** With so much behind it that it is a large file. */
function padded(front: Buffer): Buffer {
  return Buffer.concat([front, Buffer.alloc(fileBytes - front.length, 7)]);
}

const huge = { width: 60_000, height: 60_000 };
const largeGif = samples.patched(samples.gif, 6, [0xff, 0x7f, 0xff, 0x7f]);
const hostile: readonly (readonly [string, string, Buffer])[] = [
  ['a JPEG', 'too-many-pixels', jpegHeader(0xc0, huge)],
  ['a JPEG of scans', 'too-many-scans', scanBomb(samples.progressive, 101)],
  ['a PNG', 'too-many-pixels', pngHeader(huge)],
  ['a WebP', 'too-many-pixels', webpHeader({ width: 16_384, height: 16_384 })],
  ['a GIF', 'too-many-pixels', largeGif],
  ['an AVIF', 'too-many-pixels', avifSaying(samples.avif, huge)],
  ['a video', 'unsupported-format', Buffer.from('\0\0\0\x18ftypisom')],
];

test.each(hostile)('%s of 20 MB that is refused costs one GET and 64 KB', async (_what, reason, front) => {
  file = padded(front);

  await expect(resized()).rejects.toMatchObject({ name: 'RejectedPhotoError', reason });

  await whenClosed;
  expect(requests).toEqual([expect.stringMatching(/^GET /)]);
  expect(await connections()).toBe(0);
});

test('a JPEG whose header comes late is read until it comes, and refused by it', async () => {
  const exif = Array.from({ length: 50 }, () => segment(0xe1, Buffer.alloc(65_000)));
  const bare = Buffer.concat([samples.baseline.subarray(0, 2), jpegFrame(0xc0, huge)]);
  file = padded(withSegments(bare, ...exif));
  sentAtMost = 7e6;

  await expect(resized()).rejects.toMatchObject({ reason: 'too-many-pixels' });

  await whenClosed;
  expect(requests).toHaveLength(1);
});

test('a connection that was cut off is not used again, one that was read to its end is', async () => {
  file = padded(pngHeader(huge));
  await expect(resized()).rejects.toMatchObject({ reason: 'too-many-pixels' });
  await whenClosed;

  file = samples.baseline;
  const { source } = await resized();

  expect(source).toMatchObject(samples.size);
  expect(requests.filter((each) => each.startsWith('GET'))).toHaveLength(2);
  expect(await connections()).toBe(1);
});
