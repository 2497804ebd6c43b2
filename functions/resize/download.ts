import type { Readable } from 'node:stream';
import { RejectedPhotoError, StorageUnavailableError } from '../shared/errors.ts';

const idleMs = 2_000;

/** The whole photo, or a refusal before the first byte is read. */
export async function download(body: Readable, bytes: number, maxBytes: number): Promise<Buffer> {
  if (bytes > maxBytes) {
    body.destroy();
    throw new RejectedPhotoError('too-large', `the file has ${bytes} bytes, at most ${maxBytes} are taken`);
  }
  const chunks: Buffer[] = [];
  // The SDK's own time limit ends with the headers of the answer.
  const giveUp = setTimeout(() => body.destroy(new Error('nothing came for too long')), idleMs);
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      giveUp.refresh();
    }
  } catch (error) {
    throw new StorageUnavailableError('S3 broke off in the middle of the photo', { cause: error });
  } finally {
    clearTimeout(giveUp);
  }
  const photo = Buffer.concat(chunks);
  if (photo.length !== bytes) {
    throw new StorageUnavailableError(`S3 sent ${photo.length} of ${bytes} bytes of the photo`);
  }
  return photo;
}
