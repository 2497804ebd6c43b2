import type { IBucket } from 'aws-cdk-lib/aws-s3';

/** One thumbnail that is made of each photo. Width, height or both. */
export interface Rendition {
  /** The file's name before its extension. */
  name: string;
  width?: number;
  height?: number;
  fit: 'inside' | 'cover' | 'contain';
  format: 'jpeg' | 'webp' | 'avif' | 'png';
  quality: number;
}

/** What every construct that works on photos needs to know. */
export interface Photos {
  uploads: IBucket;
  /** Folder of the uploads bucket, with a slash at its end. */
  uploadsPrefix: string;
  thumbnails: IBucket;
  renditions: readonly Rendition[];
  /** Of a customer-managed key on an uploads bucket of yours. */
  uploadsKeyArn?: string;
}

/** The environment that functions/shared/deployment.ts reads. */
export function photosEnvironment({ uploads, uploadsPrefix, thumbnails, renditions }: Photos) {
  return {
    UPLOADS_BUCKET: uploads.bucketName,
    UPLOADS_PREFIX: uploadsPrefix,
    THUMBNAILS_BUCKET: thumbnails.bucketName,
    RENDITIONS: JSON.stringify(renditions),
  };
}
