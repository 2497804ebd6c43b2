import { checksumAlgorithms, checksumHeader } from '../body/checksum.ts';
import { notImplemented, S3Error } from '../errors.ts';
import { checkKey } from '../http/address.ts';
import type { Call, Reply } from '../http/call.ts';
import { childrenNamed, readXml, textOf, type XmlElement } from '../xml/read.ts';
import { type XmlNode, xmlDocument } from '../xml/write.ts';
import { type Deleted, type Deletion, deleteOne } from './delete-object.ts';

const mostKeys = 1000;
/** 1,000 keys of 1,024 bytes, each byte written as a reference. */
const mostBytes = 10 * 1024 ** 2;

interface Outcome {
  Deleted?: XmlNode;
  Error?: XmlNode;
}

export async function deleteObjects(call: Call): Promise<Reply> {
  void call.bucket;
  checkIntegrity(call);
  const request = readXml(await call.receiveText(mostBytes));
  if (request.name !== 'Delete') throw new S3Error('MalformedXML');
  const objects = childrenNamed(request, 'Object').map(deletionOf);
  if (objects.length === 0 || objects.length > mostKeys) throw new S3Error('MalformedXML');
  const quiet = textOf(request, 'Quiet')?.trim() === 'true';
  // One wait for the disk, and not a thousand.
  const results = call.store.commit((unit) =>
    objects.map((deletion): Outcome => {
      try {
        checkKey(deletion.key);
        return { Deleted: deletedElement(deletion, deleteOne(call, deletion, unit)) };
      } catch (error) {
        if (!(error instanceof S3Error)) throw error;
        const { key: Key, versionId: VersionId } = deletion;
        return { Error: { Key, VersionId, Code: error.code, Message: error.message } };
      }
    }),
  );
  return {
    xml: xmlDocument('DeleteResult', {
      Deleted: quiet ? [] : results.map(({ Deleted }) => Deleted).filter((each) => each !== undefined),
      Error: results.map(({ Error: failed }) => failed).filter((each) => each !== undefined),
    }),
  };
}

// S3 does not delete many things by a list that may have been garbled on its way.
function checkIntegrity(call: Call): void {
  const checks = ['content-md5', 'x-amz-trailer', ...checksumAlgorithms.map(checksumHeader)];
  if (checks.some((name) => call.header(name) !== undefined)) return;
  throw new S3Error('InvalidRequest', {
    message: 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
  });
}

function deletionOf(element: XmlElement): Deletion {
  const key = textOf(element, 'Key');
  if (!key) throw new S3Error('MalformedXML');
  for (const name of ['LastModifiedTime', 'Size']) {
    if (textOf(element, name) !== undefined) throw notImplemented(`${name} of an object to delete`);
  }
  return { key, versionId: textOf(element, 'VersionId'), etag: textOf(element, 'ETag') };
}

function deletedElement({ key, versionId }: Deletion, { marker }: Deleted): XmlNode {
  return {
    Key: key,
    VersionId: versionId,
    ...(marker !== undefined && { DeleteMarker: true, DeleteMarkerVersionId: marker }),
  };
}
