import {
  GetBucketCorsCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketVersioningCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Place } from '../place.ts';
import { type Check, fine, wrong } from './finding.ts';

/** What has to be so of the uploads bucket, which may be an existing one that the stack does not touch. */
export function bucketChecks(place: Place, s3: S3Client): Check[] {
  const Bucket = place.output('UploadsBucketName');
  return [
    {
      name: 'events of uploads',
      async look(abortSignal) {
        const { EventBridgeConfiguration } = await s3.send(
          new GetBucketNotificationConfigurationCommand({ Bucket }),
          { abortSignal },
        );
        return EventBridgeConfiguration === undefined
          ? wrong(
              `${Bucket} sends nothing to EventBridge: no upload is noticed.`,
              'Run the first command that npx cdk synth prints for an existing bucket; docs/deploy.md tells of it.',
            )
          : fine(`${Bucket} sends them to EventBridge.`);
      },
    },
    {
      name: 'versions of uploads',
      async look(abortSignal) {
        const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket }), { abortSignal });
        return Status === 'Enabled'
          ? fine(`${Bucket} keeps them.`)
          : wrong(
              `${Bucket} keeps none: two uploads of the same bytes are told apart by less.`,
              `aws s3api put-bucket-versioning --bucket ${Bucket} --versioning-configuration Status=Enabled`,
            );
      },
    },
    { name: 'uploads from web pages', look: (abortSignal) => lookAtCors(place, s3, Bucket, abortSignal) },
  ];
}

/** The headers that an upload link binds: functions/presign/sign.ts. */
const sentHeaders = ['content-type', 'if-none-match', 'x-amz-checksum-sha256'];

async function lookAtCors(place: Place, s3: S3Client, Bucket: string, abortSignal: AbortSignal) {
  const rules = await corsOf(s3, Bucket, abortSignal);
  const puts = rules.filter(({ AllowedMethods }) => AllowedMethods?.includes('PUT'));
  const origins = puts.flatMap(({ AllowedOrigins }) => AllowedOrigins ?? []);
  const [origin] = origins;
  if (origin === undefined) return fine('No page may upload from a browser, as links.origins is empty.');
  const whole = puts.filter(({ AllowedHeaders = [], ExposeHeaders = [] }) => {
    const allowed = AllowedHeaders.map((each) => each.toLowerCase());
    const takes = (header: string) => allowed.includes('*') || allowed.includes(header);
    return sentHeaders.every(takes) && ExposeHeaders.some((each) => each.toLowerCase() === 'etag');
  });
  if (whole.length === 0) {
    return wrong(
      `No CORS rule of ${Bucket} for PUT allows ${sentHeaders.join(', ')} and exposes ETag.`,
      'For a bucket of the stack: npx cdk deploy. For an existing one: the command that npx cdk synth prints.',
    );
  }
  return preflight(place.output('UploadLinksUrl'), origin, origins.join(', '), abortSignal);
}

async function corsOf(s3: S3Client, Bucket: string, abortSignal: AbortSignal) {
  try {
    return (await s3.send(new GetBucketCorsCommand({ Bucket }), { abortSignal })).CORSRules ?? [];
  } catch (error) {
    if ((error as Error).name === 'NoSuchCORSConfiguration') return [];
    throw error;
  }
}

/** As a browser asks before a page may ask for a link. */
async function preflight(url: string, origin: string, origins: string, abortSignal: AbortSignal) {
  const response = await fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin: origin === '*' ? 'https://example.com' : origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,x-amz-content-sha256,x-amz-date',
    },
    signal: abortSignal,
  });
  await response.body?.cancel();
  return response.headers.has('access-control-allow-origin')
    ? fine(`${origins} may ask for links, and upload.`)
    : wrong(
        `${origin} may upload, but not ask for links from the browser.`,
        'Set links.origins and deploy: npx cdk deploy',
      );
}
