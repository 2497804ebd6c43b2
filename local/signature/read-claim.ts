import type { Claim } from './claim.ts';
import { SignatureError } from './error.ts';
import { claimOfHeader } from './header-claim.ts';
import { oldMechanism } from './malformed.ts';
import { claimOfQuery } from './query-claim.ts';
import type { WireRequest } from './wire.ts';

export function readClaim(request: WireRequest, service: string): Claim {
  const inHeader = request.headers.has('authorization');
  const inQuery = request.query.some(([name]) => /^X-Amz-(Algorithm|Credential|Signature)$/.test(name));
  const versionTwo = request.query.some(([name]) => name === 'AWSAccessKeyId');
  if (inHeader && (inQuery || versionTwo)) {
    throw new SignatureError(
      'InvalidArgument',
      400,
      'Only one auth mechanism allowed: sign in the query or in the Authorization header, not in both.',
    );
  }
  if (inHeader) return claimOfHeader(request);
  if (inQuery) return claimOfQuery(request);
  if (versionTwo) throw oldMechanism();
  throw service === 's3'
    ? new SignatureError('AccessDenied', 403, 'Access Denied: the request is not signed.')
    : new SignatureError('MissingAuthenticationToken', 403, 'The request is not signed.');
}
