import { invalidArgument, S3Error } from '../errors.ts';
import type { Call } from '../http/call.ts';
import { versionHeader } from '../http/description.ts';
import type { Bucket } from '../store/buckets.ts';
import { isVersionId } from '../store/sequencer.ts';
import type { Version } from '../store/version.ts';

/** The object that is asked for, the current one or by its version; throws when it cannot be read. */
export function find(call: Call, bucket: Bucket, key: string, versionId: string | undefined): Version {
  const { versions } = call.store;
  if (versionId !== undefined) {
    checkVersionId(versionId);
    const version = versions.named(bucket.name, key, versionId);
    if (version === undefined) {
      throw new S3Error('NoSuchVersion', { detail: { Key: key, VersionId: versionId } });
    }
    if (!version.marker) return version;
    throw new S3Error('MethodNotAllowed', {
      detail: { Method: call.request.method ?? '', ResourceType: 'DeleteMarker' },
      headers: {
        ...hidden(call, version),
        allow: 'DELETE',
        'last-modified': new Date(version.modified).toUTCString(),
      },
    });
  }
  const version = versions.latest(bucket.name, key);
  if (version !== undefined && !version.marker) return version;
  throw new S3Error('NoSuchKey', {
    detail: { Key: key },
    ...(version !== undefined && { headers: hidden(call, version) }),
  });
}

export function checkVersionId(versionId: string): void {
  if (isVersionId(versionId)) return;
  const message = versionId === '' ? 'Version id cannot be the empty string' : 'Invalid version id specified';
  throw invalidArgument('versionId', versionId, message);
}

function hidden(call: Call, marker: Version): Record<string, string> {
  return { 'x-amz-delete-marker': 'true', ...versionHeader(call, marker) };
}
