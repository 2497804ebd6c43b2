import { randomUUID } from 'node:crypto';
import type { BusEvent } from '../events/event.ts';
import type { Origin, Version } from './store/version.ts';

export interface EventTerms {
  region: string;
  account: string;
}

/** Told of an object that was written. https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
export function objectCreated(version: Version, time: number, terms: EventTerms): BusEvent {
  const { bytes: size, etag } = version;
  return envelope('Object Created', version, time, terms, {
    object: { key: version.key, size, etag, ...versionIdIn(version), sequencer: version.sequencer },
    ...requestIn(version.origin, terms),
  });
}

/** Of a delete that only hides what is there. */
export function deleteMarkerCreated(marker: Version, terms: EventTerms): BusEvent {
  const { key, etag, sequencer, origin } = marker;
  return envelope('Object Deleted', marker, marker.modified, terms, {
    object: { key, etag, ...versionIdIn(marker), sequencer },
    ...requestIn(origin, terms),
    'deletion-type': 'Delete Marker Created',
  });
}

/** Of a version that is gone for good. S3 sends neither size nor ETag of it. */
export function permanentlyDeleted(
  gone: Version,
  deletion: { sequencer: string; time: number; origin: Origin },
  terms: EventTerms,
): BusEvent {
  return envelope('Object Deleted', gone, deletion.time, terms, {
    object: { key: gone.key, ...versionIdIn(gone), sequencer: deletion.sequencer },
    ...requestIn(deletion.origin, terms),
    'deletion-type': 'Permanently Deleted',
  });
}

function envelope(
  type: string,
  { bucket }: Version,
  time: number,
  { account, region }: EventTerms,
  detail: Record<string, unknown>,
): BusEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': type,
    source: 'aws.s3',
    account,
    time: new Date(time).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [`arn:aws:s3:::${bucket}`],
    detail: { version: '0', 'event-version': '1.0', bucket: { name: bucket }, ...detail },
  };
}

function versionIdIn({ version }: Version): { 'version-id'?: string } {
  return version === 'null' ? {} : { 'version-id': version };
}

function requestIn({ reason, requestId, sourceIp }: Origin, { account }: EventTerms) {
  return { 'request-id': requestId, requester: account, 'source-ip-address': sourceIp, reason };
}
