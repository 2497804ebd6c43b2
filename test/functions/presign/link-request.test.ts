import { expect, test } from '@jest/globals';
import { linkRequest } from '../../../functions/presign/link-request.ts';
import { Problem } from '../../../functions/presign/problem.ts';
import { aPhoto } from './function-url.ts';

const maxBytes = 20_000_000;
const sha256 = 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ='; // of "hello"

const accepted = (fields: object) => read(JSON.stringify({ ...aPhoto, ...fields }));

function read(body: string | undefined, isBase64Encoded = false) {
  return linkRequest({ ...(body !== undefined && { body }), isBase64Encoded }, maxBytes);
}

function problemWith(body: string | undefined, isBase64Encoded = false) {
  try {
    return read(body, isBase64Encoded);
  } catch (error) {
    if (error instanceof Problem) return { status: error.status, detail: error.detail };
    throw error;
  }
}

const refused = (fields: object) => problemWith(JSON.stringify({ ...aPhoto, ...fields }));

test('takes what it needs and ignores the rest', () => {
  expect(accepted({ checksumSha256: sha256, key: 'uploads/mine', acl: 'public-read' })).toEqual({
    ...aPhoto,
    checksumSha256: sha256,
  });
});

test('takes a body that Lambda has base64-encoded', () => {
  const body = Buffer.from(JSON.stringify({ ...aPhoto, fileName: 'Ü.jpg' })).toString('base64');
  expect(read(body, true)).toEqual({ ...aPhoto, fileName: 'Ü.jpg' });
});

test.each([
  [undefined, 'is not JSON'],
  ['', 'is not JSON'],
  ['fileName=a.jpg&size=3', 'is not JSON'],
  ['{"fileName":', 'is not JSON'],
  ['{"size": NaN}', 'is not JSON'],
  ['[]', 'not an object'],
  ['null', 'not an object'],
  ['"a.jpg"', 'not an object'],
  ['7', 'not an object'],
])('a body that is %j is told what to send', (body, words) => {
  expect(problemWith(body)).toEqual({ status: 400, detail: expect.stringContaining(words) });
  expect(problemWith(body)).toEqual({
    status: 400,
    detail: expect.stringContaining('fileName, contentType'),
  });
});

test('a body that is no UTF-8 is not JSON', () => {
  const body = Buffer.from(JSON.stringify({ ...aPhoto, fileName: 'Ü.jpg' }), 'latin1').toString('base64');
  expect(problemWith(body, true)).toEqual({ status: 400, detail: expect.stringContaining('is not JSON') });
});

test('a body may have 16 KiB, in bytes and after decoding', () => {
  const sized = (bytes: number, filler: string) => {
    const body = JSON.stringify({ ...aPhoto, note: '' });
    return body.replace(
      '""',
      `"${filler.repeat((bytes - Buffer.byteLength(body)) / Buffer.byteLength(filler))}"`,
    );
  };
  expect(Buffer.byteLength(sized(16_384, 'x'))).toBe(16_384);
  expect(problemWith(sized(16_384, 'x'))).toEqual(aPhoto);
  expect(problemWith(Buffer.from(sized(16_384, 'x')).toString('base64'), true)).toEqual(aPhoto);
  expect(problemWith(sized(16_385, 'x'))).toEqual({ status: 413, detail: expect.stringContaining('16384') });
  expect(problemWith(sized(16_386, 'é'))).toMatchObject({ status: 413 });
});

test.each([
  [undefined, 'missing'],
  [null, 'null'],
  [7, 'a number'],
  [['a.jpg'], 'a list'],
  [{}, 'an object'],
  ['', '0 characters'],
  ['a'.repeat(256), '256 characters'],
])('fileName %j is 400', (fileName, words) => {
  expect(refused({ fileName })).toEqual({ status: 400, detail: expect.stringContaining(words) });
});

test.each(['a\u0000.jpg', 'a\r\nSet-Cookie: b=c.jpg', 'a\tb', '\u0085', '\u007f'])(
  'P11, K7: fileName %j has a control character and is 400',
  (fileName) => {
    expect(refused({ fileName })).toEqual({ status: 400, detail: 'fileName has a control character in it.' });
  },
);

test.each(['\ud800', 'a\udc00.jpg', '\udc00\ud800'])('K13: half a character (%j) is 400', (fileName) => {
  expect(refused({ fileName })).toEqual({ status: 400, detail: expect.stringContaining('well-formed') });
});

test.each(['.', '..', '/', 'a/', '../..', 'C:\\photos\\', '..\\..', '/etc/..'])(
  'P1, K4: fileName %j names a folder and is 400',
  (fileName) => {
    expect(refused({ fileName })).toEqual({ status: 400, detail: expect.stringContaining('folder') });
  },
);

test.each([
  ['../../etc/passwd', 'passwd'],
  ['/abs/olute.jpg', 'olute.jpg'],
  ['C:\\fakepath\\beach.jpg', 'beach.jpg'],
  ['..\\../a\\b/c.jpg', 'c.jpg'],
  ['..%2f..%2fa.jpg', '..%2f..%2fa.jpg'], // safeName's, as it is no path
])('P1: of %j only the name is taken', (fileName, expected) => {
  expect(accepted({ fileName }).fileName).toBe(expected);
});

test.each(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif', 'IMAGE/JpEg'])(
  'takes a photo that is %s',
  (contentType) => {
    expect(accepted({ contentType }).contentType).toBe(contentType.toLowerCase());
  },
);

test.each([
  [undefined, 'missing'],
  [null, 'null'],
  [7, 'a number'],
  [['image/jpeg'], 'a list'],
  ['', '""'],
  ['image/svg+xml', '"image/svg+xml"'],
  ['image/jpg', '"image/jpg"'],
  ['text/html', '"text/html"'],
  ['image/jpeg; charset=utf-8', '"image/jpeg; charset=utf-8"'],
  [' image/jpeg', '" image/jpeg"'],
  ['image/jpeg, image/png', '"image/jpeg, image/png"'],
  ['İmage/jpeg', '"\\u0130mage/jpeg"'],
  ['image/jpeg\r\nx-amz-acl: public-read', '"image/jpeg\\r\\nx-amz-acl: public-read"'],
  ['x'.repeat(4000), `"${'x'.repeat(40)}…"`],
])('P2, P11: contentType %j is 415, and quoted safely', (contentType, words) => {
  const problem = refused({ contentType });
  expect(problem).toEqual({ status: 415, detail: expect.stringContaining(`contentType is ${words};`) });
  expect(problem).toEqual({
    status: 415,
    detail: expect.stringContaining('image/jpeg, image/png, image/webp'),
  });
});

test.each(['image/heic', 'image/HEIF', 'image/heic-sequence'])(
  '%s is told what to do about it',
  (contentType) => {
    expect(refused({ contentType })).toEqual({
      status: 415,
      detail: expect.stringMatching(/HEIC .* not supported.*JPEG/),
    });
  },
);

test.each([
  ['0', 'size is 0;'],
  ['-0', 'size is 0;'],
  ['-1', 'size is -1;'],
  ['1.5', 'size is 1.5;'],
  ['1e309', 'size is Infinity;'],
  ['-1e309', 'size is -Infinity;'],
  ['null', 'size is null;'],
  ['"123"', 'size is a string;'],
  ['[5]', 'size is a list;'],
  ['true', 'size is a boolean;'],
])('P3: size %s is 400', (size, words) => {
  const body = `{"fileName":"a.jpg","contentType":"image/jpeg","size":${size}}`;
  expect(problemWith(body)).toEqual({ status: 400, detail: expect.stringContaining(words) });
});

test('P3: a missing size is 400', () => {
  expect(refused({ size: undefined })).toEqual({
    status: 400,
    detail: expect.stringContaining('size is missing'),
  });
});

test('P3: the largest size is taken, one more is 413 and names the limit', () => {
  expect(accepted({ size: maxBytes }).size).toBe(maxBytes);
  expect(refused({ size: maxBytes + 1 })).toEqual({
    status: 413,
    detail: expect.stringContaining('20000000'),
  });
  expect(refused({ size: 1e300 })).toMatchObject({ status: 413 });
});

test.each([
  ['of something shorter', Buffer.alloc(31).toString('base64')],
  ['of something longer', Buffer.alloc(33).toString('base64')],
  ['in hex', '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'],
  ['in base64url', sha256.replace('+', '-')],
  ['without padding', sha256.slice(0, -1)],
  ['with loose bits at the end', sha256.replace('CQ=', 'CR=')],
  ['with a space', `${sha256} `],
  ['that is empty', ''],
  ['that is null', null],
  ['that is a number', 7],
])('a checksum %s is 400', (_, checksumSha256) => {
  expect(refused({ checksumSha256 })).toEqual({
    status: 400,
    detail: expect.stringContaining('44 characters'),
  });
});
