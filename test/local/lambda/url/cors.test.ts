import { expect, test } from '@jest/globals';
import { openedUrl } from './opened-url.ts';

const page = 'https://photos.example';
const cors = {
  allowedOrigins: [page, 'http://localhost:3000'],
  allowedMethods: ['GET', 'POST'],
  allowedHeaders: ['authorization', 'content-type'],
  exposedHeaders: ['x-amzn-requestid'],
  maxAgeSeconds: 600,
};
const asked = {
  origin: page,
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'content-type,Authorization',
};

function corsOf(headers: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control')));
}

test('the URL answers a preflight itself, unsigned', async () => {
  let asks = 0;
  await using url = await openedUrl(() => asks++, { cors, auth: 'AWS_IAM' });

  const answer = await url.send({ method: 'OPTIONS', headers: asked });

  expect(answer).toMatchObject({ status: 200, body: '' });
  expect(corsOf(answer.headers)).toEqual({
    'access-control-allow-origin': page,
    'access-control-allow-methods': 'GET,POST',
    'access-control-allow-headers': 'content-type,Authorization',
    'access-control-max-age': '600',
    'access-control-expose-headers': 'x-amzn-requestid',
  });
  expect(answer.headers.vary).toBe('Origin');
  expect(asks).toBe(0);
});

test.each([
  ['origin', { ...asked, origin: 'https://evil.example' }],
  ['method', { ...asked, 'access-control-request-method': 'DELETE' }],
  ['header', { ...asked, 'access-control-request-headers': 'content-type,x-other' }],
])('P7 a preflight for another %s is answered with nothing allowed', async (_what, headers) => {
  await using url = await openedUrl(() => ({}), { cors });

  const answer = await url.send({ method: 'OPTIONS', headers });

  expect(answer.status).toBe(200);
  expect(corsOf(answer.headers)).toEqual({});
});

test('every answer to an allowed origin says so, an error too; to another it does not', async () => {
  await using url = await openedUrl(
    () => {
      throw new Error('broken');
    },
    { cors },
  );

  const answer = await url.send({ headers: { origin: 'http://localhost:3000' } });
  expect(answer.status).toBe(502);
  expect(corsOf(answer.headers)).toEqual({
    'access-control-allow-origin': 'http://localhost:3000',
    'access-control-expose-headers': 'x-amzn-requestid',
  });
  expect(corsOf((await url.send({ headers: { origin: 'http://localhost:3001' } })).headers)).toEqual({});
  expect(corsOf((await url.send()).headers)).toEqual({});
});

test('where anybody may, the answer says anybody', async () => {
  const anybody = {
    ...cors,
    allowedOrigins: ['*'],
    allowedMethods: ['*'],
    allowedHeaders: ['*'],
    exposedHeaders: [],
  };
  await using url = await openedUrl(() => ({}), { cors: anybody });

  expect(corsOf((await url.send({ headers: { origin: page } })).headers)).toEqual({
    'access-control-allow-origin': '*',
  });
  const preflight = await url.send({
    method: 'OPTIONS',
    headers: { ...asked, 'access-control-request-method': 'PATCH' },
  });
  expect(corsOf(preflight.headers)).toMatchObject({ 'access-control-allow-origin': '*' });
});

test('what the function says of it too is there twice, as on Lambda', async () => {
  const headers = { 'access-control-allow-origin': '*' };
  await using url = await openedUrl(() => ({ statusCode: 200, headers }), { cors });

  const { rawHeaders } = await url.send({ headers: { origin: page } });

  const values = rawHeaders.filter(
    (_, at) => rawHeaders[at - 1]?.toLowerCase() === 'access-control-allow-origin',
  );
  expect(values).toEqual(['*', page]);
});

test('without a rule, OPTIONS is the function’s, and nothing is allowed', async () => {
  await using url = await openedUrl(
    (event: { requestContext: { http: { method: string } } }) => event.requestContext.http.method,
  );

  const answer = await url.send({ method: 'OPTIONS', headers: asked });

  expect(answer.body).toBe('OPTIONS');
  expect(corsOf(answer.headers)).toEqual({});
});

test('OPTIONS that is no preflight is the function’s', async () => {
  await using url = await openedUrl(() => 'mine', { cors });

  expect((await url.send({ method: 'OPTIONS', headers: { origin: page } })).body).toBe('mine');
});
