import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { requireEnv } from './environment.ts';
import type { Stores } from './protocol/run.ts';
import { type RenditionSettings, renditionSettings } from './renditions.ts';
import { s3ClientSettings, s3SourceBucket, s3ThumbnailsBucket } from './s3-store.ts';
import { tracedClient } from './tracing.ts';

// What every lambda.ts that works on photos reads of its environment; called by them alone.

export function storesFromEnv(settings: S3ClientConfig = s3ClientSettings): Stores {
  const client = tracedClient(new S3Client(settings));
  return {
    uploads: s3SourceBucket(client, requireEnv('UPLOADS_BUCKET')),
    thumbnails: s3ThumbnailsBucket(client, requireEnv('THUMBNAILS_BUCKET')),
    claimLifeMs: Number(requireEnv('CLAIM_LIFE_SECONDS')) * 1000,
    now: Date.now,
  };
}

export function photoSettingsFromEnv(): {
  uploadsPrefix: string;
  thumbnailsBucket: string;
  renditions: RenditionSettings;
} {
  return {
    uploadsPrefix: requireEnv('UPLOADS_PREFIX'),
    thumbnailsBucket: requireEnv('THUMBNAILS_BUCKET'),
    renditions: renditionSettings(requireEnv('RENDITIONS'), requireEnv('RENDITION_RULES')),
  };
}
