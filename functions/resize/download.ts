import type { Readable } from 'node:stream';
import { RejectedPhotoError, StorageUnavailableError } from '../shared/errors.ts';

/** The whole photo, or a refusal before the first byte is read. */
export async function download(body: Readable, bytes: number, maxBytes: number): Promise<Buffer> {
  if (bytes > maxBytes) {
    body.destroy();
    throw new RejectedPhotoError('too-large', `the file has ${bytes} bytes, at most ${maxBytes} are taken`);
  }
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of body) chunks.push(chunk);
  } catch (error) {
    throw new StorageUnavailableError('S3 broke off in the middle of the photo', { cause: error });
  }
  const photo = Buffer.concat(chunks);
  if (photo.length !== bytes) {
    throw new StorageUnavailableError(`S3 sent ${photo.length} of ${bytes} bytes of the photo`);
  }
  return photo;
}
