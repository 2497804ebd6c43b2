import { checkDelete } from '../conditions.ts';
import { notImplemented } from '../errors.ts';
import type { Call, Reply } from '../http/call.ts';
import type { Unit } from '../store/store.ts';
import { checkVersionId } from './find.ts';

export interface Deletion {
  key: string;
  versionId?: string | undefined;
  /** Of the object that has to be there. */
  etag?: string | undefined;
}

/** What became of it. */
export interface Deleted {
  /** The version that was removed. */
  versionId?: string;
  /** The delete marker that was made, or removed. */
  marker?: string;
}

export function deleteObject(call: Call): Reply {
  const deletion = { key: call.key, versionId: call.query('versionId'), etag: call.header('if-match') };
  const { versionId, marker } = call.store.commit((unit) => deleteOne(call, deletion, unit));
  return {
    status: 204,
    headers: {
      'x-amz-version-id': versionId ?? marker,
      ...(marker !== undefined && { 'x-amz-delete-marker': 'true' }),
    },
  };
}

export function deleteOne(call: Call, { key, versionId, etag }: Deletion, unit: Unit): Deleted {
  const { store, bucket } = call;
  const origin = call.origin('DeleteObject');
  if (versionId === undefined) {
    checkDelete(etag, key, store.versions.latest(bucket.name, key));
    const marker = store.delete(bucket, key, origin, unit);
    return marker === undefined ? {} : { marker: marker.version };
  }
  checkVersionId(versionId);
  if (etag !== undefined) throw notImplemented('If-Match together with a version', { Header: 'If-Match' });
  const version = store.versions.named(bucket.name, key, versionId);
  if (version === undefined) return { versionId };
  store.deleteVersion(bucket, version, origin, unit);
  return { versionId, ...(version.marker && { marker: versionId }) };
}
