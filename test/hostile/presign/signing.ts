import { createHash, createHmac } from 'node:crypto';
import type { Wire } from './wire.ts';

/** How a request is signed; whatever is given may be a lie. */
export interface Signing {
  host?: string;
  region?: string;
  service?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /** Milliseconds that the signer's clock is off. */
  off?: number;
  /** Of the credential; the day of the clock unless said. */
  day?: string;
  terminator?: string;
  /** Names of the headers that are signed. */
  names?: readonly string[];
  /** What is signed in the place of what is sent. */
  method?: string;
  target?: string;
  payloadHash?: string;
  /** The last word on the header. */
  header?: (authorization: string) => string;
  /** Sent, and signed, besides. */
  more?: readonly (readonly [string, string])[];
}

/** The request with a signature of version 4 in its header, written from AWS's description and not with our own signer. */
export function authorized(wire: Wire, signing: Signing): Wire {
  const { host = '', region = 'us-east-1', service = 'lambda', credentials, off = 0, more = [] } = signing;
  const timestamp = new Date(Date.now() + off).toISOString().replace(/[-:]|\.\d+/g, '');
  const { day = timestamp.slice(0, 8), terminator = 'aws4_request' } = signing;
  const payloadHash = signing.payloadHash ?? sha256(wire.body);
  const given = wire.headers.find(([name]) => name.toLowerCase() === 'host')?.[1];
  const own = [['x-amz-content-sha256', payloadHash] as const, ['x-amz-date', timestamp] as const, ...more];
  const names = [...(signing.names ?? ['host', ...own.map(([name]) => name)])].sort();
  const values = new Map([...wire.headers, ...own, ['host', given ?? host]]);
  const { method = wire.method, target = wire.target } = signing;
  const canonical = [
    method,
    ...pathAndQuery(target),
    ...names.map((name) => `${name}:${values.get(name) ?? ''}`),
    '',
    names.join(';'),
    payloadHash,
  ].join('\n');
  const scope = [day, region, service, terminator];
  const toSign = ['AWS4-HMAC-SHA256', timestamp, scope.join('/'), sha256(Buffer.from(canonical, 'latin1'))];
  const key = scope.reduce<Buffer>(hmac, Buffer.from(`AWS4${credentials?.secretAccessKey}`));
  const signature = hmac(key, toSign.join('\n')).toString('hex');
  const credential = [credentials?.accessKeyId, ...scope].join('/');
  const header = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  const authorization = signing.header?.(header) ?? header;
  return { ...wire, headers: [...wire.headers, ...own, ['authorization', authorization]] };
}

/** As every service but S3 wants them: a plain path, encoded once more, and the parameters sorted. */
function pathAndQuery(target: string): [string, string] {
  const [path = '', query = ''] = target.split(/\?(.*)/s);
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(encoded(segment));
  }
  const end = kept.length > 0 && path.endsWith('/') ? '/' : '';
  const parameters = query.split('&').filter((each) => each !== '');
  const pairs = parameters.map((each) => {
    const [name = '', value = ''] = each.split(/=(.*)/s);
    return [recoded(name), recoded(value)] as const;
  });
  const sorted = pairs.sort(([a, x], [b, y]) => order(a, b) || order(x, y));
  return [`/${kept.join('/')}${end}`, sorted.map((pair) => pair.join('=')).join('&')];
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function recoded(text: string): string {
  return encoded(
    text
      .replaceAll('+', ' ')
      .replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
  );
}

/** Of texts that hold one byte in each character. */
function encoded(text: string): string {
  return text.replace(
    /[^A-Za-z0-9\-._~]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

export function sha256(body: string | Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
