import {
  type SignatureError,
  type SignedRequest,
  signRequest,
  type Terms,
  verifySignature,
} from '../../../local/signature/index.ts';
import { headerOf, withHeader } from './received.ts';

export const now = Date.UTC(2026, 10, 21, 11);
export const terms: Terms = {
  credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret' },
  region: 'us-east-1',
  service: 's3',
  now: () => now,
};

export function signed(by: Partial<Terms> = {}, headers: Record<string, string> = {}): SignedRequest {
  const all = signRequest({ method: 'GET', url: 'http://local/b/k', headers }, { ...terms, ...by });
  return { method: 'GET', url: '/b/k', rawHeaders: Object.entries(all).flat() };
}

/** Signed, and its Authorization header changed afterwards. */
export function authorized(edit: (authorization: string) => string, request = signed()): SignedRequest {
  return withHeader(request, 'authorization', edit(headerOf(request, 'authorization')));
}

const parameters = {
  'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
  'X-Amz-Credential': 'AKIDLOCAL/20261121/us-east-1/s3/aws4_request',
  'X-Amz-Date': '20261121T110000Z',
  'X-Amz-Expires': '60',
  'X-Amz-SignedHeaders': 'host',
  'X-Amz-Signature': '0'.repeat(64),
};

/** Signed in its query, by a made-up signature. */
export function link(change: Record<string, string | undefined> = {}, more = ''): SignedRequest {
  const query = Object.entries({ ...parameters, ...change })
    .filter((pair): pair is [string, string] => pair[1] !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  return { method: 'GET', url: `/b/k?${query}${more}`, rawHeaders: ['Host', 'local'] };
}

/** What it is not let in with. */
export function refusal(request: SignedRequest, by: Partial<Terms> = {}): SignatureError {
  try {
    verifySignature(request, { ...terms, ...by });
  } catch (error) {
    return error as SignatureError;
  }
  throw new Error('It was let in.');
}

export const plain = { method: 'GET', url: '/b/k', rawHeaders: ['Host', 'local'] };
