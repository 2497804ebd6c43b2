import type { IncomingMessage } from 'node:http';
import { S3Error } from '../errors.ts';

/** What a request is about. */
export interface Address {
  /** Empty: all buckets. */
  bucket: string;
  /** Empty: the bucket itself. */
  key: string;
  query: ReadonlyMap<string, string>;
  /** As it was sent, without the query. */
  path: string;
}

const longestKey = 1024;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads the target as it was sent: a key is any text, `..` and `//` are nothing special in it, and a plus is a plus.
 * The bucket is in the path, or in the host name as bucket.localhost.
 */
export function addressOf({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): Address {
  if (!url.startsWith('/')) throw new S3Error('InvalidURI');
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = mark < 0 ? new Map<string, string>() : queryOf(url.slice(mark + 1));
  const [, hostBucket] = /^(.+)\.localhost(?::\d+)?$/i.exec(headers.host ?? '') ?? [];
  if (hostBucket !== undefined) return { bucket: hostBucket, key: keyOf(path.slice(1)), query, path };
  const slash = path.indexOf('/', 1);
  const bucket = decoded(slash < 0 ? path.slice(1) : path.slice(1, slash));
  return { bucket, key: slash < 0 ? '' : keyOf(path.slice(slash + 1)), query, path };
}

/** A bucket and key as x-amz-copy-source has them, percent-encoded once. */
export function sourceOf(header: string): { bucket: string; key: string; versionId?: string } {
  const [, target = '', versionId] = /^\/?(.*?)(?:\?versionId=([^&]*))?$/s.exec(header) ?? [];
  const slash = target.indexOf('/');
  if (slash < 1 || slash === target.length - 1) {
    throw new S3Error('InvalidArgument', {
      message: 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      detail: { ArgumentName: 'x-amz-copy-source', ArgumentValue: header },
    });
  }
  return {
    bucket: decoded(target.slice(0, slash)),
    key: keyOf(target.slice(slash + 1)),
    ...(versionId !== undefined && { versionId: decoded(versionId) }),
  };
}

function keyOf(encoded: string): string {
  const key = decoded(encoded);
  checkKey(key);
  return key;
}

export function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes <= longestKey) return;
  throw new S3Error('KeyTooLongError', {
    detail: { Size: String(bytes), MaxSizeAllowed: String(longestKey) },
  });
}

function queryOf(text: string): Map<string, string> {
  const query = new Map<string, string>();
  for (const pair of text.split('&')) {
    const equals = pair.indexOf('=');
    const name = decoded((equals < 0 ? pair : pair.slice(0, equals)).replaceAll('+', ' '));
    const value = equals < 0 ? '' : decoded(pair.slice(equals + 1).replaceAll('+', ' '));
    if (name !== '' && !query.has(name)) query.set(name, value);
  }
  return query;
}

// Node hands targets and header fields over with a character for each byte.
function decoded(text: string): string {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) throw new S3Error('InvalidURI');
  const bytes = Buffer.from(
    text.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new S3Error('InvalidURI', { message: 'Keys and parameters have to be UTF-8.', cause });
  }
}
