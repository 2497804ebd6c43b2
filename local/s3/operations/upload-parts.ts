import { randomBytes } from 'node:crypto';
import { checksumAlgorithms, checksumHeader } from '../body/checksum.ts';
import type { BodyDigest } from '../body/index.ts';
import { digesting } from '../digest.ts';
import { invalidArgument, notImplemented, S3Error } from '../errors.ts';
import type { Call, Reply } from '../http/call.ts';
import { checksumHeaders, describedBy } from '../http/description.ts';
import { rangeOf } from '../http/range.ts';
import type { Part, Upload } from '../store/uploads.ts';
import { timestamp, xmlDocument } from '../xml/write.ts';
import { uploadChecksum } from './checksum-fields.ts';
import { copySource, sourceVersionHeader } from './copy-source.ts';
import { mostBytes } from './put-object.ts';

interface BodySource {
  chunks: AsyncIterable<Buffer>;
  digest: () => BodyDigest;
}

export const mostParts = 10_000;

export function createMultipartUpload(call: Call): Reply {
  const { store, bucket, key } = call;
  const described = describedBy(call);
  const checksum = uploadChecksum(call);
  const id = store.commit(() => {
    const made = `${store.nextSequencer()}.${randomBytes(24).toString('base64url')}`;
    const started = store.now();
    store.uploads.insert({
      ...{ ...described, id: made, bucket: bucket.name, key, started },
      ...(checksum && { checksum }),
    });
    return made;
  });
  return {
    headers: {
      'x-amz-checksum-algorithm': checksum?.algorithm,
      'x-amz-checksum-type': checksum?.type,
    },
    xml: xmlDocument('InitiateMultipartUploadResult', { Bucket: bucket.name, Key: key, UploadId: id }),
  };
}

export async function uploadPart(call: Call): Promise<Reply> {
  const upload = uploadOf(call);
  const number = partNumber(call);
  const part = await keepPart(call, upload, number, received(call, upload));
  return {
    headers: {
      etag: `"${part.md5}"`,
      ...(part.checksum && {
        ...checksumHeaders({ ...part.checksum, type: 'FULL_OBJECT' }),
        'x-amz-checksum-type': undefined,
      }),
    },
  };
}

export async function uploadPartCopy(call: Call): Promise<Reply> {
  const upload = uploadOf(call);
  const number = partNumber(call);
  const { source } = copySource(call);
  const { start, end } = copyRange(call, source.bytes);
  const bytes = call.store.files.read(call.store.versions.pieces(source), start, end);
  const part = await keepPart(call, upload, number, digesting(bytes, upload.checksum?.algorithm));
  return {
    headers: sourceVersionHeader(call, source),
    xml: xmlDocument('CopyPartResult', {
      LastModified: timestamp(part.modified),
      ETag: `"${part.md5}"`,
      ...(part.checksum && { [`Checksum${part.checksum.algorithm}`]: part.checksum.value }),
    }),
  };
}

export function abortMultipartUpload(call: Call): Reply {
  const { id } = uploadOf(call);
  call.store.commit((unit) => unit.freed.push(...call.store.uploads.remove(id)));
  return { status: 204 };
}

/** The upload that the request names, which has to be under way. */
export function uploadOf(call: Call): Upload {
  const { store, bucket, key } = call;
  const UploadId = call.query('uploadId') ?? '';
  const upload = store.uploads.find(bucket.name, key, UploadId);
  if (upload === undefined) throw new S3Error('NoSuchUpload', { detail: { UploadId } });
  return upload;
}

function partNumber(call: Call): number {
  const text = call.query('partNumber') ?? '';
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= mostParts) return number;
  const message = `Part number must be an integer between 1 and ${mostParts}, inclusive`;
  throw invalidArgument('partNumber', text, message);
}

async function keepPart(
  call: Call,
  upload: Upload,
  number: number,
  { chunks, digest }: BodySource,
): Promise<Part> {
  const { store } = call;
  return store.keep(chunks, (file) => {
    const { bytes, md5, checksum } = digest();
    checkAlgorithm(upload, checksum?.algorithm);
    const part = { number, file, bytes, md5, ...(checksum && { checksum }), modified: store.now() };
    return store.commit((unit) => {
      // It may have been completed or aborted meanwhile.
      uploadOf(call);
      unit.freed.push(...store.uploads.putPart(upload.id, part));
      return part;
    });
  });
}

// Without an algorithm of its own an upload takes any. For the checksum of a whole object we need those of all parts,
// and where a client sends none we make it.
function received(call: Call, { checksum }: Upload): BodySource {
  const fields = [...checksumAlgorithms.map(checksumHeader), 'x-amz-trailer'];
  const given = fields.some((name) => call.header(name) !== undefined);
  const body = call.receive(mostBytes);
  return !given && checksum?.type === 'FULL_OBJECT' ? digesting(body.chunks, checksum.algorithm) : body;
}

function checkAlgorithm({ checksum }: Upload, given: string | undefined): void {
  if (checksum === undefined || checksum.algorithm === given) return;
  const [expected, actual] = [checksum.algorithm, given].map((name) => name?.toLowerCase() ?? 'null');
  throw new S3Error('InvalidRequest', {
    message: `Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${actual}`,
  });
}

function copyRange(call: Call, bytes: number): { start: number; end: number } {
  const header = call.header('x-amz-copy-source-range');
  if (header === undefined) return { start: 0, end: bytes };
  const [, last] = /^bytes=\d+-(\d+)$/.exec(header) ?? [];
  const range = last === undefined || Number(last) >= bytes ? undefined : rangeOf(header, bytes);
  if (range === undefined) {
    throw invalidArgument(
      'x-amz-copy-source-range',
      header,
      `The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy, and the source has ${bytes} bytes.`,
    );
  }
  if (range.end - range.start > mostBytes) throw notImplemented('A part of more than 5 GiB');
  return range;
}
