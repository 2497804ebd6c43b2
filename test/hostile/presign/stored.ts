import {
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';

/** Every version of every object of every bucket, and every upload in parts: bucket/key and version. */
export async function everythingIn(s3: S3Client): Promise<Set<string>> {
  const all = new Set<string>();
  const { Buckets = [] } = await s3.send(new ListBucketsCommand());
  for (const { Name: Bucket = '' } of Buckets) {
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
    for (const { Key, UploadId } of Uploads) all.add(`${Bucket}/${Key} in parts ${UploadId}`);
    let after: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
    do {
      const page = await s3.send(new ListObjectVersionsCommand({ Bucket, ...after }));
      for (const { Key, VersionId } of page.Versions ?? []) all.add(`${Bucket}/${Key} ${VersionId}`);
      for (const { Key, VersionId } of page.DeleteMarkers ?? [])
        all.add(`${Bucket}/${Key} deleted ${VersionId}`);
      after = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    } while (after.KeyMarker !== undefined);
  }
  return all;
}
