import { S3Client } from '@aws-sdk/client-s3';
import { aboutPhoto } from '../shared/about.ts';
import { photoSettingsFromEnv } from '../shared/deployment.ts';
import { requireEnv } from '../shared/environment.ts';
import { observed } from '../shared/observed.ts';
import { s3ClientSettings, s3SourceBucket, s3ThumbnailsBucket } from '../shared/s3-store.ts';
import { tracedClient } from '../shared/tracing.ts';
import type { Batch } from './answers.ts';
import { choosePhotos } from './handler.ts';

const client = tracedClient(new S3Client(s3ClientSettings));
const uploadsBucket = requireEnv('UPLOADS_BUCKET');
const { thumbnailsBucket, ...settings } = photoSettingsFromEnv();

export const handler = observed(
  choosePhotos({
    ...settings,
    uploadsBucket,
    uploads: s3SourceBucket(client, uploadsBucket),
    thumbnails: s3ThumbnailsBucket(client, thumbnailsBucket),
  }),
  ({ execution }: Batch) => aboutPhoto(undefined, execution),
);
