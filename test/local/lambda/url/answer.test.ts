import { expect, test } from '@jest/globals';
import { openedUrl } from './opened-url.ts';

test.each<[string, unknown, number, string, string]>([
  ['a text', 'hello', 200, 'application/json', 'hello'],
  ['an object', { a: 1 }, 200, 'application/json', '{"a":1}'],
  ['a list', [1, 2], 200, 'application/json', '[1,2]'],
  ['nothing', null, 200, 'application/json', 'null'],
  ['a status alone', { statusCode: 202 }, 202, 'application/json', ''],
  ['a status as text', { statusCode: '404', body: 'no' }, 404, 'application/json', 'no'],
  [
    'headers',
    { statusCode: 200, headers: { 'Content-Type': 'text/plain' }, body: 'x' },
    200,
    'text/plain',
    'x',
  ],
  ['base64', { statusCode: 200, body: 'w7w=', isBase64Encoded: true }, 200, 'application/json', 'ü'],
  ['a body that is an object', { statusCode: 200, body: { a: 1 } }, 200, 'application/json', '{"a":1}'],
])('a function that returns %s', async (_what, result, status, type, body) => {
  await using url = await openedUrl(() => result);

  const answer = await url.send();

  expect(answer).toMatchObject({ status, body });
  expect(answer.headers).toMatchObject({
    'content-type': type,
    'content-length': String(Buffer.byteLength(body)),
    'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test('headers and cookies go out as they are, but for those of the connection', async () => {
  await using url = await openedUrl(() => ({
    statusCode: 200,
    headers: { 'X-Number': 5, 'X-Yes': true, 'content-length': '999', 'transfer-encoding': 'chunked' },
    cookies: ['a=1; Secure', 'b=2'],
    body: 'x',
  }));

  const { headers } = await url.send();

  expect(headers).toMatchObject({ 'x-number': '5', 'x-yes': 'true', 'content-length': '1' });
  expect(headers['set-cookie']).toEqual(['a=1; Secure', 'b=2']);
  expect(headers).not.toHaveProperty('transfer-encoding');
});

test.each([
  ['a status that is none', { statusCode: 'ok' }],
  ['an informational status', { statusCode: 101 }],
  ['a status of four digits', { statusCode: 2000 }],
  ['headers that are a text', { statusCode: 200, headers: 'x' }],
  ['a header that is a list', { statusCode: 200, headers: { a: ['b'] } }],
  ['a header with a line break', { statusCode: 200, headers: { a: 'b\r\nc: d' } }],
  ['a header whose name is none', { statusCode: 200, headers: { 'a b': 'c' } }],
  ['cookies that are a text', { statusCode: 200, cookies: 'a=1' }],
  ['a cookie with a line break', { statusCode: 200, cookies: ['a=1\nb'] }],
])('%s is a bad gateway', async (_what, result) => {
  await using url = await openedUrl(() => result);

  const answer = await url.send();

  expect(answer).toMatchObject({ status: 502, body: 'Internal Server Error' });
  expect(answer.headers).toMatchObject({ 'x-amzn-errortype': 'InternalServerErrorException' });
  expect(answer.headers).not.toHaveProperty('a');
  expect(url.errors).toHaveLength(1);
});

test.each([
  ['HEAD', { statusCode: 200, body: 'hello' }, 200, '5'],
  ['GET', { statusCode: 204 }, 204, undefined],
  ['GET', { statusCode: 304 }, 304, undefined],
])('%s with %j has no body', async (method, result, status, length) => {
  await using url = await openedUrl(() => result);

  const answer = await url.send({ method });

  expect(answer).toMatchObject({ status, body: '' });
  expect(answer.headers['content-length']).toBe(length);
});
