import type { IncomingMessage } from 'node:http';
import { canonicalRequest, sameText, sha256, signatureOf, signingKey, stringToSign } from './canonical.ts';
import type { ChunkSigning } from './chunks.ts';
import type { Claim } from './claim.ts';
import { SignatureError } from './error.ts';
import { malformedHeader, wrongCredential } from './malformed.ts';
import { declaredPayload } from './payload.ts';
import { readClaim } from './read-claim.ts';
import { momentOf } from './timestamp.ts';
import { type WireRequest, wireRequest } from './wire.ts';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  /** Of temporary credentials: requests then have to bring it. */
  sessionToken?: string;
}

export interface Terms {
  credentials: Credentials;
  region: string;
  service: string;
  /** Milliseconds. */
  now: () => number;
}

/** How the body is vouched for. */
export type Payload =
  | { kind: 'sha256'; hex: string }
  | { kind: 'unsigned' }
  /** `signing` is absent for STREAMING-UNSIGNED-PAYLOAD-TRAILER. */
  | { kind: 'chunks'; trailer: boolean; signing?: ChunkSigning }
  /** Other services than S3 need not declare a hash: only with the body can the signature be checked at all. */
  | { kind: 'body'; check: (sha256Hex: string) => void };

export interface Verified {
  payload: Payload;
  presigned: boolean;
}

const longestSkew = 15 * 60 * 1000;

/** All of a request that its signature is about, but the body. */
export type SignedRequest = Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'>;

/** Throws a SignatureError unless the request is signed as the terms say. For other services than S3 checkBody has to follow. */
export function verifySignature(request: SignedRequest, terms: Terms): Verified {
  const wire = wireRequest(request);
  const claim = readClaim(wire, terms.service);
  checkScope(claim, terms);
  checkKey(claim, terms.credentials);
  checkTime(claim, terms.now());
  checkSignedHeaders(wire, claim);
  const { presigned } = claim;
  const check = (payloadHash: string) => checkSignature(wire, claim, terms, payloadHash);
  const declared = declaredPayload(wire, terms.service, presigned);
  if (declared === undefined) return { presigned, payload: { kind: 'body', check } };
  check(declared.hash);
  if (declared.kind === 'sha256') return { presigned, payload: { kind: 'sha256', hex: declared.hash } };
  if (declared.kind === 'unsigned') return { presigned, payload: { kind: 'unsigned' } };
  const { trailer } = declared;
  if (!declared.signed) return { presigned, payload: { kind: 'chunks', trailer } };
  const { timestamp, scope, signature: seed } = claim;
  const signing = { key: signingKey(terms.credentials.secretAccessKey, scope), timestamp, scope, seed };
  return { presigned, payload: { kind: 'chunks', trailer, signing } };
}

/** The other half of verifySignature for services whose bodies are read whole. */
export function checkBody({ payload }: Verified, body: Buffer): void {
  if (payload.kind === 'body') payload.check(sha256(body));
  else if (payload.kind !== 'sha256' || payload.hex !== sha256(body)) {
    throw new SignatureError('SignatureDoesNotMatch', 403, 'The body is not the one that was signed.');
  }
}

/** The service and region that a request claims to be for. Nothing of it is checked. */
export function scopeOf(request: SignedRequest): { service: string; region: string } | undefined {
  const [authorization = ''] = wireHeader(request, 'authorization');
  const [, query = ''] = /\?(.*)/s.exec(request.url ?? '') ?? [];
  const credential =
    /Credential=([^,\s]+)/.exec(authorization)?.[1] ?? new URLSearchParams(query).get('X-Amz-Credential');
  const [, region, service, terminator] = credential?.split('/').slice(-4) ?? [];
  // A region may be empty, as clients have it that were told none: that is for the service to complain of.
  if (region === undefined || !service || terminator === undefined) return undefined;
  return { service, region };
}

function wireHeader(request: SignedRequest, name: string): string[] {
  return request.rawHeaders.filter((_, at, all) => at % 2 === 1 && all[at - 1]?.toLowerCase() === name);
}

function checkScope({ presigned, scope }: Claim, { region, service }: Terms): void {
  const wrong = presigned ? wrongCredential : malformedHeader;
  if (scope.service !== service) {
    throw wrong(`incorrect service "${scope.service}", this endpoint belongs to "${service}"`);
  }
  if (scope.region !== region) {
    const error = wrong(`the region '${scope.region}' is wrong; expecting '${region}'`);
    throw new SignatureError(error.code, error.status, error.message, { Region: region });
  }
}

function checkKey(claim: Claim, credentials: Credentials): void {
  if (claim.accessKeyId !== credentials.accessKeyId) {
    throw new SignatureError(
      'InvalidAccessKeyId',
      403,
      'The AWS Access Key Id you provided does not exist in our records.',
      { AWSAccessKeyId: claim.accessKeyId },
    );
  }
  if (claim.token === undefined && credentials.sessionToken === undefined) return;
  if (!sameText(claim.token ?? '', credentials.sessionToken ?? '')) {
    throw new SignatureError(
      'InvalidToken',
      400,
      credentials.sessionToken === undefined
        ? 'The provided token is malformed or otherwise invalid: these credentials have no session token.'
        : 'The provided token is malformed or otherwise invalid.',
    );
  }
}

function checkTime({ timestamp, lifetimeSeconds }: Claim, now: number): void {
  const signedAt = momentOf(timestamp) ?? Number.NaN;
  const ServerTime = new Date(now).toISOString();
  if (lifetimeSeconds === undefined) {
    if (Math.abs(now - signedAt) <= longestSkew) return;
    throw new SignatureError(
      'RequestTimeTooSkewed',
      403,
      'The difference between the request time and the current time is too large.',
      { RequestTime: timestamp, ServerTime, MaxAllowedSkewMilliseconds: String(longestSkew) },
    );
  }
  if (signedAt > now + longestSkew) {
    throw new SignatureError('AccessDenied', 403, 'Request is not valid yet', {
      'X-Amz-Date': timestamp,
      ServerTime,
    });
  }
  const expires = signedAt + lifetimeSeconds * 1000;
  if (now >= expires) {
    throw new SignatureError('AccessDenied', 403, 'Request has expired', {
      'X-Amz-Expires': String(lifetimeSeconds),
      Expires: new Date(expires).toISOString(),
      ServerTime,
    });
  }
}

function checkSignedHeaders(request: WireRequest, { signedHeaders }: Claim): void {
  const unsigned = ['host', ...request.headers.keys()].filter(
    (name) => hasToBeSigned(name) && !signedHeaders.includes(name),
  );
  if (unsigned.length === 0) return;
  throw new SignatureError(
    'AccessDenied',
    403,
    'There were headers present in the request which were not signed',
    { HeadersNotSigned: [...new Set(unsigned)].join(', ') },
  );
}

// The hash of the payload is in what is signed anyway, so S3 does not insist on its header.
function hasToBeSigned(name: string): boolean {
  return name === 'host' || (name.startsWith('x-amz-') && name !== 'x-amz-content-sha256');
}

function checkSignature(request: WireRequest, claim: Claim, terms: Terms, payloadHash: string): void {
  const { timestamp, scope, signedHeaders, signature } = claim;
  const canonical = canonicalRequest(request, scope.service, signedHeaders, payloadHash);
  const toSign = stringToSign(timestamp, scope, canonical);
  if (sameText(signature, signatureOf(signingKey(terms.credentials.secretAccessKey, scope), toSign))) return;
  throw new SignatureError(
    'SignatureDoesNotMatch',
    403,
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    {
      AWSAccessKeyId: claim.accessKeyId,
      StringToSign: toSign,
      SignatureProvided: signature,
      CanonicalRequest: canonical,
    },
  );
}
