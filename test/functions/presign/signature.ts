import { createHash, createHmac } from 'node:crypto';
import { credentials } from './function-url.ts';

/**
 * What S3 would say to a request with a presigned link, written from AWS's description of SigV4 and without the
 * SDK, so that it can disagree with it. Header names are lower case; `host` is the URL's.
 */
export function signatureOn(
  method: string,
  link: string,
  headers: Record<string, string>,
  at: Date,
): 'holds' | 'expired' | 'not yet valid' | 'does not match' {
  const url = new URL(link);
  const query = url.searchParams;
  const longDate = query.get('X-Amz-Date') ?? '';
  const signed = Date.parse(longDate.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
  if (at.getTime() < signed - 15 * 60_000) return 'not yet valid';
  if (at.getTime() > signed + Number(query.get('X-Amz-Expires')) * 1000) return 'expired';

  const scope = (query.get('X-Amz-Credential') ?? '').split('/').slice(1);
  const sent: Record<string, string> = { ...headers, host: url.host };
  const names = signedHeadersOf(link);
  const parameters = url.search.slice(1).split('&');
  const canonicalRequest = [
    method,
    url.pathname,
    parameters
      .filter((each) => !each.startsWith('X-Amz-Signature='))
      .sort()
      .join('&'),
    ...names.map((name) => `${name}:${(sent[name] ?? '').trim()}`),
    '',
    names.join(';'),
    'UNSIGNED-PAYLOAD',
  ].join('\n');
  const digest = createHash('sha256').update(canonicalRequest).digest('hex');
  const toSign = ['AWS4-HMAC-SHA256', longDate, scope.join('/'), digest].join('\n');
  const signingKey = scope.reduce<Buffer>(hmac, Buffer.from(`AWS4${credentials.secretAccessKey}`));
  const matches = hmac(signingKey, toSign).toString('hex') === query.get('X-Amz-Signature');
  return matches ? 'holds' : 'does not match';
}

export function signedHeadersOf(link: string): string[] {
  return (new URL(link).searchParams.get('X-Amz-SignedHeaders') ?? '').split(';');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
