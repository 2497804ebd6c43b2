import type { Deletion } from '../shared/protocol/deletion.ts';

/** `detail` of an EventBridge "Object Deleted" event. Validate Deletion has looked at its shape. */
export interface ObjectDeletedDetail {
  bucket: { name: string };
  object: { key: string; sequencer: string; 'version-id'?: string };
  'deletion-type': string;
  /** DeleteObject, or Lifecycle Expiration. */
  reason?: string;
  /** An account, or the service that did it. */
  requester?: string;
}

export interface NamedDeletion extends Deletion {
  bucket: string;
  key: string;
  by: 'lifecycle' | 'request';
  requester?: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
export function deletionOf(detail: ObjectDeletedDetail): NamedDeletion {
  const { bucket, object, reason, requester } = detail;
  const versionId = object['version-id'];
  return {
    bucket: bucket.name,
    key: object.key,
    kind: detail['deletion-type'] === 'Delete Marker Created' ? 'marker' : 'permanent',
    sequencer: object.sequencer,
    // S3 calls the version of an object without versions "null".
    ...(versionId !== undefined && versionId !== 'null' && { versionId }),
    by: reason === 'Lifecycle Expiration' ? 'lifecycle' : 'request',
    ...(typeof requester === 'string' && { requester }),
  };
}
