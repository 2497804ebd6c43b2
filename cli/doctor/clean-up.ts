import { DeleteObjectCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import { outcomeKey, renditionsFolder } from '../../functions/shared/keys.ts';
import type { Place } from '../place.ts';

/** Takes a photo away with all that came of it, every version for good. */
export async function cleanUp(
  place: Place,
  s3: S3Client,
  key: string,
  abortSignal: AbortSignal,
): Promise<void> {
  const uploads = place.output('UploadsBucketName');
  const thumbnails = place.output('ThumbnailsBucketName');
  const folder = renditionsFolder(key, place.output('UploadsPrefix'));
  // The photo first: whoever is still at work on it then takes back what it made.
  await remove(s3, uploads, key, abortSignal);
  await remove(s3, thumbnails, folder, abortSignal);
  await remove(s3, thumbnails, outcomeKey(key), abortSignal);
}

/** The prefix holds a UUID that was made for this photo: nobody else's object begins with it. */
async function remove(s3: S3Client, Bucket: string, Prefix: string, abortSignal: AbortSignal): Promise<void> {
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket, Prefix }),
      { abortSignal },
    );
    const all = [...Versions, ...DeleteMarkers];
    if (all.length === 0) return;
    for (const { Key, VersionId } of all) {
      await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }), { abortSignal });
    }
  }
}
