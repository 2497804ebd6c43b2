import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { resizePhoto } from '../../functions/resize/handler.ts';
import { RejectedPhotoError } from '../../functions/shared/errors.ts';
import { s3ClientSettings, s3SourceBucket } from '../../functions/shared/s3-store.ts';
import { pngHeader } from '../../test/fixtures/bombs.ts';
import { execution, photoSettings, photoStores } from '../../test/support/photo-stores.ts';
import { recordingObserver } from '../../test/support/recording-observer.ts';
import { figure } from '../ratio.ts';
import type { Goal } from './goal.ts';

const rounds = 20;
const fileBytes = 20e6;

/** A picture of 3,600 million pixels, if one believes its header. */
const bomb = Buffer.concat([pngHeader({ width: 60_000, height: 60_000 }), Buffer.alloc(fileBytes, 7)]);

function* pieces(): Generator<Buffer> {
  for (let at = 0; at < bomb.length; at += 16_384) yield bomb.subarray(at, at + 16_384);
}

export const earlyRefusal: Goal = {
  name: 'early-refusal',
  about: 'a PNG of 20 MB whose header is reason enough to refuse it, over HTTP',
  rounds,
  async measure(_photo, onRound) {
    let requests = 0;
    let sent = 0;
    let whenClosed = Promise.resolve();
    const server = createServer((_request, response) => {
      requests += 1;
      const { socket } = response;
      whenClosed = new Promise((closed) =>
        response.on('close', () => {
          sent = socket?.bytesWritten ?? 0;
          closed();
        }),
      );
      response.writeHead(200, { 'content-length': bomb.length, etag: '"abc"', 'x-amz-version-id': '1' });
      // In pieces, and as fast as they are taken: what is handed over at once counts as sent.
      pipeline(Readable.from(pieces()), response, () => {});
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const client = new S3Client({
      ...s3ClientSettings,
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-central-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    });
    const stores = { ...photoStores(), uploads: s3SourceBucket(client, 'uploads') };
    const resize = resizePhoto(stores, { ...photoSettings, maxBytes: 50e6 });
    const object = { key: 'uploads/a', size: bomb.length, etag: 'abc', 'version-id': '1', sequencer: '00' };
    const rows: { sent: number; requests: number; wallMs: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const before = requests;
      const began = performance.now();
      const detail = { bucket: { name: 'uploads' }, object };
      await resize({ detail, execution }, recordingObserver().observer).catch((error: unknown) => {
        if (!(error instanceof RejectedPhotoError)) throw error;
      });
      const wallMs = performance.now() - began;
      await whenClosed;
      rows.push({ sent, requests: requests - before, wallMs });
      onRound();
    }
    client.destroy();
    await new Promise((closed) => server.close(closed));
    return [
      figure(
        'requests',
        rows.map((row) => row.requests),
        'requests',
        1,
      ),
      // The kernel's buffers take what they can before anybody reads: some megabytes on one machine.
      figure(
        'sent by the server, with what its sockets hold',
        rows.map((row) => row.sent / 1024),
        'KB',
        10_000,
      ),
      figure(
        'to the refusal, wall',
        rows.map((row) => row.wallMs),
        'ms',
      ),
    ];
  },
};
