import { notImplemented, S3Error } from '../errors.ts';
import {
  getBucketCors,
  getBucketLocation,
  getBucketNotification,
  getBucketVersioning,
  getObjectTagging,
  headBucket,
  listBuckets,
} from '../operations/buckets.ts';
import { completeMultipartUpload } from '../operations/complete-upload.ts';
import { copyObject } from '../operations/copy-object.ts';
import { deleteObject } from '../operations/delete-object.ts';
import { deleteObjects } from '../operations/delete-objects.ts';
import { getObject } from '../operations/get-object.ts';
import { listObjects, listObjectsV1 } from '../operations/list-objects.ts';
import { listMultipartUploads, listParts } from '../operations/list-uploads.ts';
import { listObjectVersions } from '../operations/list-versions.ts';
import { putObject } from '../operations/put-object.ts';
import {
  abortMultipartUpload,
  createMultipartUpload,
  uploadPart,
  uploadPartCopy,
} from '../operations/upload-parts.ts';
import { fieldsOf } from './accepted.ts';
import type { Call, Reply } from './call.ts';

export interface Route<Name extends string = OperationName> {
  /** As AWS calls it. */
  name: Name;
  run: (call: Call) => Reply | Promise<Reply>;
  /** The x-amz- fields it takes. */
  fields?: readonly string[];
  /** The conditions that a write takes. */
  conditions?: readonly string[];
  /** The operation reads a body. */
  body?: true;
}

const { body, description, copy } = fieldsOf;
const onWrite = ['if-match', 'if-none-match'];

// By method, what the path names, and the parameters by which S3 tells its operations apart, in the order of the alphabet.
const routes = {
  'GET /': { name: 'ListBuckets', run: listBuckets },
  'HEAD bucket': { name: 'HeadBucket', run: headBucket },
  'GET bucket': { name: 'ListObjects', run: listObjectsV1 },
  'GET bucket?list-type': { name: 'ListObjectsV2', run: listObjects },
  'GET bucket?versions': { name: 'ListObjectVersions', run: listObjectVersions },
  'GET bucket?uploads': { name: 'ListMultipartUploads', run: listMultipartUploads },
  'GET bucket?location': { name: 'GetBucketLocation', run: getBucketLocation },
  'GET bucket?versioning': { name: 'GetBucketVersioning', run: getBucketVersioning },
  'GET bucket?cors': { name: 'GetBucketCors', run: getBucketCors },
  'GET bucket?notification': { name: 'GetBucketNotificationConfiguration', run: getBucketNotification },
  'POST bucket?delete': { name: 'DeleteObjects', run: deleteObjects, fields: body, body: true },
  'GET object': { name: 'GetObject', run: getObject, fields: ['x-amz-checksum-mode'] },
  'HEAD object': { name: 'HeadObject', run: getObject, fields: ['x-amz-checksum-mode'] },
  'GET object?tagging': { name: 'GetObjectTagging', run: getObjectTagging },
  'PUT object': {
    name: 'PutObject',
    run: putObject,
    fields: [...body, ...description],
    conditions: onWrite,
    body: true,
  },
  'COPY object': {
    name: 'CopyObject',
    run: copyObject,
    fields: [
      ...copy,
      ...description,
      'x-amz-metadata-directive',
      'x-amz-tagging-directive',
      'x-amz-checksum-algorithm',
    ],
    conditions: onWrite,
  },
  'DELETE object': { name: 'DeleteObject', run: deleteObject, conditions: ['if-match'] },
  'POST object?uploads': {
    name: 'CreateMultipartUpload',
    run: createMultipartUpload,
    fields: [...description, 'x-amz-checksum-algorithm', 'x-amz-checksum-type'],
  },
  'PUT object?partNumber&uploadId': { name: 'UploadPart', run: uploadPart, fields: body, body: true },
  'COPY object?partNumber&uploadId': {
    name: 'UploadPartCopy',
    run: uploadPartCopy,
    fields: [...copy, 'x-amz-copy-source-range'],
  },
  'POST object?uploadId': {
    name: 'CompleteMultipartUpload',
    run: completeMultipartUpload,
    fields: [...body, 'x-amz-checksum-type', 'x-amz-mp-object-size'],
    conditions: onWrite,
    body: true,
  },
  'DELETE object?uploadId': { name: 'AbortMultipartUpload', run: abortMultipartUpload },
  'GET object?uploadId': { name: 'ListParts', run: listParts },
} as const satisfies Readonly<Record<string, Route<string>>>;

export type OperationName = (typeof routes)[keyof typeof routes]['name'];

export const operationNames: readonly OperationName[] = Object.values(routes).map(({ name }) => name);

const routeAt: ReadonlyMap<string, Route> = new Map(Object.entries(routes));

/** Those that S3 knows: each makes another operation of the request. What it does not know it passes over. */
const telling = new Set(
  `abac accelerate acl analytics append attributes cors delete encryption intelligent-tiering inventory legal-hold
  lifecycle list-type location logging metadataConfiguration metadataInventoryTable metadataJournalTable metadataTable
  metrics notification object-lock ownershipControls partNumber policy policyStatus publicAccessBlock renameObject
  replication requestPayment restore retention select select-type session tagging torrent uploadId uploads versioning
  versions website`.split(/\s+/),
);

export function routeOf(call: Call): Route {
  const { bucket, key, query } = call.address;
  const { method = '' } = call.request;
  const what = bucket === '' ? '/' : key === '' ? 'bucket' : 'object';
  const parameters = [...query.keys()].filter((name) => telling.has(name)).sort();
  const copies = method === 'PUT' && what === 'object' && call.header('x-amz-copy-source') !== undefined;
  const wanted = [what, parameters.join('&')].filter((part) => part !== '').join('?');
  const route = routeAt.get(`${copies ? 'COPY' : method} ${wanted}`);
  if (route !== undefined) return route;
  if (!['GET', 'HEAD', 'PUT', 'POST', 'DELETE'].includes(method)) {
    throw new S3Error('MethodNotAllowed', { detail: { Method: method, ResourceType: 'OBJECT' } });
  }
  throw notImplemented(`${method} ${wanted}`);
}
