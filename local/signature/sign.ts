import {
  algorithm,
  canonicalRequest,
  scopeText,
  sha256,
  signatureOf,
  signingKey,
  stringToSign,
} from './canonical.ts';
import { timestampOf } from './timestamp.ts';
import type { Terms } from './verify.ts';
import { wireRequest } from './wire.ts';

export interface UnsignedRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | Buffer;
  /** Instead of the body's hash: UNSIGNED-PAYLOAD, or what announces an aws-chunked body. */
  payloadHash?: string;
}

/** The headers to send: those given, all signed, and what makes them a signed request. */
export function signRequest(request: UnsignedRequest, terms: Terms): Record<string, string> {
  const { credentials, region, service, now } = terms;
  const { host, pathname, search } = new URL(request.url);
  const timestamp = timestampOf(now());
  const payloadHash = request.payloadHash ?? sha256(request.body ?? '');
  const headers: Record<string, string> = {
    ...Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    host,
    'x-amz-date': timestamp,
    'x-amz-content-sha256': payloadHash,
    ...(credentials.sessionToken !== undefined && { 'x-amz-security-token': credentials.sessionToken }),
  };
  const signed = Object.keys(headers).sort();
  const wire = wireRequest({
    method: request.method,
    url: `${pathname}${search}`,
    rawHeaders: Object.entries(headers).flat(),
  });
  const scope = { date: timestamp.slice(0, 8), region, service };
  const toSign = stringToSign(timestamp, scope, canonicalRequest(wire, service, signed, payloadHash));
  const signature = signatureOf(signingKey(credentials.secretAccessKey, scope), toSign);
  const credential = `${credentials.accessKeyId}/${scopeText(scope)}`;
  return {
    ...headers,
    authorization: `${algorithm} Credential=${credential}, SignedHeaders=${signed.join(';')}, Signature=${signature}`,
  };
}
