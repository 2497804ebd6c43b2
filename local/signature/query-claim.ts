import { algorithm } from './canonical.ts';
import type { Claim } from './claim.ts';
import { credential, headerList } from './claim-parts.ts';
import { noAsymmetric, wrongCredential, wrongParameters } from './malformed.ts';
import { momentOf } from './timestamp.ts';
import { queryValue, type WireRequest } from './wire.ts';

const longestLifetimeSeconds = 7 * 24 * 60 * 60;

export function claimOfQuery({ query }: WireRequest): Claim {
  const named = Object.fromEntries(
    ['Algorithm', 'Credential', 'Signature', 'Date', 'SignedHeaders', 'Expires'].map((name) => [
      name,
      queryValue(query, `X-Amz-${name}`),
    ]),
  );
  const { Algorithm, Credential, Signature, Date: timestamp, SignedHeaders, Expires } = named;
  if (Algorithm === 'AWS4-ECDSA-P256-SHA256') throw noAsymmetric();
  if (Algorithm !== undefined && Algorithm !== algorithm) {
    throw wrongParameters(`X-Amz-Algorithm only supports "${algorithm}"`);
  }
  if (!(Algorithm && Credential && Signature && timestamp && SignedHeaders && Expires)) {
    throw wrongParameters(
      'Query-string authentication version 4 requires X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders and X-Amz-Expires, each of them once',
    );
  }
  if (momentOf(timestamp) === undefined) {
    throw wrongParameters("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  }
  const tokens = query.filter(([name]) => name === 'X-Amz-Security-Token');
  return {
    presigned: true,
    ...credential(Credential, timestamp, wrongCredential),
    timestamp,
    signedHeaders: headerList(SignedHeaders, wrongParameters),
    signature: Signature,
    ...(tokens.length > 0 && { token: tokens.map(([, value]) => value).join(',') }),
    lifetimeSeconds: lifetime(Expires),
  };
}

function lifetime(text: string): number {
  if (!/^-?\d+$/.test(text)) throw wrongParameters('X-Amz-Expires should be a number');
  const seconds = Number(text);
  if (seconds < 1) throw wrongParameters('X-Amz-Expires must be at least 1 second');
  if (seconds <= longestLifetimeSeconds) return seconds;
  throw wrongParameters(`X-Amz-Expires must be at most a week, ${longestLifetimeSeconds} seconds`);
}
