import { checkRead, sameEtag } from '../conditions.ts';
import type { Call, Reply } from '../http/call.ts';
import { checksumHeaders, describing, identifying } from '../http/description.ts';
import { rangeOf } from '../http/range.ts';
import { find } from './find.ts';

/** GetObject, and HeadObject, whose body is left out by whoever sends the answer. */
export function getObject(call: Call): Reply {
  const { store, request } = call;
  const version = find(call, call.bucket, call.key, call.query('versionId'));
  if (checkRead(call, version) === 'not modified') {
    return { status: 304, headers: identifying(call, version) };
  }
  const headers = { 'accept-ranges': 'bytes', ...describing(call, version) };
  const ifRange = call.header('if-range');
  const stale = ifRange !== undefined && !sameEtag(ifRange, version.etag);
  const range = rangeOf(stale ? undefined : call.header('range'), version.bytes);
  const { start, end } = range ?? { start: 0, end: version.bytes };
  // The checksum is that of the whole: a client would hold it against the part.
  const checksum = range === undefined && call.header('x-amz-checksum-mode') ? version.checksum : undefined;
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      ...headers,
      ...checksumHeaders(checksum),
      'content-length': String(end - start),
      ...(range && { 'content-range': `bytes ${start}-${end - 1}/${version.bytes}` }),
    },
    ...(request.method === 'GET' && { stream: store.files.read(store.versions.pieces(version), start, end) }),
  };
}
