import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import {
  checkBody,
  type SignatureError,
  type SignedRequest,
  scopeOf,
  signRequest,
  type Terms,
  verifySignature,
} from '../../../local/signature/index.ts';
import { headerOf, withHeader } from './received.ts';

const now = Date.UTC(2026, 10, 21, 11);
const minute = 60_000;
const terms: Terms = {
  credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret' },
  region: 'us-east-1',
  service: 's3',
  now: () => now,
};

function signed(by: Partial<Terms> = {}, headers: Record<string, string> = {}): SignedRequest {
  const all = signRequest({ method: 'GET', url: 'http://local/b/k', headers }, { ...terms, ...by });
  return { method: 'GET', url: '/b/k', rawHeaders: Object.entries(all).flat() };
}

function authorized(edit: (authorization: string) => string, request = signed()): SignedRequest {
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

function link(change: Record<string, string | undefined> = {}, more = ''): SignedRequest {
  const query = Object.entries({ ...parameters, ...change })
    .filter((pair): pair is [string, string] => pair[1] !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  return { method: 'GET', url: `/b/k?${query}${more}`, rawHeaders: ['Host', 'local'] };
}

function refusal(request: SignedRequest, by: Partial<Terms> = {}): SignatureError {
  try {
    verifySignature(request, { ...terms, ...by });
  } catch (error) {
    return error as SignatureError;
  }
  throw new Error('It was let in.');
}

const plain = { method: 'GET', url: '/b/k', rawHeaders: ['Host', 'local'] };
const withoutCredential = (text: string) => text.replace(/Credential=[^,]*,/, '');
const credentialOf = (value: string) => (text: string) => text.replace(/(?<=Credential=)[^,]*/, value);

describe('what is refused, and as what', () => {
  test('both versions at once', () => {
    const request = { ...signed(), url: '/b/k?AWSAccessKeyId=AKIDLOCAL' };
    expect(refusal(request)).toMatchObject({ code: 'InvalidArgument', status: 400 });
  });

  test.each<[string, SignedRequest, code: string, status: number, message: RegExp]>([
    ['no signature', plain, 'AccessDenied', 403, /not signed/],
    [
      'Version 2',
      withHeader(plain, 'authorization', 'AWS AKIDLOCAL:x='),
      'InvalidRequest',
      400,
      /not supported.*AWS4-HMAC-SHA256/,
    ],
    [
      'Version 2 in a link',
      { ...plain, url: '/b/k?AWSAccessKeyId=AKIDLOCAL&Signature=x&Expires=1' },
      'InvalidRequest',
      400,
      /not supported.*AWS4-HMAC-SHA256/,
    ],
    [
      'Version 4A',
      withHeader(plain, 'authorization', 'AWS4-ECDSA-P256-SHA256 Credential=x'),
      'InvalidRequest',
      400,
      /4A/,
    ],
    [
      'Version 4A in a link',
      link({ 'X-Amz-Algorithm': 'AWS4-ECDSA-P256-SHA256' }),
      'InvalidRequest',
      400,
      /4A/,
    ],
    [
      'another scheme',
      withHeader(plain, 'authorization', 'Bearer token'),
      'InvalidArgument',
      400,
      /Unsupported Authorization Type/,
    ],
    [
      'another hash',
      withHeader(plain, 'authorization', 'AWS4-HMAC-SHA512 Credential=x'),
      'AuthorizationHeaderMalformed',
      400,
      /only AWS4-HMAC-SHA256/,
    ],
    [
      'both forms at once',
      { ...signed(), url: link().url ?? '' },
      'InvalidArgument',
      400,
      /Only one auth mechanism/,
    ],
    [
      'two Authorization headers',
      { ...signed(), rawHeaders: [...signed().rawHeaders, 'Authorization', 'x'] },
      'AuthorizationHeaderMalformed',
      400,
      /more than one/,
    ],
    [
      'no credential',
      authorized(withoutCredential),
      'AuthorizationHeaderMalformed',
      400,
      /Credential is missing/,
    ],
    [
      'two credentials',
      authorized((text) => `${text}, Credential=x`),
      'AuthorizationHeaderMalformed',
      400,
      /twice/,
    ],
    [
      'a part that is not known',
      authorized((text) => `${text}, More=x`),
      'AuthorizationHeaderMalformed',
      400,
      /not expected/,
    ],
    [
      'a credential that is none',
      authorized(credentialOf('AKIDLOCAL')),
      'AuthorizationHeaderMalformed',
      400,
      /mal-formed/,
    ],
    [
      'not aws4_request',
      authorized((text) => text.replace('aws4_request', 'aws5_request')),
      'AuthorizationHeaderMalformed',
      400,
      /aws5_request/,
    ],
    [
      'the date of another day',
      authorized((text) => text.replace('/20261121/', '/20261120/')),
      'AuthorizationHeaderMalformed',
      400,
      /credential date "20261120"/,
    ],
    [
      'another region',
      signed({ region: 'eu-west-1' }),
      'AuthorizationHeaderMalformed',
      400,
      /'eu-west-1' is wrong; expecting 'us-east-1'/,
    ],
    ['another service', signed({ service: 'sqs' }), 'AuthorizationHeaderMalformed', 400, /"sqs"/],
    [
      'signed headers in upper case',
      authorized((text) => text.replace('host', 'Host')),
      'AuthorizationHeaderMalformed',
      400,
      /lower case/,
    ],
    ['host not signed', authorized((text) => text.replace('host;', '')), 'AccessDenied', 403, /not signed/],
    ['no date', withHeader(signed(), 'x-amz-date', undefined), 'AccessDenied', 403, /x-amz-date/],
    [
      'a date of another form',
      withHeader(signed(), 'x-amz-date', '2026-11-21T11:00:00Z'),
      'AccessDenied',
      403,
      /x-amz-date/,
    ],
    [
      'a Date header that is not signed',
      withHeader(withHeader(signed(), 'x-amz-date', undefined), 'date', 'Sat, 21 Nov 2026 11:00:00 GMT'),
      'AccessDenied',
      403,
      /x-amz-date/,
    ],
    [
      'no payload hash',
      withHeader(signed(), 'x-amz-content-sha256', undefined),
      'InvalidRequest',
      400,
      /Missing required header.*x-amz-content-sha256/,
    ],
    [
      'a payload hash that is none',
      withHeader(signed(), 'x-amz-content-sha256', 'abc'),
      'InvalidArgument',
      400,
      /UNSIGNED-PAYLOAD/,
    ],
    [
      'a payload hash named like a property',
      withHeader(signed(), 'x-amz-content-sha256', 'constructor'),
      'InvalidArgument',
      400,
      /UNSIGNED-PAYLOAD/,
    ],
    [
      'another key',
      signed({ credentials: { accessKeyId: 'OTHER', secretAccessKey: 'secret' } }),
      'InvalidAccessKeyId',
      403,
      /does not exist/,
    ],
    [
      'another secret',
      signed({ credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'other' } }),
      'SignatureDoesNotMatch',
      403,
      /does not match/,
    ],
    [
      'a token that these credentials do not have',
      signed({}, { 'x-amz-security-token': 'x' }),
      'InvalidToken',
      400,
      /no session token/,
    ],
    ['a target that is no path', { ...signed(), url: 'http://local/b/k' }, 'InvalidURI', 400, /path/],
    ['an escape that is none', { ...signed(), url: '/b/%zz' }, 'InvalidURI', 400, /%/],
    [
      'a link without a signature',
      link({ 'X-Amz-Signature': undefined }),
      'AuthorizationQueryParametersError',
      400,
      /requires/,
    ],
    [
      'a link without a life',
      link({ 'X-Amz-Expires': undefined }),
      'AuthorizationQueryParametersError',
      400,
      /requires/,
    ],
    [
      'a link with two signatures',
      link({}, '&X-Amz-Signature=x'),
      'AuthorizationQueryParametersError',
      400,
      /once/,
    ],
    [
      'a link of another algorithm',
      link({ 'X-Amz-Algorithm': 'AWS4-HMAC-SHA512' }),
      'AuthorizationQueryParametersError',
      400,
      /only supports/,
    ],
    [
      'a link with a wrong date',
      link({ 'X-Amz-Date': 'yesterday' }),
      'AuthorizationQueryParametersError',
      400,
      /X-Amz-Date/,
    ],
    [
      'a link that lives for no time',
      link({ 'X-Amz-Expires': '0' }),
      'AuthorizationQueryParametersError',
      400,
      /at least 1/,
    ],
    [
      'a link that lives less than that',
      link({ 'X-Amz-Expires': '-1' }),
      'AuthorizationQueryParametersError',
      400,
      /at least 1/,
    ],
    [
      'a link that lives more than a week',
      link({ 'X-Amz-Expires': '604801' }),
      'AuthorizationQueryParametersError',
      400,
      /week/,
    ],
    [
      'a link whose life is no number',
      link({ 'X-Amz-Expires': '1e3' }),
      'AuthorizationQueryParametersError',
      400,
      /number/,
    ],
    [
      'a link for another region',
      link({ 'X-Amz-Credential': 'AKIDLOCAL/20261121/eu-west-1/s3/aws4_request' }),
      'AuthorizationQueryParametersError',
      400,
      /eu-west-1/,
    ],
    [
      'a link with a credential that is none',
      link({ 'X-Amz-Credential': 'AKIDLOCAL' }),
      'AuthorizationQueryParametersError',
      400,
      /mal-formed/,
    ],
    ['a link with a token', link({ 'X-Amz-Security-Token': 'x' }), 'InvalidToken', 400, /no session token/],
    [
      'a link that does not sign the host',
      link({ 'X-Amz-SignedHeaders': 'date' }),
      'AccessDenied',
      403,
      /not signed/,
    ],
    ['a link with a made-up signature', link(), 'SignatureDoesNotMatch', 403, /does not match/],
  ])('%s', (_, request, code, status, message) => {
    expect(refusal(request)).toMatchObject({
      ...{ name: 'SignatureError', code, status },
      message: expect.stringMatching(message),
    });
  });

  test('an unsigned request to a service other than S3', () => {
    const error = refusal(plain, { service: 'sqs' });
    expect(error).toMatchObject({ code: 'MissingAuthenticationToken', status: 403 });
  });

  test('names the headers that should have been signed', () => {
    const request = withHeader(withHeader(signed(), 'x-amz-acl', 'private'), 'x-amz-tagging', 'a=b');
    expect(refusal(request).detail).toEqual({ HeadersNotSigned: 'x-amz-acl, x-amz-tagging' });
  });

  test('tells the developer what should have been signed, and never the signature', () => {
    const { detail } = refusal({ ...signed(), method: 'PUT' });
    expect(detail.CanonicalRequest?.split('\n').slice(0, 4)).toEqual(['PUT', '/b/k', '', 'host:local']);
    expect(detail.StringToSign).toMatch(/^AWS4-HMAC-SHA256\n20261121T110000Z\n/);
    const asPut = signRequest({ method: 'PUT', url: 'http://local/b/k', headers: {} }, terms);
    const right = /Signature=(\w+)/.exec(asPut.authorization ?? '')?.[1] ?? '';
    expect(right).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(detail)).not.toContain(right);
  });
});

describe('F10 the clock', () => {
  test.each([
    [-15 * minute, true],
    [-15 * minute - 1000, false],
    [15 * minute, true],
    [15 * minute + 1000, false],
  ])('of a signer that is %d ms off is good enough: %s', (offset, good) => {
    const verify = () => verifySignature(signed({ now: () => now + offset }), terms);
    if (good) expect(verify).not.toThrow();
    else expect(verify).toThrow(expect.objectContaining({ code: 'RequestTimeTooSkewed', status: 403 }));
  });

  test.each([
    ['is good in its last second', 59_999, 'SignatureDoesNotMatch', /./],
    ['has expired after it', 60_000, 'AccessDenied', /^Request has expired$/],
    ['is good 15 minutes before its date', -15 * minute, 'SignatureDoesNotMatch', /./],
    ['is not valid sooner', -15 * minute - 1000, 'AccessDenied', /^Request is not valid yet$/],
  ])('a link %s', (_, offset, code, message) => {
    const error = refusal(link(), { now: () => now + offset });
    expect(error).toMatchObject({ code, status: 403, message: expect.stringMatching(message) });
  });
});

describe('credentials with a session token', () => {
  const withToken: Partial<Terms> = { credentials: { ...terms.credentials, sessionToken: 'token' } };

  test('are let in with it', () => {
    expect(() => verifySignature(signed(withToken), { ...terms, ...withToken })).not.toThrow();
  });

  test.each([
    ['without it', signed()],
    ['with another', signed({}, { 'x-amz-security-token': 'tokem' })],
  ])('are refused %s', (_, request) => {
    expect(refusal(request, withToken)).toMatchObject({ code: 'InvalidToken', status: 400 });
  });
});

describe('the payload is', () => {
  test.each([
    ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', { kind: 'chunks', trailer: false, signing: expect.any(Object) }],
    [
      'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
      { kind: 'chunks', trailer: true, signing: expect.any(Object) },
    ],
    ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', { kind: 'chunks', trailer: true }],
    ['UNSIGNED-PAYLOAD', { kind: 'unsigned' }],
    ['a'.repeat(64), { kind: 'sha256', hex: 'a'.repeat(64) }],
  ])('declared by %s', (payloadHash, payload) => {
    const all = signRequest({ method: 'PUT', url: 'http://local/b/k', headers: {}, payloadHash }, terms);
    const request = { method: 'PUT', url: '/b/k', rawHeaders: Object.entries(all).flat() };
    expect(verifySignature(request, terms)).toEqual({ presigned: false, payload });
  });

  // Its value ends what is signed anyway.
  test('believed when its header is not among the signed ones', () => {
    const canonical = `PUT\n/b/k\n\nhost:local\nx-amz-date:20261121T110000Z\n\nhost;x-amz-date\nUNSIGNED-PAYLOAD`;
    const hash = createHash('sha256').update(canonical).digest('hex');
    const toSign = `AWS4-HMAC-SHA256\n20261121T110000Z\n20261121/us-east-1/s3/aws4_request\n${hash}`;
    const key = ['20261121', 'us-east-1', 's3', 'aws4_request'].reduce<string | Buffer>(
      (last, part) => createHmac('sha256', last).update(part).digest(),
      'AWS4secret',
    );
    const signature = createHmac('sha256', key).update(toSign).digest('hex');
    const credential = 'AKIDLOCAL/20261121/us-east-1/s3/aws4_request';
    const headers = {
      host: 'local',
      'x-amz-date': '20261121T110000Z',
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      authorization: `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=host;x-amz-date,Signature=${signature}`,
    };
    const request = { method: 'PUT', url: '/b/k', rawHeaders: Object.entries(headers).flat() };
    expect(verifySignature(request, terms).payload).toEqual({ kind: 'unsigned' });
    const other = withHeader(request, 'x-amz-content-sha256', 'f'.repeat(64));
    expect(refusal(other)).toMatchObject({ code: 'SignatureDoesNotMatch' });
  });

  test('never taken for checked when nothing was signed about it', () => {
    const unsigned = { presigned: true, payload: { kind: 'unsigned' } } as const;
    expect(() => checkBody(unsigned, Buffer.from('x'))).toThrow(
      expect.objectContaining({ code: 'SignatureDoesNotMatch' }),
    );
  });
});

describe('the scope that a request claims', () => {
  test.each([
    [
      'of its header',
      signed({ service: 'states', region: 'eu-west-1' }),
      { service: 'states', region: 'eu-west-1' },
    ],
    ['of no region', signed({ service: 'sqs', region: '' }), { service: 'sqs', region: '' }],
    ['of its query', link(), { service: 's3', region: 'us-east-1' }],
    ['without a signature', plain, undefined],
    ['of a malformed header', authorized(credentialOf('AKIDLOCAL/s3')), undefined],
    ['of another scheme', withHeader(plain, 'authorization', 'Bearer x'), undefined],
    ['of no request target at all', { ...plain, url: '*' }, undefined],
  ])('%s', (_, request, scope) => {
    expect(scopeOf(request)).toEqual(scope);
  });
});
