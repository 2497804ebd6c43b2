import type { IncomingMessage } from 'node:http';
import type { Payload } from '../../signature/index.ts';
import { type ChecksumAlgorithm, checksumAlgorithms, checksumBytes, checksumHeader } from './checksum.ts';
import { BodyError } from './error.ts';

/** What the head of a request says about its body. */
export interface Announced {
  /** Without the framing of aws-chunked. */
  bytes: number;
  md5?: Buffer;
  sha256?: string;
  checksum?: { algorithm: ChecksumAlgorithm; value: Buffer };
  /** The checksum comes after the body. */
  trailer?: ChecksumAlgorithm;
}

export type Source = Pick<IncomingMessage, 'headers' | 'url'>;

// The last three do not hold a checksum: they say which kind is wanted of an object.
const knownHeaders = new Set([
  ...checksumAlgorithms.map(checksumHeader),
  ...['algorithm', 'mode', 'type'].map((what) => `x-amz-checksum-${what}`),
]);

/** Throws a BodyError for what is wrong whatever the body may be. */
export function readAnnounced(
  request: Source,
  payload: Payload,
  maxBytes: number,
  checksums: boolean,
): Announced {
  checkFraming(request, payload);
  const bytes = announcedLength(request, payload, maxBytes);
  const md5 = announcedMd5(request);
  const sha256 = payload.kind === 'sha256' ? payload.hex : undefined;
  const given = checksums ? announcedChecksum(request) : undefined;
  const trailer = announcedTrailer(request, payload);
  if (given !== undefined && trailer !== undefined) throw severalChecksums();
  if (checksums) checkAnnounced(request, given?.algorithm ?? trailer);
  return {
    bytes,
    ...(md5 !== undefined && { md5 }),
    ...(sha256 !== undefined && { sha256 }),
    ...(given !== undefined && { checksum: given }),
    ...(trailer !== undefined && { trailer }),
  };
}

// Else the framing would be taken for a part of the object.
function checkFraming({ headers }: Source, payload: Payload): void {
  if (payload.kind === 'body') throw new Error('S3 takes no body that only its whole would vouch for.');
  const framed = /\baws-chunked\b/i.test(headers['content-encoding'] ?? '');
  if (!framed || payload.kind === 'chunks') return;
  throw new BodyError(
    'InvalidRequest',
    'A body with the content encoding aws-chunked needs an x-amz-content-sha256 that begins with STREAMING-.',
  );
}

function announcedLength({ headers }: Source, payload: Payload, maxBytes: number): number {
  const name = payload.kind === 'chunks' ? 'x-amz-decoded-content-length' : 'content-length';
  const text = headers[name];
  if (text === undefined) {
    throw new BodyError('MissingContentLength', `You must provide the ${name} HTTP header.`, { status: 411 });
  }
  const bytes = typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(bytes)) throw new BodyError('InvalidRequest', `${name} has to be a number of bytes.`);
  if (bytes <= maxBytes) return bytes;
  throw new BodyError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size.', {
    detail: { ProposedSize: String(bytes), MaxSizeAllowed: String(maxBytes) },
  });
}

function announcedMd5({ headers }: Source): Buffer | undefined {
  const text = headers['content-md5']?.toString();
  if (text === undefined) return undefined;
  const md5 = base64(text, 16);
  if (md5 !== undefined) return md5;
  throw new BodyError('InvalidDigest', 'The Content-MD5 you specified was invalid.', {
    detail: { 'Content-MD5': text },
  });
}

function announcedChecksum(request: Source): Announced['checksum'] {
  const unknown = namesOf(request).find((name) => /^x-amz-checksum-/.test(name) && !knownHeaders.has(name));
  if (unknown !== undefined) {
    throw new BodyError(
      'InvalidRequest',
      `${unknown} is not supported here. Send one of ${checksumAlgorithms.map(checksumHeader).join(', ')}.`,
    );
  }
  const given = checksumAlgorithms.flatMap((algorithm) =>
    valuesOf(request, checksumHeader(algorithm)).map((text) => ({ algorithm, text })),
  );
  if (given.length > 1) throw severalChecksums();
  const [only] = given;
  return only && { algorithm: only.algorithm, value: checksumValue(only.algorithm, only.text) };
}

/** The bytes of a checksum that came as base64. */
export function checksumValue(algorithm: ChecksumAlgorithm, text: string): Buffer {
  const value = base64(text, checksumBytes[algorithm]);
  if (value !== undefined) return value;
  throw new BodyError('InvalidRequest', `Value for ${checksumHeader(algorithm)} header is invalid.`);
}

function announcedTrailer({ headers }: Source, payload: Payload): ChecksumAlgorithm | undefined {
  const name = headers['x-amz-trailer'];
  const expected = payload.kind === 'chunks' && payload.trailer;
  if (name === undefined && !expected) return undefined;
  const algorithm = checksumAlgorithms.find((each) => checksumHeader(each) === String(name).toLowerCase());
  if (expected && algorithm !== undefined) return algorithm;
  throw new BodyError(
    'InvalidRequest',
    expected
      ? `x-amz-trailer has to name one of ${checksumAlgorithms.map(checksumHeader).join(', ')}.`
      : 'x-amz-trailer is only for bodies whose x-amz-content-sha256 ends in -TRAILER.',
  );
}

// Sent by SDKs beside the checksum, so that one that a proxy took away is missed.
function checkAnnounced(request: Source, found: ChecksumAlgorithm | undefined): void {
  for (const announced of valuesOf(request, 'x-amz-sdk-checksum-algorithm')) {
    if (!checksumAlgorithms.some((each) => each === announced.toUpperCase())) {
      throw new BodyError(
        'InvalidRequest',
        `Value for x-amz-sdk-checksum-algorithm header is invalid; here it can be ${checksumAlgorithms.join(', ')}.`,
      );
    }
    if (announced.toUpperCase() !== found) {
      throw new BodyError(
        'InvalidRequest',
        'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
      );
    }
  }
}

function namesOf(request: Source): string[] {
  return [...Object.keys(request.headers), ...queryOf(request).keys()];
}

// A presigned link has them in its query.
function valuesOf(request: Source, name: string): string[] {
  const inHeader = request.headers[name];
  return [
    ...new Set([...(typeof inHeader === 'string' ? [inHeader] : []), ...queryOf(request).getAll(name)]),
  ];
}

function queryOf({ url = '' }: Source): URLSearchParams {
  return new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : '');
}

function base64(text: string, bytes: number): Buffer | undefined {
  const value = Buffer.from(text, 'base64');
  return value.length === bytes && value.toString('base64') === text ? value : undefined;
}

function severalChecksums(): BodyError {
  return new BodyError(
    'InvalidRequest',
    'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
  );
}
