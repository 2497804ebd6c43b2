import { invalidArgument } from '../errors.ts';
import type { Call, Reply } from '../http/call.ts';
import { keyAfter } from '../store/key-order.ts';
import type { ListedVersion } from '../store/listings.ts';
import { sequencerOf } from '../store/sequencer.ts';
import { timestamp, type XmlNode, xmlDocument } from '../xml/write.ts';
import { checkVersionId } from './find.ts';
import { commonPrefixElements, listingQuery, ownerElement } from './listing-query.ts';

export function listObjectVersions(call: Call): Reply {
  const listing = listingQuery(call, 'max-keys');
  const { prefix, delimiter, limit, encode, encodingType } = listing;
  const keyMarker = call.query('key-marker') ?? '';
  const versionMarker = call.query('version-id-marker') || undefined;
  const page = call.store.listings.versions(
    call.bucket.name,
    { prefix, delimiter, limit, from: keyAfter(keyMarker), rolledUp: keyMarker },
    placeOf(call, keyMarker, versionMarker),
  );
  const { last } = page;
  const element = (row: ListedVersion): XmlNode => ({
    Key: encode(row.key),
    VersionId: row.version,
    IsLatest: row.latest,
    LastModified: timestamp(row.modified),
    ...(!row.marker && {
      ETag: `"${row.etag}"`,
      ChecksumAlgorithm: row.checksum?.algorithm,
      ChecksumType: row.checksum?.type,
      Size: row.bytes,
      StorageClass: 'STANDARD',
    }),
    Owner: ownerElement(call.terms.account),
  });
  return {
    xml: xmlDocument('ListVersionsResult', {
      Name: call.bucket.name,
      Prefix: encode(prefix),
      KeyMarker: encode(keyMarker),
      VersionIdMarker: versionMarker ?? '',
      NextKeyMarker: last && encode('row' in last ? last.row.key : last.commonPrefix),
      NextVersionIdMarker: last && 'row' in last ? last.row.version : undefined,
      MaxKeys: limit,
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      EncodingType: encodingType,
      IsTruncated: last !== undefined,
      Version: page.rows.filter(({ marker }) => !marker).map(element),
      DeleteMarker: page.rows.filter(({ marker }) => marker).map(element),
      CommonPrefixes: commonPrefixElements(page.commonPrefixes, listing),
    }),
  };
}

// The version may have been deleted since: programs that empty a bucket go on from what they have just removed.
function placeOf(
  call: Call,
  key: string,
  version: string | undefined,
): { key: string; sequencer: string } | undefined {
  if (version === undefined) return undefined;
  if (key === '') {
    const message = 'A version-id marker cannot be specified without a key marker.';
    throw invalidArgument('version-id-marker', version, message);
  }
  checkVersionId(version);
  if (version !== 'null') return { key, sequencer: sequencerOf(version) };
  const stored = call.store.versions.named(call.bucket.name, key, version);
  return { key, sequencer: stored?.sequencer ?? 'above all hex digits' };
}
