import type { Call, Reply } from '../http/call.ts';
import { keyAfter } from '../store/key-order.ts';
import { timestamp, xmlDocument } from '../xml/write.ts';
import { commonPrefixElements, limitIn, listingQuery, numberIn, ownerElement } from './listing-query.ts';
import { uploadOf } from './upload-parts.ts';

export function listMultipartUploads(call: Call): Reply {
  const listing = listingQuery(call, 'max-uploads');
  const { prefix, delimiter, limit, encode, encodingType } = listing;
  const keyMarker = call.query('key-marker') ?? '';
  // Without a key it means nothing, and S3 passes it over.
  const idMarker = keyMarker === '' ? undefined : call.query('upload-id-marker') || undefined;
  const page = call.store.uploads.list(
    call.bucket.name,
    { prefix, delimiter, limit, from: keyAfter(keyMarker), rolledUp: keyMarker },
    idMarker === undefined ? undefined : { key: keyMarker, id: idMarker },
  );
  const { last } = page;
  return {
    xml: xmlDocument('ListMultipartUploadsResult', {
      Bucket: call.bucket.name,
      KeyMarker: encode(keyMarker),
      UploadIdMarker: idMarker ?? '',
      NextKeyMarker: last && encode('row' in last ? last.row.key : last.commonPrefix),
      NextUploadIdMarker: last && 'row' in last ? last.row.id : undefined,
      Prefix: encode(prefix),
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      EncodingType: encodingType,
      MaxUploads: limit,
      IsTruncated: last !== undefined,
      Upload: page.rows.map(({ key, id, started, checksum }) => ({
        Key: encode(key),
        UploadId: id,
        Initiator: ownerElement(call.terms.account),
        Owner: ownerElement(call.terms.account),
        StorageClass: 'STANDARD',
        Initiated: timestamp(started),
        ChecksumAlgorithm: checksum?.algorithm,
        ChecksumType: checksum?.type,
      })),
      CommonPrefixes: commonPrefixElements(page.commonPrefixes, listing),
    }),
  };
}

export function listParts(call: Call): Reply {
  const upload = uploadOf(call);
  const limit = limitIn(call, 'max-parts');
  const marker = numberIn(call, 'part-number-marker') ?? 0;
  const found = call.store.uploads.parts(upload.id, marker, limit + 1);
  const parts = found.slice(0, limit);
  const more = limit > 0 && found.length > limit;
  return {
    xml: xmlDocument('ListPartsResult', {
      Bucket: call.bucket.name,
      Key: call.key,
      UploadId: upload.id,
      PartNumberMarker: marker,
      NextPartNumberMarker: more ? parts.at(-1)?.number : undefined,
      MaxParts: limit,
      IsTruncated: more,
      Initiator: ownerElement(call.terms.account),
      Owner: ownerElement(call.terms.account),
      StorageClass: 'STANDARD',
      ChecksumAlgorithm: upload.checksum?.algorithm,
      ChecksumType: upload.checksum?.type,
      Part: parts.map(({ number, modified, md5, bytes, checksum }) => ({
        PartNumber: number,
        LastModified: timestamp(modified),
        ETag: `"${md5}"`,
        Size: bytes,
        ...(checksum && { [`Checksum${checksum.algorithm}`]: checksum.value }),
      })),
    }),
  };
}
