import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { type BodyDigest, type BodySource, receiveBody } from '../../../../local/s3/body/index.ts';
import type { ChunkSigning, Payload, Verified } from '../../../../local/signature/index.ts';

// aws-chunked written down a second time, from its documentation, so that what is read is not read by its writer.

const scope = { date: '20130524', region: 'us-east-1', service: 's3' };
const timestamp = '20130524T000000Z';
const signing: ChunkSigning = { key: Buffer.alloc(32, 7), timestamp, scope, seed: 'a'.repeat(64) };

export interface Encoding {
  sizes: number[];
  signed?: boolean;
  trailer?: [name: string, value: string];
}

export function encoded(data: Buffer, { sizes, signed = false, trailer }: Encoding): Buffer {
  let previous = signing.seed;
  let at = 0;
  const sign = (kind: string, ...hashes: string[]) => {
    const toSign = [
      `AWS4-HMAC-SHA256-${kind}`,
      timestamp,
      '20130524/us-east-1/s3/aws4_request',
      previous,
      ...hashes,
    ];
    previous = createHmac('sha256', signing.key).update(toSign.join('\n')).digest('hex');
    return previous;
  };
  const head = (chunk: Buffer) => {
    const signature = signed ? `;chunk-signature=${sign('PAYLOAD', sha256(''), sha256(chunk))}` : '';
    return `${chunk.length.toString(16)}${signature}\r\n`;
  };
  const parts: (Buffer | string)[] = [];
  for (const size of sizes) {
    const chunk = data.subarray(at, at + size);
    at += size;
    parts.push(head(chunk), chunk, '\r\n');
  }
  parts.push(head(Buffer.alloc(0)));
  if (trailer !== undefined) {
    const text = `${trailer[0]}:${trailer[1]}`;
    parts.push(`${text}\r\n`);
    if (signed) parts.push(`x-amz-trailer-signature:${sign('TRAILER', sha256(`${text}\n`))}\r\n`);
  }
  return Buffer.concat([...parts, '\r\n'].map((part) => Buffer.from(part)));
}

export function chunksPayload(signed: boolean, trailer: boolean): Payload {
  return { kind: 'chunks', trailer, ...(signed && { signing }) };
}

/** A request whose body the network has cut into just these pieces. */
export function requestOf(pieces: Iterable<Buffer>, headers: IncomingHttpHeaders, url = '/b/k'): BodySource {
  return Object.assign(Readable.from(pieces, { objectMode: false, highWaterMark: 1 }), { headers, url });
}

/** All that a body had, when it held what was said of it. */
export async function received(
  request: BodySource,
  payload: Verified['payload'],
  maxBytes = 1e9,
): Promise<{ data: Buffer; digest: BodyDigest }> {
  const body = receiveBody(request, { payload, presigned: false }, maxBytes);
  const data: Buffer[] = [];
  for await (const chunk of body.chunks) data.push(chunk);
  return { data: Buffer.concat(data), digest: body.digest() };
}

export function hashOf(algorithm: string, data: Buffer): Buffer {
  return createHash(algorithm).update(data).digest();
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
