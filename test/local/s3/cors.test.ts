import { GetBucketCorsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CorsRule } from '../../../local/deployment.ts';
import { failureOf, type RunningS3, runS3 } from './running-s3.ts';

const page = 'http://127.0.0.1:4100';
const rules: CorsRule[] = [
  {
    allowedOrigins: [page],
    allowedMethods: ['PUT', 'GET'],
    allowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-*'],
    exposedHeaders: ['ETag'],
    maxAgeSeconds: 300,
  },
  {
    allowedOrigins: ['https://*.example.com'],
    allowedMethods: ['GET'],
    allowedHeaders: [],
    exposedHeaders: [],
  },
];
const anyone: CorsRule = {
  allowedOrigins: ['*'],
  allowedMethods: ['GET'],
  allowedHeaders: ['*'],
  exposedHeaders: [],
};

let running: RunningS3;
beforeAll(async () => {
  const bucket = { versioned: false, sendsEvents: false };
  running = await runS3({
    buckets: [
      { ...bucket, name: 'shared', cors: rules },
      { ...bucket, name: 'open', cors: [anyone] },
      { ...bucket, name: 'closed', cors: [] },
    ],
  });
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

const preflight = (
  origin: string | undefined,
  method: string | undefined,
  asked?: string,
  bucket = 'shared',
) =>
  running.send('OPTIONS', `/${bucket}/a`, {
    sign: false,
    headers: {
      ...(origin !== undefined && { origin }),
      ...(method !== undefined && { 'access-control-request-method': method }),
      ...(asked !== undefined && { 'access-control-request-headers': asked }),
    },
  });

test('a preflight that a rule allows is answered by that rule', async () => {
  const { status, headers, body } = await preflight(page, 'PUT', 'Content-Type, x-amz-checksum-sha256');
  expect([status, body.length]).toEqual([200, 0]);
  expect(headers).toMatchObject({
    'access-control-allow-origin': page,
    'access-control-allow-methods': 'PUT, GET',
    'access-control-allow-headers': 'content-type, x-amz-checksum-sha256',
    'access-control-expose-headers': 'ETag',
    'access-control-max-age': '300',
    'access-control-allow-credentials': 'true',
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  });
});

describe('a preflight is refused', () => {
  test.each([
    ['from a foreign origin', 'http://127.0.0.1:4999', 'PUT', undefined],
    ['from the null origin', 'null', 'PUT', undefined],
    ['from an origin in other letters', page.toUpperCase(), 'PUT', undefined],
    ['from one that only begins so', `${page}0`, 'PUT', undefined],
    ['for another method', page, 'DELETE', undefined],
    ['for another header', page, 'PUT', 'x-amz-acl'],
    ['for one header too many', page, 'PUT', 'content-type,x-amz-acl'],
    ['for what another rule allows', 'https://a.example.com', 'PUT', undefined],
    ['without the part that the asterisk stands before', 'https://example.com', 'GET', undefined],
  ])('%s', async (_, origin, method, asked) => {
    const { status, headers, text } = await preflight(origin, method, asked);
    expect([status, headers['access-control-allow-origin']]).toEqual([403, undefined]);
    expect(text).toContain('<Code>AccessForbidden</Code>');
  });
  test('in a bucket without rules, and in none', async () => {
    expect((await preflight(page, 'PUT', undefined, 'closed')).text).toContain('CORS is not enabled');
    expect((await preflight(page, 'PUT', undefined, 'nowhere')).status).toBe(404);
  });
  test('when it is none', async () => {
    expect([(await preflight(undefined, 'PUT')).status, (await preflight(page, undefined)).status]).toEqual([
      400, 400,
    ]);
  });
});

test('an asterisk stands for a part of the origin, and alone for all of them', async () => {
  const part = await preflight('https://a.b.example.com', 'GET');
  expect(part.headers['access-control-allow-origin']).toBe('https://a.b.example.com');
  const all = await preflight('null', 'GET', 'anything', 'open');
  expect(all.headers).toMatchObject({
    'access-control-allow-origin': '*',
    'access-control-allow-headers': 'anything',
  });
  expect(all.headers['access-control-allow-credentials']).toBeUndefined();
});

test('answers say who may read them, errors too, and no others say it', async () => {
  await running.client.send(new PutObjectCommand({ Bucket: 'shared', Key: 'a', Body: 'x' }));
  const allowed = (origin: string | undefined, target: string, sign?: false) =>
    running
      .send('GET', target, { headers: origin ? { origin } : {}, ...(sign === false && { sign }) })
      .then(({ status, headers }) => [
        status,
        headers['access-control-allow-origin'],
        headers.vary !== undefined,
      ]);
  expect(await allowed(page, '/shared/a')).toEqual([200, page, true]);
  expect(await allowed(page, '/shared/missing')).toEqual([404, page, true]);
  expect(await allowed(page, '/shared/a', false)).toEqual([403, page, true]);
  expect(await allowed('http://evil.example', '/shared/a')).toEqual([200, undefined, true]);
  expect(await allowed('null', '/shared/a')).toEqual([200, undefined, true]);
  expect(await allowed(undefined, '/shared/a')).toEqual([200, undefined, true]);
  expect(await allowed(page, '/closed/a')).toEqual([404, undefined, false]);
});

test('the rules can be read', async () => {
  const { CORSRules } = await running.client.send(new GetBucketCorsCommand({ Bucket: 'shared' }));
  expect(CORSRules?.[0]).toEqual({
    AllowedOrigins: [page],
    AllowedMethods: ['PUT', 'GET'],
    AllowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-*'],
    ExposeHeaders: ['ETag'],
    MaxAgeSeconds: 300,
  });
  const none = await failureOf(running.client.send(new GetBucketCorsCommand({ Bucket: 'closed' })));
  expect(none).toEqual({ code: 'NoSuchCORSConfiguration', status: 404 });
});
