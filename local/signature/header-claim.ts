import { algorithm } from './canonical.ts';
import type { Claim } from './claim.ts';
import { credential, headerList } from './claim-parts.ts';
import { SignatureError } from './error.ts';
import { malformedHeader, noAsymmetric, oldMechanism } from './malformed.ts';
import { momentOf, timestampOf } from './timestamp.ts';
import type { WireRequest } from './wire.ts';

export function claimOfHeader(request: WireRequest): Claim {
  const values = request.headers.get('authorization') ?? [];
  const [text = ''] = values;
  if (values.length > 1) throw malformedHeader('there is more than one Authorization header');
  checkMechanism(text);
  const parts = authorizationParts(text.slice(algorithm.length));
  const signedHeaders = headerList(parts.get('SignedHeaders') ?? '', malformedHeader);
  const timestamp = headerTimestamp(request, signedHeaders);
  const token = request.headers.get('x-amz-security-token')?.join(',');
  return {
    presigned: false,
    ...credential(parts.get('Credential') ?? '', timestamp, malformedHeader),
    timestamp,
    signedHeaders,
    signature: parts.get('Signature') ?? '',
    ...(token !== undefined && { token }),
  };
}

function checkMechanism(text: string): void {
  if (/^AWS /.test(text)) throw oldMechanism();
  if (/^AWS4-ECDSA-P256-SHA256\b/.test(text)) throw noAsymmetric();
  if (!/^AWS4-/.test(text)) {
    throw new SignatureError('InvalidArgument', 400, 'Unsupported Authorization Type.', {
      ArgumentName: 'Authorization',
    });
  }
  if (!text.startsWith(`${algorithm} `)) throw malformedHeader(`only ${algorithm} is supported`);
}

function authorizationParts(text: string): Map<string, string> {
  const parts = new Map<string, string>();
  for (const part of text.split(',')) {
    const [, name, value] = /^\s*(Credential|SignedHeaders|Signature)=(\S+)\s*$/.exec(part) ?? [];
    if (name === undefined || value === undefined) throw malformedHeader(`"${part.trim()}" is not expected`);
    if (parts.has(name)) throw malformedHeader(`${name} is there twice`);
    parts.set(name, value);
  }
  for (const name of ['Credential', 'SignedHeaders', 'Signature']) {
    if (!parts.has(name)) throw malformedHeader(`${name} is missing`);
  }
  return parts;
}

function headerTimestamp(request: WireRequest, signedHeaders: readonly string[]): string {
  const stamp = request.headers.get('x-amz-date');
  if (stamp !== undefined) {
    const [value = ''] = stamp;
    if (momentOf(value) !== undefined) return value;
  } else {
    const date = Date.parse(request.headers.get('date')?.[0] ?? '');
    if (!Number.isNaN(date) && signedHeaders.includes('date')) return timestampOf(date);
  }
  throw new SignatureError(
    'AccessDenied',
    403,
    'AWS authentication requires a valid Date or x-amz-date header, such as 20261121T110000Z.',
  );
}
