import { randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { photoSettingsFromEnv } from '../shared/deployment.ts';
import { requireEnv } from '../shared/environment.ts';
import { observed } from '../shared/observed.ts';
import { s3ClientSettings, s3SourceBucket, s3ThumbnailsBucket } from '../shared/s3-store.ts';
import { tracedClient } from '../shared/tracing.ts';
import { presign } from './handler.ts';
import { linkSigner } from './sign.ts';

const client = tracedClient(new S3Client(s3ClientSettings));
const uploadsBucket = requireEnv('UPLOADS_BUCKET');
const { uploadsPrefix, thumbnailsBucket, renditions } = photoSettingsFromEnv();
const signer = linkSigner({
  client,
  uploadsBucket,
  thumbnailsBucket,
  lifetimeSeconds: Number(requireEnv('LINK_LIFETIME_SECONDS')),
});
const uploads = s3SourceBucket(client, uploadsBucket);
const thumbnails = s3ThumbnailsBucket(client, thumbnailsBucket);
const limits = { uploadsPrefix, maxBytes: Number(requireEnv('MAX_BYTES')) };

export const handler = observed((event: LambdaFunctionURLEvent, { log }) =>
  presign({ signer, uploads, thumbnails, renditions, limits, newId: randomUUID, log })(event),
);
