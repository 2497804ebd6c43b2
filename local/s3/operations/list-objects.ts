import { invalidArgument } from '../errors.ts';
import type { Call, Reply } from '../http/call.ts';
import { keyAfter, keyAfterPrefix } from '../store/key-order.ts';
import type { ListedVersion } from '../store/listings.ts';
import type { Page } from '../store/roll-up.ts';
import { timestamp, type XmlNode, xmlDocument } from '../xml/write.ts';
import { commonPrefixElements, type ListingQuery, listingQuery, ownerElement } from './listing-query.ts';

/** ListObjectsV2. */
export function listObjects(call: Call): Reply {
  const version = call.query('list-type') ?? '';
  if (version !== '2') throw invalidArgument('list-type', version, 'The only list-type is 2.');
  const listing = listingQuery(call, 'max-keys');
  const { prefix, delimiter, limit, encode, encodingType } = listing;
  const token = call.query('continuation-token');
  const after = call.query('start-after');
  const from = token === undefined ? keyAfter(after ?? '') : fromOf(token);
  const page = call.store.listings.objects(call.bucket.name, { prefix, delimiter, limit, from });
  const owner = call.query('fetch-owner') === 'true' ? ownerElement(call.terms.account) : undefined;
  return {
    headers: { 'x-amz-bucket-region': call.terms.region },
    xml: xmlDocument('ListBucketResult', {
      Name: call.bucket.name,
      Prefix: encode(prefix),
      StartAfter: after === undefined ? undefined : encode(after),
      ContinuationToken: token,
      NextContinuationToken: page.last && tokenOf(nextFrom(page.last)),
      KeyCount: page.rows.length + page.commonPrefixes.length,
      MaxKeys: limit,
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      EncodingType: encodingType,
      IsTruncated: page.last !== undefined,
      Contents: page.rows.map((row) => contentElement(row, listing, owner)),
      CommonPrefixes: commonPrefixElements(page.commonPrefixes, listing),
    }),
  };
}

/** ListObjects, the first version: old programs go on with the last key, or common prefix, as marker. */
export function listObjectsV1(call: Call): Reply {
  const listing = listingQuery(call, 'max-keys');
  const { prefix, delimiter, limit, encode, encodingType } = listing;
  const marker = call.query('marker') ?? '';
  const page = call.store.listings.objects(call.bucket.name, {
    ...{ prefix, delimiter, limit, from: keyAfter(marker), rolledUp: marker },
  });
  const { last } = page;
  const next = last && ('row' in last ? last.row.key : last.commonPrefix);
  return {
    headers: { 'x-amz-bucket-region': call.terms.region },
    xml: xmlDocument('ListBucketResult', {
      Name: call.bucket.name,
      Prefix: encode(prefix),
      Marker: encode(marker),
      NextMarker: next !== undefined && delimiter !== '' ? encode(next) : undefined,
      MaxKeys: limit,
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      EncodingType: encodingType,
      IsTruncated: last !== undefined,
      Contents: page.rows.map((row) => contentElement(row, listing, ownerElement(call.terms.account))),
      CommonPrefixes: commonPrefixElements(page.commonPrefixes, listing),
    }),
  };
}

function contentElement(row: ListedVersion, { encode }: ListingQuery, owner: XmlNode | undefined): XmlNode {
  return {
    Key: encode(row.key),
    LastModified: timestamp(row.modified),
    ETag: `"${row.etag}"`,
    ChecksumAlgorithm: row.checksum?.algorithm,
    ChecksumType: row.checksum?.type,
    Size: row.bytes,
    Owner: owner,
    StorageClass: 'STANDARD',
  };
}

function nextFrom(last: NonNullable<Page<ListedVersion>['last']>): string {
  if ('row' in last) return keyAfter(last.row.key);
  // There is more, so something is above the prefix.
  return keyAfterPrefix(last.commonPrefix) ?? last.commonPrefix;
}

function tokenOf(from: string): string {
  return `1.${Buffer.from(from).toString('base64url')}`;
}

function fromOf(token: string): string {
  const [, from] = /^1\.([A-Za-z0-9_-]+)$/.exec(token) ?? [];
  if (from !== undefined) return Buffer.from(from, 'base64url').toString('utf8');
  throw invalidArgument('continuation-token', token, 'The continuation token provided is incorrect');
}
