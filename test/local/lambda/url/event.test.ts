import { expect, test } from '@jest/globals';
import { openedUrl } from './opened-url.ts';

const echo = (event: object) => event;

test('a request becomes the event of payload 2.0', async () => {
  await using url = await openedUrl(echo);
  const before = Date.now();
  const { body, headers } = await url.send({
    method: 'POST',
    path: '/a%20b/c?key=uploads%2Fcat.jpg&x=1&x=2&empty=&plus=a+b',
    headers: {
      'User-Agent': 'curl/8',
      'X-Twice': ['one', 'two'],
      Cookie: 'a=1; b=2',
      'Content-Type': 'application/json; charset=utf-8',
    },
    body: '{"fileName":"kätzchen.jpg"}',
  });

  const event = JSON.parse(body);
  expect(event).toEqual({
    version: '2.0',
    routeKey: '$default',
    rawPath: '/a%20b/c',
    rawQueryString: 'key=uploads%2Fcat.jpg&x=1&x=2&empty=&plus=a+b',
    cookies: ['a=1', 'b=2'],
    headers: {
      'user-agent': 'curl/8',
      'x-twice': 'one,two',
      'content-type': 'application/json; charset=utf-8',
      'content-length': '28',
      connection: 'close',
      host: `127.0.0.1:${url.port}`,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': String(url.port),
      'x-forwarded-proto': 'http',
    },
    queryStringParameters: { key: 'uploads/cat.jpg', x: '1,2', empty: '', plus: 'a b' },
    requestContext: {
      accountId: 'anonymous',
      apiId: 'local',
      domainName: '127.0.0.1',
      domainPrefix: 'local',
      http: {
        method: 'POST',
        path: '/a%20b/c',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'curl/8',
      },
      requestId: headers['x-amzn-requestid'],
      routeKey: '$default',
      stage: '$default',
      time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      timeEpoch: expect.any(Number),
    },
    body: '{"fileName":"kätzchen.jpg"}',
    isBase64Encoded: false,
  });
  expect(event.requestContext.timeEpoch).toBeGreaterThanOrEqual(before);
  expect(event.requestContext.timeEpoch).toBeLessThanOrEqual(Date.now());
});

test('what a request does not have, its event does not have', async () => {
  await using url = await openedUrl(echo);

  const event = JSON.parse((await url.send()).body);

  expect(event).toMatchObject({ rawPath: '/', rawQueryString: '', isBase64Encoded: false });
  for (const name of ['cookies', 'queryStringParameters', 'body']) expect(event).not.toHaveProperty(name);
  expect(event.requestContext).not.toHaveProperty('authorizer');
});

test('names of query parameters that objects have of their own are names like others', async () => {
  await using url = await openedUrl(echo);

  const { body } = await url.send({ path: '/?__proto__=1&constructor=2&constructor=3&bad=%E0%A4%A' });

  expect(body).toContain('"queryStringParameters":{"__proto__":"1","constructor":"2,3","bad":');
});

test('headers may have the names that objects have of their own', async () => {
  await using url = await openedUrl(({ headers }: { headers: object }) => headers);

  const { body } = await url.send({ headers: { constructor: 'a', tostring: 'b' } });

  expect(JSON.parse(body)).toMatchObject({ constructor: 'a', tostring: 'b' });
});

test('a body that says it is text and is no UTF-8 comes as base64, so that nothing of it is lost', async () => {
  await using url = await openedUrl(echo);
  const sent = Buffer.from([0x22, 0xe4, 0x22]);

  const { body } = await url.send({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: sent,
  });

  expect(JSON.parse(body)).toMatchObject({ body: sent.toString('base64'), isBase64Encoded: true });
});

test.each([
  ['application/json', false],
  ['APPLICATION/JSON', false],
  ['text/plain', false],
  ['text/csv; charset=utf-8', false],
  ['application/xml', false],
  ['application/javascript', false],
  ['application/x-www-form-urlencoded', true],
  ['application/octet-stream', true],
  ['application/problem+json', true],
  ['image/jpeg', true],
  [undefined, true],
])('a body of the type %s comes as base64: %s', async (type, base64) => {
  await using url = await openedUrl(echo);
  const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };

  const event = JSON.parse((await url.send({ method: 'POST', headers, body: 'a=ü' })).body);

  expect(event.isBase64Encoded).toBe(base64);
  expect(event.body).toBe(base64 ? Buffer.from('a=ü').toString('base64') : 'a=ü');
});
