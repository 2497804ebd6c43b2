import { Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { PhotoFunction } from './photo-function.ts';
import type { Photos } from './photos.ts';
import { outcomesPrefix, thumbnailsPrefix } from './places.ts';

// Least privilege, written out: each grant names its bucket and folder. HEAD is s3:GetObject for IAM, and a PUT
// under If-Match wants it too.

export function mayReadUploads(fn: PhotoFunction, photos: Photos): void {
  allow(fn, ['s3:GetObject'], uploaded(photos));
  mayTellMissing(fn, photos.uploads);
  useKey(fn, photos, ['kms:Decrypt']);
}

/** A presigned link acts with the rights of the function that signed it. */
export function maySignUploads(fn: PhotoFunction, photos: Photos): void {
  mayReadUploads(fn, photos);
  allow(fn, ['s3:PutObject'], uploaded(photos));
  useKey(fn, photos, ['kms:GenerateDataKey']);
}

export function mayDeleteUploads(fn: PhotoFunction, photos: Photos): void {
  allow(fn, ['s3:DeleteObject', 's3:DeleteObjectVersion'], uploaded(photos));
}

export function mayReadThumbnails(fn: PhotoFunction, { thumbnails }: Photos): void {
  allow(fn, ['s3:GetObject'], thumbnails.arnForObjects(`${thumbnailsPrefix}*`));
  mayTellMissing(fn, thumbnails);
}

export function mayWriteThumbnails(fn: PhotoFunction, photos: Photos): void {
  mayReadThumbnails(fn, photos);
  allow(fn, ['s3:PutObject', 's3:DeleteObject'], photos.thumbnails.arnForObjects(`${thumbnailsPrefix}*`));
}

export function mayReadOutcomes(fn: PhotoFunction, { thumbnails }: Photos): void {
  allow(fn, ['s3:GetObject'], thumbnails.arnForObjects(`${outcomesPrefix}*`));
}

export function mayRemoveOutcomes(fn: PhotoFunction, photos: Photos): void {
  mayReadOutcomes(fn, photos);
  allow(fn, ['s3:DeleteObject'], photos.thumbnails.arnForObjects(`${outcomesPrefix}*`));
}

export function mayWriteOutcomes(fn: PhotoFunction, photos: Photos): void {
  mayRemoveOutcomes(fn, photos);
  allow(fn, ['s3:PutObject'], photos.thumbnails.arnForObjects(`${outcomesPrefix}*`));
}

/** Without s3:ListBucket S3 answers 403 for an object that is not there, which looks like a fault of ours. */
function mayTellMissing(fn: PhotoFunction, bucket: IBucket): void {
  allow(fn, ['s3:ListBucket'], bucket.bucketArn);
}

function uploaded({ uploads, uploadsPrefix }: Photos): string {
  return uploads.arnForObjects(`${uploadsPrefix}*`);
}

function useKey(fn: PhotoFunction, { uploadsKeyArn }: Photos, actions: string[]): void {
  if (uploadsKeyArn !== undefined) allow(fn, actions, uploadsKeyArn);
}

function allow(fn: PhotoFunction, actions: string[], resource: string): void {
  fn.addToRolePolicy(new PolicyStatement({ actions, resources: [resource] }));
  if (!resource.endsWith('*')) return;
  Validations.of(fn).acknowledge({
    id: 'AwsSolutions-IAM5',
    reason: 'The wildcard is one folder of one bucket: the keys below it are the uploaders’.',
  });
}
