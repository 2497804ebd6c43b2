import type { Settings } from '../../infra/settings.ts';
import type { BucketSpec, CorsRule } from '../deployment.ts';
import type { Named } from './addresses.ts';
import type { Fields, Irrelevant } from './fields.ts';
import type { Reading } from './reading.ts';

const irrelevant: Irrelevant = {
  BucketEncryption: 'a machine’s disk is encrypted by its owner',
  LifecycleConfiguration: 'nothing expires here: delete the folder',
  OwnershipControls: 'there is one owner',
  PublicAccessBlockConfiguration: 'there is no public on the loopback interface',
  Tags: 'for the bill',
};

export function readBucket(resource: Named, { fields }: Reading): BucketSpec {
  return fields(resource, irrelevant, (bucket) => ({
    name: resource.name,
    versioned:
      bucket.has('VersioningConfiguration') && bucket.object('VersioningConfiguration', {}, isEnabled),
    sendsEvents:
      bucket.has('NotificationConfiguration') && bucket.object('NotificationConfiguration', {}, sends),
    cors: bucket.has('CorsConfiguration')
      ? bucket.object('CorsConfiguration', {}, (cors) =>
          cors.objects('CorsRules', { Id: 'a label' }, readCors),
        )
      : [],
  }));
}

function isEnabled(versioning: Fields): boolean {
  return versioning.oneOf('Status', ['Enabled', 'Suspended']) === 'Enabled';
}

/** To EventBridge; that there is a configuration turns it on. */
function sends(notifications: Fields): boolean {
  if (!notifications.has('EventBridgeConfiguration')) return false;
  return notifications.object('EventBridgeConfiguration', {}, (bridge) =>
    bridge.flag('EventBridgeEnabled', true),
  );
}

function readCors(rule: Fields): CorsRule {
  return {
    allowedOrigins: rule.texts('AllowedOrigins'),
    allowedMethods: rule.texts('AllowedMethods'),
    allowedHeaders: rule.texts('AllowedHeaders'),
    exposedHeaders: rule.texts('ExposedHeaders'),
    ...(rule.has('MaxAge') && { maxAgeSeconds: rule.whole('MaxAge') }),
  };
}

/**
 * Buckets that a setting names are in no template: on AWS they are there, here they are made. The uploads bucket is as
 * the commands make it that synth prints for its owner, in infra/existing-buckets.ts.
 */
export function bucketsOfOthers({ uploads, thumbnails, links }: Settings): BucketSpec[] {
  const browserUploads: CorsRule = {
    allowedOrigins: links.origins,
    allowedMethods: ['PUT'],
    allowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
    exposedHeaders: ['ETag'],
    maxAgeSeconds: 3600,
  };
  return [
    ...(uploads.bucket === undefined
      ? []
      : [
          {
            name: uploads.bucket,
            versioned: true,
            sendsEvents: true,
            cors: links.origins.length > 0 ? [browserUploads] : [],
          },
        ]),
    ...(thumbnails.bucket === undefined
      ? []
      : [{ name: thumbnails.bucket, versioned: false, sendsEvents: false, cors: [] }]),
  ];
}
