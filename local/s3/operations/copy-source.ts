import { checkCopySource } from '../conditions.ts';
import { notImplemented } from '../errors.ts';
import { sourceOf } from '../http/address.ts';
import type { Call } from '../http/call.ts';
import { versionHeader } from '../http/description.ts';
import type { Version } from '../store/version.ts';
import { find } from './find.ts';

/** The object that x-amz-copy-source names, when the conditions on it hold. */
export function copySource(call: Call): { source: Version; versionId: string | undefined } {
  const header = call.header('x-amz-copy-source') ?? '';
  if (/^\/?arn(:|%3a)/i.test(header)) throw notImplemented('A copy source that is an access point');
  const { bucket, key, versionId } = sourceOf(header);
  const source = find(call, call.bucketNamed(bucket), key, versionId);
  checkCopySource(call, source);
  return { source, versionId };
}

export function sourceVersionHeader(call: Call, source: Version): Record<string, string | undefined> {
  return { 'x-amz-copy-source-version-id': versionHeader(call, source)['x-amz-version-id'] };
}
