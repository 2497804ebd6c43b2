import { expect, test } from '@jest/globals';
import { signedAt, testSigner } from './function-url.ts';
import { signatureOn, signedHeadersOf } from './signature.ts';

const checksumSha256 = 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=';
const key = 'uploads/0b2a8c3e-6a53-4d0f-9f43-2d7c1b5e9a10/Übergröße-日本.jpg';
const terms = { key, contentType: 'image/jpeg', size: 123_456 };

/** What a client sends that keeps to the answer; the length is what every HTTP client adds. */
async function link(overrides: { checksumSha256?: string } = {}) {
  const { url, headers, expiresAt } = await testSigner().upload({ ...terms, ...overrides });
  return { url, headers, expiresAt, sent: { ...headers, 'content-length': '123456' } };
}

const soon = new Date(signedAt.getTime() + 1000);

test('an upload link goes to the key in the uploads bucket, and lives as long as it says', async () => {
  const { url, expiresAt } = await link();
  const { hostname, pathname, searchParams } = new URL(url);
  expect(hostname).toBe('the-uploads.s3.eu-central-1.amazonaws.com');
  expect(decodeURIComponent(pathname)).toBe(`/${key}`);
  expect(searchParams.get('X-Amz-Expires')).toBe('300');
  expect(searchParams.get('X-Amz-Date')).toBe('20260301T120000Z');
  expect(expiresAt.toISOString()).toBe('2026-03-01T12:05:00.000Z');
});

test('signs the length, the type and the condition, and names the headers to send', async () => {
  const { url, headers, sent } = await link();
  expect(signedHeadersOf(url)).toEqual(['content-length', 'content-type', 'host', 'if-none-match']);
  expect(headers).toEqual({ 'content-type': 'image/jpeg', 'if-none-match': '*' });
  expect(signatureOn('PUT', url, sent, soon)).toBe('holds');
});

test('signs a checksum as a header, where S3 holds the body to it', async () => {
  const { url, headers, sent } = await link({ checksumSha256 });
  expect(signedHeadersOf(url)).toContain('x-amz-checksum-sha256');
  expect(headers['x-amz-checksum-sha256']).toBe(checksumSha256);
  expect(new URL(url).searchParams.has('x-amz-checksum-sha256')).toBe(false);
  expect(signatureOn('PUT', url, sent, soon)).toBe('holds');
  const other = { ...sent, 'x-amz-checksum-sha256': `${'A'.repeat(43)}=` };
  expect(signatureOn('PUT', url, other, soon)).toBe('does not match');
});

test.each([{}, { checksumSha256 }])(
  'P16: no link asks for the CRC32 of an empty body (%j)',
  async (overrides) => {
    const { url } = await link(overrides);
    expect(url.toLowerCase()).not.toContain('crc32');
    expect(url.toLowerCase()).not.toContain('x-amz-sdk-checksum');
  },
);

test.each([
  ['P4: one byte more', { 'content-length': '123457' }],
  ['P4: one byte less', { 'content-length': '123455' }],
  ['P15: another type', { 'content-type': 'image/svg+xml' }],
  ['P8: no condition', { 'if-none-match': '' }],
  ['P8: another condition', { 'if-none-match': '"abc"' }],
])('%s does not match the signature', async (_, changed) => {
  const { url, sent } = await link();
  expect(signatureOn('PUT', url, { ...sent, ...changed }, soon)).toBe('does not match');
});

test.each<[string, (url: string) => string]>([
  [
    'signature',
    (url) => url.replace(/(X-Amz-Signature=)./, (_, name) => `${name}${url.at(-1) === '0' ? '1' : 'g'}`),
  ],
  ['key', (url) => url.replace('0b2a8c3e', '0b2a8c3f')],
  ['bucket', (url) => url.replace('the-uploads', 'my-uploads')],
  ['life', (url) => url.replace('X-Amz-Expires=300', 'X-Amz-Expires=604800')],
  ['signed headers', (url) => url.replace('content-length%3B', '')],
  ['parameters', (url) => `${url}&x-amz-acl=public-read`],
])('P9: a link with its %s changed does not match its signature', async (_, change) => {
  const { url, sent } = await link();
  expect(change(url)).not.toBe(url);
  expect(signatureOn('PUT', change(url), sent, soon)).toBe('does not match');
});

test.each(['GET', 'DELETE', 'POST', 'HEAD'])('P9: an upload link is no link to %s', async (method) => {
  const { url, sent } = await link();
  expect(signatureOn(method, url, sent, soon)).toBe('does not match');
});

test('P9: a link ends when it says, and moving its date breaks it', async () => {
  const { url, sent, expiresAt } = await link();
  expect(signatureOn('PUT', url, sent, expiresAt)).toBe('holds');
  expect(signatureOn('PUT', url, sent, new Date(expiresAt.getTime() + 1000))).toBe('expired');
  const later = url.replace('20260301T120000Z', '20260301T130000Z');
  expect(signatureOn('PUT', later, sent, new Date('2026-03-01T13:01:00Z'))).toBe('does not match');
});

test('links made at the same moment for the same key do not influence each other', async () => {
  const [plain, withChecksum] = await Promise.all([link(), link({ checksumSha256 })]);
  expect(signatureOn('PUT', plain.url, plain.sent, soon)).toBe('holds');
  expect(signatureOn('PUT', withChecksum.url, withChecksum.sent, soon)).toBe('holds');
});

test('a thumbnail link reads one thumbnail, for as long, with no header of its own', async () => {
  const url = await testSigner().thumbnail('thumbnails/a/Ü.jpg/small.jpg');
  expect(new URL(url).hostname).toBe('the-thumbnails.s3.eu-central-1.amazonaws.com');
  expect(decodeURIComponent(new URL(url).pathname)).toBe('/thumbnails/a/Ü.jpg/small.jpg');
  expect(signedHeadersOf(url)).toEqual(['host']);
  expect(signatureOn('GET', url, {}, soon)).toBe('holds');
  expect(signatureOn('PUT', url, {}, soon)).toBe('does not match');
  expect(signatureOn('GET', url, {}, new Date(signedAt.getTime() + 301_000))).toBe('expired');
});
