import { validateHeaderName, validateHeaderValue } from 'node:http';
import { checksumHeader } from '../body/checksum.ts';
import { invalidArgument, S3Error } from '../errors.ts';
import type { Described, StoredChecksum, Version } from '../store/version.ts';
import type { Call } from './call.ts';

const kept = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
] as const;
const overridden = kept.map((name) => [`response-${name}`, name] as const);
export const defaultContentType = 'binary/octet-stream';

/** All names and values together. */
const mostMetadataBytes = 2048;
const metadataPrefix = 'x-amz-meta-';

/** What the request says that its object be described with. */
export function describedBy(call: Call): Described {
  const headers = Object.fromEntries(
    kept.flatMap((name) => {
      const value = name === 'content-encoding' ? contentEncoding(call) : call.header(name);
      return value ? [[name, value]] : [];
    }),
  );
  const metadata = Object.fromEntries(
    call
      .amzHeaders()
      .filter((name) => name.startsWith(metadataPrefix))
      .map((name) => [name.slice(metadataPrefix.length), sendable(name, call.header(name) ?? '')]),
  );
  const size = Object.entries(metadata).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (size <= mostMetadataBytes) return { headers, metadata };
  throw new S3Error('MetadataTooLarge', {
    detail: { Size: String(size), MaxSizeAllowed: String(mostMetadataBytes) },
  });
}

/** How the object is described to whoever reads it, with what the link itself says. */
export function describing(call: Call, version: Version): Record<string, string> {
  const metadata = Object.entries(version.metadata).map(([name, value]) => [metadataPrefix + name, value]);
  const wished = overridden.flatMap(([parameter, name]) => {
    const value = call.query(parameter);
    return value ? [[name, sendable(parameter, Buffer.from(value).toString('latin1'))]] : [];
  });
  return {
    'content-type': defaultContentType,
    ...version.headers,
    ...Object.fromEntries([...metadata, ...wished]),
    ...identifying(call, version),
  };
}

export function identifying(call: Call, version: Version): Record<string, string> {
  return {
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.modified).toUTCString(),
    ...versionHeader(call, version),
  };
}

/** Where versions are kept, or once were. */
export function versionHeader(call: Call, { bucket, version }: Version): Record<string, string> {
  return call.bucketNamed(bucket).versioning === undefined ? {} : { 'x-amz-version-id': version };
}

export function checksumHeaders(checksum: StoredChecksum | undefined): Record<string, string> {
  if (checksum === undefined) return {};
  return { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type };
}

/** The same as XML: ChecksumCRC32, and ChecksumType. */
export function checksumElements(checksum: StoredChecksum | undefined): Record<string, string> {
  if (checksum === undefined) return {};
  return { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type };
}

// aws-chunked is about the transfer, and the object is stored without it.
function contentEncoding(call: Call): string | undefined {
  const codings = call.header('content-encoding')?.split(',') ?? [];
  const own = codings
    .map((coding) => coding.trim())
    .filter((coding) => coding.toLowerCase() !== 'aws-chunked');
  return own.join(', ');
}

// From a link's query anything may come, line breaks too.
function sendable(name: string, value: string): string {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return value;
  } catch {
    throw invalidArgument(name, value, 'This cannot be sent as a header field.');
  }
}
