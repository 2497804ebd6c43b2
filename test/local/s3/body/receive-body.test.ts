import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { ChecksumAlgorithm, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from '@jest/globals';
import { listen } from '../../../../local/http/loopback.ts';
import { type BodyDigest, BodyError, receiveBody } from '../../../../local/s3/body/index.ts';
import { type Credentials, signRequest, verifySignature } from '../../../../local/signature/index.ts';
import { hashOf } from './encoded.ts';

const credentials: Credentials = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret' };
const region = 'us-east-1';
const mebibyte = 1024 * 1024;

/** Takes whatever is sent, and answers with its ETag or with what is wrong. */
async function taker(maxBytes = 100 * mebibyte) {
  const taken: (BodyDigest | BodyError)[] = [];
  const take = async (request: IncomingMessage) => {
    const signed = request.headers.authorization !== undefined;
    const verified = signed
      ? verifySignature(request, { credentials, region, service: 's3', now: Date.now })
      : ({ payload: { kind: 'unsigned' }, presigned: true } as const);
    const body = receiveBody(request, verified, maxBytes);
    for await (const _ of body.chunks);
    return body.digest();
  };
  const server = await listen((request, response) => {
    take(request).then(
      (digest) => {
        taken.push(digest);
        response.setHeader('etag', `"${digest.md5}"`).end();
      },
      (error: BodyError) => {
        taken.push(error);
        response.statusCode = error.status;
        response.end(`<Error><Code>${error.code}</Code><Message>${error.message}</Message></Error>`);
      },
    );
  }, 0);
  const client = new S3Client({
    endpoint: server.origin,
    credentials,
    region,
    forcePathStyle: true,
    maxAttempts: 1,
    logger: quiet,
  });
  return { ...server, taken, client };
}

/** The SDK warns of streams that it cannot send again. */
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

const data = Buffer.alloc(3 * mebibyte, 'pixels of some photo ');
const inPieces = () =>
  Readable.from(Array.from({ length: 48 }, (_, nth) => data.subarray(nth * 65_536, (nth + 1) * 65_536)));
const here = { Bucket: 'b', Key: 'k', ContentLength: data.length };

describe("the SDK's uploads are taken", () => {
  const algorithms = Object.values(ChecksumAlgorithm).filter((name) => /^(CRC|SHA1|SHA256)/.test(name));
  test.each(algorithms)('as a buffer, with %s', async (algorithm) => {
    await using server = await taker();
    await server.client.send(new PutObjectCommand({ ...here, Body: data, ChecksumAlgorithm: algorithm }));
    expect(server.taken).toEqual([
      expect.objectContaining({ bytes: data.length, checksum: expect.objectContaining({ algorithm }) }),
    ]);
  });

  test.each(algorithms)('as a stream with a trailer, with %s', async (algorithm) => {
    await using server = await taker();
    await server.client.send(
      new PutObjectCommand({ ...here, Body: inPieces(), ChecksumAlgorithm: algorithm }),
    );
    expect(server.taken).toEqual([
      expect.objectContaining({
        md5: hashOf('md5', data).toString('hex'),
        checksum: expect.objectContaining({ algorithm }),
      }),
    ]);
  });

  test('and what is too large is answered so, on a connection that goes on', async () => {
    await using server = await taker(mebibyte);
    for (const Body of [data, inPieces()]) {
      await expect(server.client.send(new PutObjectCommand({ ...here, Body }))).rejects.toMatchObject({
        ...{ name: 'EntityTooLarge', $metadata: { httpStatusCode: 400 } },
      });
    }
    await server.client.send(new PutObjectCommand({ ...here, ContentLength: 1, Body: 'x' }));
    expect(server.taken.map((each) => each instanceof BodyError)).toEqual([true, true, false]);
  });
});

describe('a sender without manners', () => {
  const head = (more: string) => `PUT /b/k HTTP/1.1\r\nHost: local\r\n${more}\r\n\r\n`;

  test('that hangs up in the middle has sent an incomplete body', async () => {
    await using server = await taker();
    const socket = connect(server.port, '127.0.0.1');
    socket.end(`${head('Content-Length: 100000')}only so much`);
    await once(socket.resume(), 'close');
    expect(server.taken).toEqual([expect.objectContaining({ code: 'IncompleteBody' })]);
  });

  test('that is found wrong early is still let finish, and reads the answer', async () => {
    await using server = await taker();
    const response = await fetch(`${server.origin}/b/k`, {
      method: 'PUT',
      headers: { 'content-md5': 'nonsense' },
      body: Buffer.alloc(20 * mebibyte),
    });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('InvalidDigest')]);
  });

  test('that is found wrong in the middle, and listens only when it has said all, is heard out', async () => {
    await using server = await taker();
    const body = Buffer.alloc(20 * mebibyte, '5\r\nhello\r\n5\r\nagain\r\n');
    const headers = signRequest(
      {
        ...{ method: 'PUT', url: `${server.origin}/b/k`, payloadHash: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' },
        headers: {
          'content-length': `${body.length}`,
          'x-amz-decoded-content-length': '50',
          'x-amz-trailer': 'x-amz-checksum-crc32',
        },
      },
      { credentials, region, service: 's3', now: Date.now },
    );
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const socket = connect(server.port, '127.0.0.1').pause();
    socket.write(`PUT /b/k HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    await promisify<Buffer>(socket.write.bind(socket))(body);
    const [answer] = await once(socket.resume(), 'data');
    socket.destroy();
    expect(`${answer}`).toMatch(/^HTTP\/1\.1 403 .*InvalidChunkSizeError/s);
  });

  test('that sends without a length is asked for one', async () => {
    await using server = await taker();
    const response = await fetch(`${server.origin}/b/k`, {
      method: 'PUT',
      body: new Blob([data]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect([response.status, await response.text()]).toEqual([
      411,
      expect.stringContaining('MissingContentLength'),
    ]);
  });
});

test('a body of 256 MiB passes through without being held', async () => {
  await using server = await taker(1024 * mebibyte);
  const piece = Buffer.alloc(mebibyte);
  let most = 0;
  const pieces = Readable.from(
    (async function* () {
      for (let sent = 0; sent < 256; sent++) {
        most = Math.max(most, process.memoryUsage().arrayBuffers);
        yield piece;
      }
    })(),
    { highWaterMark: 1 },
  );
  const before = process.memoryUsage().arrayBuffers;
  const socket = connect(server.port, '127.0.0.1');
  socket.write(`PUT /b/k HTTP/1.1\r\nHost: local\r\nContent-Length: ${256 * mebibyte}\r\n\r\n`);
  pieces.pipe(socket, { end: false });
  await once(socket, 'data');
  socket.destroy();
  expect(server.taken).toEqual([expect.objectContaining({ bytes: 256 * mebibyte })]);
  expect(most - before).toBeLessThan(100 * mebibyte);
});
