import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

// S3 as far away as it is from a function: each connection brings a photo at 75 MB/s, in whole or in part.

const bytesPerMs = 75_000;
const roundTripMs = 20;
const pieceBytes = 128 * 1024;

const photo = readFileSync(process.argv[2] ?? '');

async function send(part: Buffer, response: ServerResponse): Promise<void> {
  const began = performance.now();
  for (let at = 0; at < part.length; at += pieceBytes) {
    const piece = part.subarray(at, at + pieceBytes);
    const early = (at + piece.length) / bytesPerMs - (performance.now() - began);
    if (early >= 1) await sleep(early);
    response.write(piece);
  }
  response.end();
}

const server = createServer(async (request, response) => {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  const part = from === undefined ? photo : photo.subarray(Number(from), Number(to) + 1);
  await sleep(roundTripMs);
  const status = from === undefined ? 200 : 206;
  response.writeHead(status, { 'content-length': part.length, etag: '"abc"', 'x-amz-version-id': '1' });
  await send(part, response);
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit());
