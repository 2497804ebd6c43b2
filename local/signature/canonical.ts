import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { percentDecoded, percentEncoded, type WireRequest } from './wire.ts';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html

export const algorithm = 'AWS4-HMAC-SHA256';

export interface Scope {
  /** 20261121 */
  date: string;
  region: string;
  service: string;
}

export function canonicalRequest(
  request: WireRequest,
  service: string,
  signedHeaders: readonly string[],
  payloadHash: string,
): string {
  const names = [...signedHeaders].sort();
  return [
    request.method,
    service === 's3' ? pathOfS3(request.path) : pathOfOthers(request.path),
    canonicalQuery(request.query),
    ...names.map((name) => `${name}:${(request.headers.get(name) ?? []).map(folded).join(',')}`),
    '',
    names.join(';'),
    payloadHash,
  ].join('\n');
}

export function stringToSign(timestamp: string, scope: Scope, canonical: string): string {
  return [algorithm, timestamp, scopeText(scope), sha256(Buffer.from(canonical, 'latin1'))].join('\n');
}

export function scopeText({ date, region, service }: Scope): string {
  return `${date}/${region}/${service}/aws4_request`;
}

export function signingKey(secret: string, { date, region, service }: Scope): Buffer {
  return [region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, date));
}

export function signatureOf(key: Buffer, toSign: string): string {
  return hmac(key, toSign).toString('hex');
}

/** Takes as long whether the first character is wrong or the last. */
export function sameText(given: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(expected)));
}

export function sha256(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

// S3 takes keys as they are: a//b and a/../b are names of their own, and each is encoded once.
function pathOfS3(path: string): string {
  return percentDecoded(path).split('/').map(percentEncoded).join('/');
}

// All others drop what a file system would, and encode what was sent encoded once more.
function pathOfOthers(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(percentEncoded(segment));
  }
  const end = kept.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${kept.join('/')}${end}`;
}

function canonicalQuery(query: WireRequest['query']): string {
  return query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [percentEncoded(name), percentEncoded(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => order(nameA, nameB) || order(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

// Not \s: it takes the byte A0 for a space, which is half of an à.
function folded(value: string): string {
  return value.replace(/[ \t]+/g, ' ').replace(/^ | $/g, '');
}
