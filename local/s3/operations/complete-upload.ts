import { createHash } from 'node:crypto';
import { checksumAlgorithms, checksumHeader } from '../body/checksum.ts';
import { compositeChecksum, fullChecksum } from '../combined-checksum.ts';
import { sameEtag, writeCondition } from '../conditions.ts';
import { S3Error } from '../errors.ts';
import type { Call, Reply } from '../http/call.ts';
import { checksumElements, versionHeader } from '../http/description.ts';
import type { Part, Upload } from '../store/uploads.ts';
import type { StoredChecksum } from '../store/version.ts';
import { childrenNamed, readXml, textOf, type XmlElement } from '../xml/read.ts';
import { xmlDocument } from '../xml/write.ts';
import { mostParts, uploadOf } from './upload-parts.ts';

/** Of every part but the last: 5 MiB. */
const leastPartBytes = 5 * 1024 ** 2;
const mostXmlBytes = 8 * 1024 ** 2;

export async function completeMultipartUpload(call: Call): Promise<Reply> {
  const { store, bucket, key } = call;
  const check = writeCondition(call);
  const upload = uploadOf(call);
  const before = store.versions.latest(bucket.name, key);
  check(before);
  // The checksum in the head of this request is the object's, and not that of the XML.
  const asked = askedParts(await call.receiveText(mostXmlBytes, { checksums: false }));
  const parts = chosenParts(upload, asked, store.uploads.parts(upload.id));
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  checkSize(call, bytes);
  const checksum = await checksumOfAll(upload, parts);
  checkChecksum(call, upload, checksum);
  const version = store.commit((unit) => {
    uploadOf(call);
    check(store.versions.latest(bucket.name, key), before);
    const stored = new Set(store.uploads.parts(upload.id).map(({ file }) => file));
    if (!parts.every(({ file }) => stored.has(file))) throw new S3Error('InvalidPart');
    unit.freed.push(...store.uploads.remove(upload.id));
    const { headers, metadata } = upload;
    const origin = call.origin('CompleteMultipartUpload');
    return store.put(
      bucket,
      {
        headers,
        metadata,
        key,
        bytes,
        etag: etagOf(parts),
        origin,
        pieces: parts,
        ...(checksum && { checksum }),
      },
      unit,
    );
  });
  return {
    headers: versionHeader(call, version),
    xml: xmlDocument('CompleteMultipartUploadResult', {
      Location: `http://${call.request.headers.host}${call.address.path}`,
      Bucket: bucket.name,
      Key: key,
      ETag: `"${version.etag}"`,
      ...checksumElements(checksum),
    }),
  };
}

interface AskedPart {
  number: number;
  etag: string;
  element: XmlElement;
}

function askedParts(xml: string): AskedPart[] {
  const request = readXml(xml);
  const parts = childrenNamed(request, 'Part').map((element) => {
    const number = textOf(element, 'PartNumber')?.trim() ?? '';
    const etag = textOf(element, 'ETag');
    if (!/^\d{1,5}$/.test(number) || etag === undefined) throw new S3Error('MalformedXML');
    return { number: Number(number), etag, element };
  });
  if (request.name !== 'CompleteMultipartUpload' || parts.length === 0 || parts.length > mostParts) {
    throw new S3Error('MalformedXML');
  }
  return parts;
}

function chosenParts(upload: Upload, asked: readonly AskedPart[], stored: readonly Part[]): Part[] {
  if (asked.some(({ number }, at) => number <= (asked[at - 1]?.number ?? 0))) {
    throw new S3Error('InvalidPartOrder');
  }
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  const chosen = asked.map(({ number, etag, element }) => {
    const part = byNumber.get(number);
    if (part !== undefined && sameEtag(etag, part.md5) && sameChecksum(upload, part, element)) return part;
    throw new S3Error('InvalidPart', {
      detail: { UploadId: upload.id, PartNumber: String(number), ETag: etag },
    });
  });
  const small = chosen.slice(0, -1).find(({ bytes }) => bytes < leastPartBytes);
  if (small === undefined) return chosen;
  throw new S3Error('EntityTooSmall', {
    detail: {
      ETag: small.md5,
      MinSizeAllowed: String(leastPartBytes),
      PartNumber: String(small.number),
      ProposedSize: String(small.bytes),
    },
  });
}

function sameChecksum({ checksum }: Upload, part: Part, element: XmlElement): boolean {
  const given = checksumAlgorithms.flatMap((algorithm) => {
    const value = textOf(element, `Checksum${algorithm}`);
    return value === undefined ? [] : [{ algorithm, value }];
  });
  if (given.length === 0 && checksum?.type === 'COMPOSITE') {
    throw new S3Error('InvalidRequest', {
      message: `The upload was created using a ${checksum.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${part.number} in the request.`,
    });
  }
  return given.every(
    ({ algorithm, value }) => part.checksum?.algorithm === algorithm && part.checksum.value === value,
  );
}

async function checksumOfAll(upload: Upload, parts: readonly Part[]): Promise<StoredChecksum | undefined> {
  if (upload.checksum === undefined) return undefined;
  const { algorithm, type } = upload.checksum;
  const sums = parts.map(({ bytes, checksum }) => ({ bytes, value: checksum?.value ?? '' }));
  const value =
    type === 'COMPOSITE' ? await compositeChecksum(algorithm, sums) : fullChecksum(algorithm, sums);
  return { algorithm, type, value };
}

function checkChecksum(call: Call, { checksum }: Upload, made: StoredChecksum | undefined): void {
  const type = call.header('x-amz-checksum-type');
  if (type !== undefined && type !== checksum?.type) {
    throw new S3Error('InvalidRequest', {
      message: `The upload was created using the ${checksum?.type ?? 'null'} checksum mode. The complete request must use the same checksum mode.`,
    });
  }
  for (const algorithm of checksumAlgorithms) {
    const given = call.header(checksumHeader(algorithm));
    if (given === undefined) continue;
    if (made?.algorithm === algorithm && made.value.replace(/-\d+$/, '') === given.replace(/-\d+$/, ''))
      continue;
    throw new S3Error('BadDigest', {
      message: `The ${algorithm.toLowerCase()} you specified did not match the calculated checksum.`,
    });
  }
}

function checkSize(call: Call, bytes: number): void {
  const given = call.header('x-amz-mp-object-size');
  if (given === undefined || Number(given) === bytes) return;
  throw new S3Error('InvalidRequest', {
    message: `The provided 'x-amz-mp-object-size' header value ${given} does not match what was computed: ${bytes}`,
  });
}

function etagOf(parts: readonly Part[]): string {
  const md5 = createHash('md5');
  for (const part of parts) md5.update(part.md5, 'hex');
  return `${md5.digest('hex')}-${parts.length}`;
}
