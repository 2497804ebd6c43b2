import { describe, expect, test } from '@jest/globals';
import {
  type SignedRequest,
  scopeOf,
  signRequest,
  type Terms,
  verifySignature,
} from '../../../local/signature/index.ts';
import { withHeader } from './received.ts';
import { authorized, link, now, plain, refusal, signed, terms } from './signed.ts';

const minute = 60_000;
const withoutCredential = (text: string) => text.replace(/Credential=[^,]*,/, '');
const credentialOf = (value: string) => (text: string) => text.replace(/(?<=Credential=)[^,]*/, value);

const refused: Record<string, [what: string, request: SignedRequest, message: RegExp][]> = {
  '403 AccessDenied': [
    ['no signature', plain, /not signed/],
    ['host not signed', authorized((text) => text.replace('host;', '')), /not signed/],
    ['no date', withHeader(signed(), 'x-amz-date', undefined), /x-amz-date/],
    ['a date of another form', withHeader(signed(), 'x-amz-date', '2026-11-21T11:00:00Z'), /x-amz-date/],
    [
      'a Date header that is not signed',
      withHeader(withHeader(signed(), 'x-amz-date', undefined), 'date', 'Sat, 21 Nov 2026 11:00:00 GMT'),
      /x-amz-date/,
    ],
    ['a link that does not sign the host', link({ 'X-Amz-SignedHeaders': 'date' }), /not signed/],
  ],
  '400 InvalidRequest': [
    ['Version 2', withHeader(plain, 'authorization', 'AWS AKIDLOCAL:x='), /not supported.*AWS4-HMAC-SHA256/],
    [
      'Version 2 in a link',
      { ...plain, url: '/b/k?AWSAccessKeyId=AKIDLOCAL&Signature=x&Expires=1' },
      /not supported.*AWS4-HMAC-SHA256/,
    ],
    ['Version 4A', withHeader(plain, 'authorization', 'AWS4-ECDSA-P256-SHA256 Credential=x'), /4A/],
    ['Version 4A in a link', link({ 'X-Amz-Algorithm': 'AWS4-ECDSA-P256-SHA256' }), /4A/],
    [
      'no payload hash',
      withHeader(signed(), 'x-amz-content-sha256', undefined),
      /Missing required header.*x-amz-content-sha256/,
    ],
  ],
  '400 InvalidArgument': [
    ['another scheme', withHeader(plain, 'authorization', 'Bearer token'), /Unsupported Authorization Type/],
    ['both forms at once', { ...signed(), url: link().url ?? '' }, /Only one auth mechanism/],
    ['a payload hash that is none', withHeader(signed(), 'x-amz-content-sha256', 'abc'), /UNSIGNED-PAYLOAD/],
    [
      'a payload hash named like a property',
      withHeader(signed(), 'x-amz-content-sha256', 'constructor'),
      /UNSIGNED-PAYLOAD/,
    ],
  ],
  '400 AuthorizationHeaderMalformed': [
    [
      'another hash',
      withHeader(plain, 'authorization', 'AWS4-HMAC-SHA512 Credential=x'),
      /only AWS4-HMAC-SHA256/,
    ],
    [
      'two Authorization headers',
      { ...signed(), rawHeaders: [...signed().rawHeaders, 'Authorization', 'x'] },
      /more than one/,
    ],
    ['no credential', authorized(withoutCredential), /Credential is missing/],
    ['two credentials', authorized((text) => `${text}, Credential=x`), /twice/],
    ['a part that is not known', authorized((text) => `${text}, More=x`), /not expected/],
    ['a credential that is none', authorized(credentialOf('AKIDLOCAL')), /mal-formed/],
    ['not aws4_request', authorized((text) => text.replace('aws4_request', 'aws5_request')), /aws5_request/],
    [
      'the date of another day',
      authorized((text) => text.replace('/20261121/', '/20261120/')),
      /credential date "20261120"/,
    ],
    ['another region', signed({ region: 'eu-west-1' }), /'eu-west-1' is wrong; expecting 'us-east-1'/],
    ['another service', signed({ service: 'sqs' }), /"sqs"/],
    ['signed headers in upper case', authorized((text) => text.replace('host', 'Host')), /lower case/],
  ],
  '403 InvalidAccessKeyId': [
    [
      'another key',
      signed({ credentials: { accessKeyId: 'OTHER', secretAccessKey: 'secret' } }),
      /does not exist/,
    ],
  ],
  '403 SignatureDoesNotMatch': [
    [
      'another secret',
      signed({ credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'other' } }),
      /does not match/,
    ],
    ['a link with a made-up signature', link(), /does not match/],
  ],
  '400 InvalidToken': [
    [
      'a token that these credentials do not have',
      signed({}, { 'x-amz-security-token': 'x' }),
      /no session token/,
    ],
    ['a link with a token', link({ 'X-Amz-Security-Token': 'x' }), /no session token/],
  ],
  '400 InvalidURI': [
    ['a target that is no path', { ...signed(), url: 'http://local/b/k' }, /path/],
    ['an escape that is none', { ...signed(), url: '/b/%zz' }, /%/],
  ],
  '400 AuthorizationQueryParametersError': [
    ['a link without a signature', link({ 'X-Amz-Signature': undefined }), /requires/],
    ['a link without a life', link({ 'X-Amz-Expires': undefined }), /requires/],
    ['a link with two signatures', link({}, '&X-Amz-Signature=x'), /once/],
    ['a link of another algorithm', link({ 'X-Amz-Algorithm': 'AWS4-HMAC-SHA512' }), /only supports/],
    ['a link with a wrong date', link({ 'X-Amz-Date': 'yesterday' }), /X-Amz-Date/],
    ['a link that lives for no time', link({ 'X-Amz-Expires': '0' }), /at least 1/],
    ['a link that lives less than that', link({ 'X-Amz-Expires': '-1' }), /at least 1/],
    ['a link that lives more than a week', link({ 'X-Amz-Expires': '604801' }), /week/],
    ['a link whose life is no number', link({ 'X-Amz-Expires': '1e3' }), /number/],
    [
      'a link for another region',
      link({ 'X-Amz-Credential': 'AKIDLOCAL/20261121/eu-west-1/s3/aws4_request' }),
      /eu-west-1/,
    ],
    ['a link with a credential that is none', link({ 'X-Amz-Credential': 'AKIDLOCAL' }), /mal-formed/],
  ],
};

describe('what is refused, and as what', () => {
  test('both versions at once', () => {
    const request = { ...signed(), url: '/b/k?AWSAccessKeyId=AKIDLOCAL' };
    expect(refusal(request)).toMatchObject({ code: 'InvalidArgument', status: 400 });
  });

  const all = Object.entries(refused).flatMap(([as, rows]) =>
    rows.map(([what, ...row]) => ({ what, as, row })),
  );

  test.each(all)('$what', ({ as, row: [request, message] }) => {
    const [status, code] = as.split(' ');
    expect(refusal(request)).toMatchObject({
      ...{ name: 'SignatureError', code, status: Number(status) },
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
