import { writeCondition } from '../conditions.ts';
import { digesting } from '../digest.ts';
import { invalidArgument, S3Error } from '../errors.ts';
import type { Call, Reply } from '../http/call.ts';
import { checksumElements, describedBy, versionHeader } from '../http/description.ts';
import type { Draft } from '../store/store.ts';
import type { StoredChecksum, Version } from '../store/version.ts';
import { timestamp, xmlDocument } from '../xml/write.ts';
import { requestedAlgorithm } from './checksum-fields.ts';
import { copySource, sourceVersionHeader } from './copy-source.ts';
import { mostBytes } from './put-object.ts';

export async function copyObject(call: Call): Promise<Reply> {
  const { store, bucket, key } = call;
  const check = writeCondition(call);
  const { source, versionId } = copySource(call);
  const replace = replacesMetadata(call);
  checkCopy(call, source, replace || versionId !== undefined);
  const described = replace ? describedBy(call) : { headers: source.headers, metadata: source.metadata };
  const before = store.versions.latest(bucket.name, key);
  check(before);
  const commit = (draft: Pick<Draft, 'bytes' | 'etag' | 'checksum' | 'pieces'>) =>
    store.commit((unit) => {
      check(store.versions.latest(bucket.name, key), before);
      return store.put(bucket, { ...described, ...draft, key, origin: call.origin('CopyObject') }, unit);
    });
  const copy = isWholeFile(source, requestedAlgorithm(call))
    ? commit({ ...contentOf(source), pieces: store.versions.pieces(source) })
    : await rewrite(call, source, commit);
  return {
    headers: { ...sourceVersionHeader(call, source), ...versionHeader(call, copy) },
    xml: xmlDocument('CopyObjectResult', {
      LastModified: timestamp(copy.modified),
      ETag: `"${copy.etag}"`,
      ...checksumElements(copy.checksum),
    }),
  };
}

function contentOf({ bytes, etag, checksum }: Version) {
  return { bytes, etag, ...(checksum && { checksum }) };
}

// Files never change, so that a copy can have the very same one. What came in parts is made one again, as S3 does:
// its ETag is then the hash of its bytes.
function isWholeFile(
  { etag, checksum }: Version,
  algorithm: StoredChecksum['algorithm'] | undefined,
): boolean {
  return !etag.includes('-') && (algorithm === undefined || algorithm === checksum?.algorithm);
}

async function rewrite(
  call: Call,
  source: Version,
  commit: (draft: Pick<Draft, 'bytes' | 'etag' | 'checksum' | 'pieces'>) => Version,
): Promise<Version> {
  const { store } = call;
  const bytesOfSource = store.files.read(store.versions.pieces(source), 0, source.bytes);
  const { chunks, digest } = digesting(bytesOfSource, requestedAlgorithm(call) ?? source.checksum?.algorithm);
  return store.keep(chunks, (file) => {
    const { bytes, md5: etag, checksum } = digest();
    const pieces = [{ file, bytes }];
    return commit({
      bytes,
      etag,
      pieces,
      ...(checksum && { checksum: { ...checksum, type: 'FULL_OBJECT' } }),
    });
  });
}

function replacesMetadata(call: Call): boolean {
  const directive = call.header('x-amz-metadata-directive') ?? 'COPY';
  if (directive === 'COPY' || directive === 'REPLACE') return directive === 'REPLACE';
  throw invalidArgument('x-amz-metadata-directive', directive, 'Unknown metadata directive.');
}

function checkCopy(call: Call, source: Version, changes: boolean): void {
  if (source.bytes > mostBytes) {
    throw new S3Error('InvalidRequest', {
      message: `The specified copy source is larger than the maximum allowable size for a copy source: ${mostBytes}`,
    });
  }
  if (changes || source.bucket !== call.bucket.name || source.key !== call.key) return;
  throw new S3Error('InvalidRequest', {
    message:
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  });
}
