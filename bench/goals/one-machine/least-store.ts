import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

// What a store does at the least: takes a file with its hash until it outlives a power cut, and gives it back, once.

const folder = mkdtempSync(join(tmpdir(), 'darkroom-bench-'));

const server = createServer(async (request, response) => {
  const file = join(folder, request.url?.slice(1) ?? '');
  if (request.method === 'PUT') {
    const hash = createHash('md5');
    const hashed = async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    };
    await pipeline(request, hashed, createWriteStream(file, { flush: true }));
    response.setHeader('etag', hash.digest('hex')).end();
  } else {
    await pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), response);
    rmSync(file);
  }
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit();
});
