import { notImplemented, S3Error } from './errors.ts';
import type { Call } from './http/call.ts';
import type { Version } from './store/version.ts';

/** `not modified` is for a client that has it already. */
type Outcome = 'go on' | 'not modified';

type Names = Record<'match' | 'noneMatch' | 'modifiedSince' | 'unmodifiedSince', string>;

const onRead: Names = {
  match: 'if-match',
  noneMatch: 'if-none-match',
  modifiedSince: 'if-modified-since',
  unmodifiedSince: 'if-unmodified-since',
};
const onCopySource: Names = {
  match: 'x-amz-copy-source-if-match',
  noneMatch: 'x-amz-copy-source-if-none-match',
  modifiedSince: 'x-amz-copy-source-if-modified-since',
  unmodifiedSince: 'x-amz-copy-source-if-unmodified-since',
};

/** In the order of RFC 9110: an ETag says more than a date. */
export function checkRead(call: Call, version: Version): Outcome {
  return check(call, version, onRead);
}

export function checkCopySource(call: Call, version: Version): void {
  if (check(call, version, onCopySource) === 'go on') return;
  throw preconditionFailed(onCopySource.noneMatch);
}

function check(call: Call, { etag, modified }: Version, names: Names): Outcome {
  const seconds = Math.floor(modified / 1000);
  const [match, noneMatch] = [call.header(names.match), call.header(names.noneMatch)];
  if (match !== undefined) {
    if (!includesEtag(match, etag)) throw preconditionFailed(names.match);
  } else {
    const date = secondsIn(call.header(names.unmodifiedSince));
    if (date !== undefined && seconds > date) throw preconditionFailed(names.unmodifiedSince);
  }
  if (noneMatch !== undefined) return includesEtag(noneMatch, etag) ? 'not modified' : 'go on';
  const date = secondsIn(call.header(names.modifiedSince));
  return date !== undefined && seconds <= date ? 'not modified' : 'go on';
}

/**
 * What a write demands of the object that is there, to be asked before the body is read and again in the transaction
 * that commits. `before` is what was there the first time.
 */
export type WriteCondition = (current: Version | undefined, before?: Version) => void;

/** The conditions of PutObject, CopyObject and CompleteMultipartUpload. */
export function writeCondition(call: Call): WriteCondition {
  const [match, noneMatch] = [call.header('if-match'), call.header('if-none-match')];
  if (match !== undefined && noneMatch !== undefined) {
    throw notImplemented('If-Match together with If-None-Match', { Header: 'If-Match,If-None-Match' });
  }
  if (noneMatch !== undefined && noneMatch.trim() !== '*') {
    throw notImplemented('An If-None-Match other than * on a write', { Header: 'If-None-Match' });
  }
  if (match?.trim() === '*') throw notImplemented('If-Match: * on a write', { Header: 'If-Match' });
  return (latest, before) => {
    const current = visible(latest);
    if (noneMatch !== undefined && current !== undefined) throw preconditionFailed('If-None-Match');
    if (match === undefined || (current !== undefined && sameEtag(match, current.etag))) return;
    if (current !== undefined) throw preconditionFailed('If-Match');
    throw new S3Error(visible(before) === undefined ? 'NoSuchKey' : 'ConditionalRequestConflict', {
      detail: { Key: call.key, Condition: 'If-Match' },
    });
  };
}

/** The condition of a delete; an asterisk asks for any object. */
export function checkDelete(etag: string | undefined, key: string, latest: Version | undefined): void {
  const current = visible(latest);
  if (etag === undefined || (current !== undefined && includesEtag(etag, current.etag))) return;
  if (current !== undefined || etag.trim() === '*') throw preconditionFailed('If-Match');
  throw new S3Error('NoSuchKey', { detail: { Key: key } });
}

/** A delete marker hides the object. */
export function visible(version: Version | undefined): Version | undefined {
  return version?.marker ? undefined : version;
}

export function sameEtag(given: string, etag: string): boolean {
  return given.trim().replace(/^"(.*)"$/, '$1') === etag;
}

function includesEtag(list: string, etag: string): boolean {
  return (
    list.trim() === '*' || list.split(',').some((each) => sameEtag(each.trim().replace(/^W\//, ''), etag))
  );
}

// A date that is none is passed over, as RFC 9110 has it.
function secondsIn(date: string | undefined): number | undefined {
  const milliseconds = Date.parse(date ?? '');
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1000);
}

function preconditionFailed(Condition: string): S3Error {
  return new S3Error('PreconditionFailed', { detail: { Condition } });
}
