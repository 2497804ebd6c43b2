import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { PhotoFunction } from './photo-function.ts';
import type { Rendition, RenditionRule } from './rendition.ts';

/** Where renditions and outcome records land. functions/shared/keys.ts has the same two, and a test compares them. */
export const thumbnailsPrefix = 'thumbnails/';
export const outcomesPrefix = 'outcomes/';

/** Where the reports of backfills land, and where an inventory of the uploads may, both in the thumbnails bucket. */
export const reportsPrefix = 'backfills/';
export const inventoriesPrefix = 'inventories/';

/** The photos that a workflow is about: where they arrive, what is made of them, and where that goes. */
export interface Photos {
  readonly uploads: IBucket;
  /** The folder of the uploads bucket whose photos are processed; ends with a slash. */
  readonly uploadsPrefix: string;
  /** Of the key that the uploads bucket is encrypted with, where that is one of your own. */
  readonly uploadsKeyArn?: string;
  /** Never the uploads bucket: a thumbnail must not be able to start a workflow. */
  readonly thumbnails: IBucket;
  readonly renditions: readonly Rendition[];
  /** What folders have of their own; nothing unless given. */
  readonly rules?: readonly RenditionRule[];
}

/** What a function may do with objects; each list is of actions such as s3:GetObject. */
interface PhotoAccess {
  uploads: readonly string[];
  thumbnails: readonly string[];
  outcomes: readonly string[];
}

export function photosEnvironment({ uploads, uploadsPrefix, thumbnails, renditions, rules = [] }: Photos) {
  return {
    UPLOADS_BUCKET: uploads.bucketName,
    UPLOADS_PREFIX: uploadsPrefix,
    THUMBNAILS_BUCKET: thumbnails.bucketName,
    RENDITIONS: JSON.stringify(renditions),
    RENDITION_RULES: JSON.stringify(rules),
  };
}

const severalObjects = 'Objects are named by those who upload: this is one folder of one bucket.';

/** Grants exactly these actions, and to list the buckets: S3 answers 403 and not 404 to those who may not list. */
export function allowOnPhotos(to: PhotoFunction, photos: Photos, access: PhotoAccess): void {
  const { uploads, uploadsPrefix, uploadsKeyArn, thumbnails } = photos;
  to.allow(access.uploads, uploads.arnForObjects(`${uploadsPrefix}*`), severalObjects);
  to.allow(access.thumbnails, thumbnails.arnForObjects(`${thumbnailsPrefix}*`), severalObjects);
  to.allow(access.outcomes, thumbnails.arnForObjects(`${outcomesPrefix}*`), severalObjects);
  to.allow(['s3:ListBucket'], uploads.bucketArn);
  to.allow(['s3:ListBucket'], thumbnails.bucketArn);
  if (uploadsKeyArn !== undefined) {
    const writes = access.uploads.includes('s3:PutObject');
    to.allow(['kms:Decrypt', ...(writes ? ['kms:GenerateDataKey'] : [])], uploadsKeyArn);
  }
}
