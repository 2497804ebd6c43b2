import { S3Error } from '../errors.ts';
import type { Call, Reply } from '../http/call.ts';
import { xmlDocument } from '../xml/write.ts';
import { find } from './find.ts';
import { limitIn, ownerElement } from './listing-query.ts';

export function listBuckets(call: Call): Reply {
  const prefix = call.query('prefix') ?? '';
  const after = call.query('continuation-token') ?? '';
  const limit = limitIn(call, 'max-buckets');
  const region = call.query('bucket-region') ?? call.terms.region;
  const found = [...call.store.buckets.values()]
    .filter(({ name }) => name.startsWith(prefix) && name > after && region === call.terms.region)
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const buckets = found.slice(0, limit);
  return {
    xml: xmlDocument('ListAllMyBucketsResult', {
      Owner: ownerElement(call.terms.account),
      Buckets: {
        Bucket: buckets.map(({ name, created }) => ({
          Name: name,
          CreationDate: new Date(created).toISOString(),
          BucketRegion: call.terms.region,
        })),
      },
      ContinuationToken: found.length > limit ? buckets.at(-1)?.name : undefined,
      Prefix: prefix === '' ? undefined : prefix,
    }),
  };
}

export function headBucket(call: Call): Reply {
  void call.bucket;
  return {
    headers: {
      'x-amz-bucket-region': call.terms.region,
      'x-amz-access-point-alias': 'false',
      'content-type': 'application/xml',
    },
  };
}

/** The first region has no name here. */
export function getBucketLocation(call: Call): Reply {
  void call.bucket;
  const { region } = call.terms;
  const location = region === 'us-east-1' ? undefined : region;
  return { xml: xmlDocument('LocationConstraint', location ?? {}) };
}

export function getBucketVersioning(call: Call): Reply {
  return { xml: xmlDocument('VersioningConfiguration', { Status: call.bucket.versioning }) };
}

export function getBucketNotification(call: Call): Reply {
  const configuration = call.bucket.sendsEvents ? { EventBridgeConfiguration: {} } : {};
  return { xml: xmlDocument('NotificationConfiguration', configuration) };
}

export function getBucketCors(call: Call): Reply {
  const { cors, name } = call.bucket;
  if (cors.length === 0) throw new S3Error('NoSuchCORSConfiguration', { detail: { BucketName: name } });
  return {
    xml: xmlDocument('CORSConfiguration', {
      CORSRule: cors.map((rule) => ({
        AllowedOrigin: rule.allowedOrigins,
        AllowedMethod: rule.allowedMethods,
        AllowedHeader: rule.allowedHeaders,
        MaxAgeSeconds: rule.maxAgeSeconds,
        ExposeHeader: rule.exposedHeaders,
      })),
    }),
  };
}

/** Nothing can be tagged here, so there are none; the AWS CLI asks before it copies a large object. */
export function getObjectTagging(call: Call): Reply {
  void find(call, call.bucket, call.key, call.query('versionId'));
  return { xml: xmlDocument('Tagging', { TagSet: {} }) };
}
