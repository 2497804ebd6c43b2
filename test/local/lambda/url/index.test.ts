import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { InvocationError } from '../../../../local/lambda/index.ts';
import { signRequest } from '../../../../local/signature/index.ts';
import { credentials, openedUrl, region } from './opened-url.ts';

const terms = { credentials, region, service: 'lambda', now: Date.now };
const iam = { auth: 'AWS_IAM' } as const;
const json = { 'content-type': 'application/json' };

test('a signed request gets through, and its event says who signed it', async () => {
  await using url = await openedUrl((event: { requestContext: object }) => event.requestContext, iam);
  const body = '{"fileName":"cat.jpg"}';
  const target = `${url.origin}/a?key=uploads%2Fa%20b.jpg`;
  const headers = signRequest({ method: 'POST', url: target, headers: json, body }, terms);

  const answer = await fetch(target, { method: 'POST', headers, body });

  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    accountId: '000000000000',
    authorizer: {
      iam: {
        accessKey: 'AKIDEXAMPLE',
        accountId: '000000000000',
        callerId: '000000000000',
        cognitoIdentity: null,
        principalOrgId: null,
        userArn: 'arn:aws:iam::000000000000:root',
        userId: '000000000000',
      },
    },
  });
});

test('a request that is not signed is forbidden', async () => {
  let asks = 0;
  await using url = await openedUrl(() => asks++, iam);

  const answer = await url.send({ method: 'POST', headers: json, body: '{}' });

  expect(answer).toMatchObject({ status: 403, body: '{"Message":"Forbidden"}' });
  expect(answer.headers).toMatchObject({
    'x-amzn-errortype': 'AccessDeniedException',
    'content-type': 'application/json',
  });
  expect(asks).toBe(0);
});

const signed = { method: 'POST', headers: json, body: '{"size":7}' };
test.each([
  ['another key', { ...signed, terms: { ...terms, credentials: { ...credentials, accessKeyId: 'OTHER' } } }],
  [
    'another secret',
    { ...signed, terms: { ...terms, credentials: { ...credentials, secretAccessKey: 'other' } } },
  ],
  ['another service', { ...signed, terms: { ...terms, service: 's3' } }],
  ['another region', { ...signed, terms: { ...terms, region: 'eu-central-1' } }],
  ['a clock 16 minutes off', { ...signed, terms: { ...terms, now: () => Date.now() - 16 * 60_000 } }],
  ['another body', { ...signed, sent: '{"size":8}', terms }],
  ['another query', { ...signed, path: '/?key=other', terms }],
])(
  'a request that was signed with %s is forbidden',
  async (_what, { terms: own, method, headers, body, ...rest }) => {
    let asks = 0;
    await using url = await openedUrl(() => asks++, iam);
    const { sent = body, path = '/' } = rest as { sent?: string; path?: string };
    const signature = signRequest({ method, url: `${url.origin}/`, headers, body }, own);

    const answer = await url.send({
      method,
      path,
      headers: { ...signature, host: `127.0.0.1:${url.port}` },
      body: sent,
    });

    expect(answer.status).toBe(403);
    expect(answer.headers['x-amzn-errortype']).toMatch(/^(AccessDenied|InvalidSignature)Exception$/);
    expect(asks).toBe(0);
  },
);

test.each([
  ['evil.example', 403],
  ['evil.example:PORT', 403],
  ['127.0.0.1', 403],
  ['127.0.0.1:1', 403],
  ['127.0.0.1.evil.example:PORT', 403],
  ['localhost:PORT', 200],
  ['127.0.0.1:PORT', 200],
])('the host %s is answered with %i', async (host, status) => {
  const cors = { allowedOrigins: ['*'], allowedMethods: ['*'], allowedHeaders: ['*'], exposedHeaders: [] };
  await using url = await openedUrl(() => ({}), { cors });
  const headers = { host: host.replace('PORT', String(url.port)) };
  const preflight = { ...headers, origin: 'http://evil.example', 'access-control-request-method': 'POST' };

  expect((await url.send({ headers })).status).toBe(status);
  expect((await url.send({ method: 'OPTIONS', headers: preflight })).status).toBe(status);
});

test.each([
  ['throws', new InvocationError('TypeError', '{"errorMessage":"secret"}')],
  ['takes too long', new InvocationError('Sandbox.Timedout', '{}')],
])('a function that %s is a bad gateway, and nothing of it is told', async (_what, error) => {
  await using url = await openedUrl(() => {
    throw error;
  });

  const answer = await url.send();

  expect(answer).toMatchObject({ status: 502, body: 'Internal Server Error' });
  expect(answer.headers['x-amzn-requestid']).toBeDefined();
  expect(url.errors).toEqual([]);
});

test('P14 a throttled function is 429', async () => {
  await using url = await openedUrl(() => {
    throw new InvocationError('Lambda.TooManyRequestsException', 'Rate Exceeded.');
  });

  const answer = await url.send();

  expect(answer).toMatchObject({ status: 429, body: '{"Message":"Rate Exceeded."}' });
  expect(answer.headers['x-amzn-errortype']).toBe('TooManyRequestsException');
});

test('P14 of more than 1,000 requests at once the rest is 429, and those after them are answered', async () => {
  const { promise: going, resolve: go } = Promise.withResolvers<void>();
  await using url = await openedUrl(() => going.then(() => ({})));

  const answers = Array.from({ length: 1003 }, () => url.send());
  const refused = (await firstOf(answers, 3)).map(({ status }) => status);
  go();
  const all = await Promise.all(answers);

  expect(refused).toEqual([429, 429, 429]);
  expect(all.filter(({ status }) => status === 200)).toHaveLength(1000);
  expect((await url.send()).status).toBe(200);
});

async function firstOf<Result>(promises: Promise<Result>[], count: number): Promise<Result[]> {
  const first: Result[] = [];
  return new Promise((resolve, reject) => {
    for (const promise of promises) {
      promise.then((result) => {
        if (first.push(result) === count) resolve([...first]);
      }, reject);
    }
  });
}

test('a client that hangs up is nothing to tell of, and does not reach the function', async () => {
  let asks = 0;
  await using url = await openedUrl(() => asks++);
  const socket = connect(url.port, '127.0.0.1');
  socket.end(`POST / HTTP/1.1\r\nhost: 127.0.0.1:${url.port}\r\ncontent-length: 1000\r\n\r\nonly so much`);
  await once(socket.resume(), 'close');
  await url.send();
  expect([asks, url.errors]).toEqual([1, []]);
});

test('a body over 6 MB is 413, whether it says so or not', async () => {
  let asks = 0;
  await using url = await openedUrl(() => asks++);
  const body = Buffer.alloc(6 * 1024 * 1024 + 1);

  const answer = await url.send({ method: 'POST', headers: { 'content-length': String(body.length) }, body });
  expect(answer.status).toBe(413);
  expect(answer.headers['x-amzn-errortype']).toBe('RequestEntityTooLargeException');
  expect((await url.send({ method: 'POST', headers: { 'transfer-encoding': 'chunked' }, body })).status).toBe(
    413,
  );
  expect(asks).toBe(0);
  await url.send({ method: 'POST', body: body.subarray(1) });
  expect(asks).toBe(1);
});
