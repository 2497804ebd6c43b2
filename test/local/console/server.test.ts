import { request } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Problem } from '../../../local/console/answers.ts';
import type { Snapshot } from '../../../local/console/api.ts';
import { Live } from '../../../local/console/live.ts';
import { consoleServer } from '../../../local/console/server.ts';
import { type Listening, listen } from '../../../local/http/loopback.ts';
import { watchLive } from '../../support/live-page.ts';

let server: Listening;
let live: Live;
let calls: unknown[];
const logged: unknown[] = [];

beforeEach(async () => {
  calls = [];
  const counts = { done: 0, rejected: {}, failed: 0, superseded: 0, inFlight: 0, bytesIn: 0, bytesOut: 0 };
  live = new Live({
    snapshot: () =>
      ({ counts, photos: [], notices: [], failNext: false, photosInAll: 0 }) as unknown as Snapshot,
    counts: () => counts,
    photosInAll: () => 7,
  });
  const listener = consoleServer({
    files: new Map([['/', { type: 'text/html', body: Buffer.from('<p>'), etag: '"1"' }]]),
    live,
    awsOrigin: 'http://127.0.0.1:4101',
    thumbnails: {
      bucket: 'thumbs',
      s3: {
        read: (bucket, key) => {
          calls.push([bucket, key]);
          const info = { bytes: 3, contentType: key.endsWith('.html') ? 'text/html' : 'image/jpeg' };
          return key.includes('missing')
            ? undefined
            : ({ info, body: Readable.from([Buffer.from('jpg')]) } as never);
        },
      },
    },
    desk: {
      photos: (before, status) => [{ id: `before ${before}`, status }] as never,
      photo: (id) => (id === 'a/b' ? ({ id } as never) : undefined),
      status: async (key) => ({ key }),
      notices: (before) => [{ id: before }] as never,
      execution: (arn) => (arn === 'arn:aws:states:1/2' ? ({ arn } as never) : undefined),
      link: async (wanted) => {
        if (wanted.size === 0) throw new Problem(413, 'too small');
        if (wanted.size === 1) throw new TypeError('a fault of ours');
        return { ...wanted, method: 'PUT' } as never;
      },
      sendBroken: async () => ({ key: 'uploads/broken.jpg' }),
      failNext: (on) => calls.push(on),
      redrive: (execution) => calls.push(execution),
    },
    log: (error) => logged.push(error),
  });
  server = await listen(listener, 0);
});

afterEach(async () => {
  live[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${server.origin}${path}`, { headers });
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${server.origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

test('the page comes with a policy that lets it talk to this machine and nobody else', async () => {
  const page = await get('/');

  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toMatch(
    /default-src 'none'.*connect-src 'self' http:\/\/127\.0\.0\.1:4101/,
  );
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect((await get('/', { 'if-none-match': '"1"' })).status).toBe(304);
  expect((await get('/nothing')).status).toBe(404);
  expect((await get('//')).status).toBe(400);
});

describe('what it can ask for', () => {
  test('pages of photos and notices', async () => {
    expect(await (await get('/api/photos?before=v1')).json()).toEqual({ photos: [{ id: 'before v1' }] });
    expect(await (await get('/api/photos?status=failed')).json()).toEqual({
      photos: [{ id: 'before undefined', status: 'failed' }],
    });
    expect(await (await get('/api/notices?before=41')).json()).toEqual({ notices: [{ id: 41 }] });
  });

  test('one photo, and how far the upload links say it is', async () => {
    expect(await (await get('/api/photos/a%2Fb')).json()).toEqual({ id: 'a/b' });
    expect((await get('/api/photos/other')).status).toBe(404);
    expect(await (await get('/api/links?key=uploads%2Fa%26b')).json()).toEqual({ key: 'uploads/a&b' });
    expect((await get('/api/nothing')).status).toBe(404);
  });

  test('an execution by its ARN, encoded', async () => {
    const arn = 'arn:aws:states:1/2';

    expect(await (await get(`/api/executions/${encodeURIComponent(arn)}`)).json()).toEqual({ arn });
    expect((await get('/api/executions/other')).status).toBe(404);
    expect((await get('/api/executions/%zz')).status).toBe(400);
  });

  test('a thumbnail, as a picture or as nothing that a browser would run', async () => {
    const picture = await get(`/files/${encodeURIComponent('thumbnails/3f/ä b.jpg/small.jpg')}?etag=1`);
    expect(await picture.text()).toBe('jpg');
    expect(picture.headers.get('content-type')).toBe('image/jpeg');
    expect(calls).toEqual([['thumbs', 'thumbnails/3f/ä b.jpg/small.jpg']]);

    const page = await get(`/files/${encodeURIComponent('thumbnails/x.html')}`);
    expect(page.headers.get('content-type')).toBe('application/octet-stream');
    expect((await get(`/files/${encodeURIComponent('thumbnails/missing')}`)).status).toBe(404);
  });

  test('nothing of the bucket but thumbnails', async () => {
    expect((await get(`/files/${encodeURIComponent('outcomes/uploads/x.json')}`)).status).toBe(404);
    expect(calls).toEqual([]);
  });
});

describe('what it can have done', () => {
  test.each([
    { path: '/api/links', body: { fileName: 'a.jpg', size: 5 }, status: 201 },
    { path: '/api/broken', body: {}, status: 202 },
    { path: '/api/fail-next', body: { failNext: true }, status: 200 },
    { path: '/api/redrive', body: { execution: 'arn:1' }, status: 202 },
  ])('$path', async ({ path, body, status }) => {
    expect((await post(path, body)).status).toBe(status);
  });

  test.each([
    { path: '/api/fail-next', body: { failNext: 'yes' }, status: 400 },
    { path: '/api/redrive', body: {}, status: 400 },
    { path: '/api/links', body: 'no json', status: 400 },
    { path: '/api/links', body: 'null', status: 400 },
    { path: '/api/links', body: { size: 0 }, status: 413 },
    { path: '/api/nothing', body: {}, status: 404 },
    { path: '/api/links', body: 'x'.repeat(70_000), status: 413 },
  ])('$path with $body is refused with $status, and says why', async ({ path, body, status }) => {
    const refused = await post(path, body);

    expect(refused.status).toBe(status);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(await refused.json()).toMatchObject({ status, detail: expect.stringMatching(/\w+/) });
  });

  test('a fault of ours is logged and not shown', async () => {
    const refused = await post('/api/links', { size: 1 });

    expect(refused.status).toBe(500);
    expect(await refused.text()).not.toContain('a fault of ours');
    expect(logged).toContainEqual(new TypeError('a fault of ours'));
  });
});

describe('other sites get nothing', () => {
  test('by a name of theirs that points here', async () => {
    const { port } = server;
    const status = await new Promise((resolve) => {
      request(
        { port, host: '127.0.0.1', path: '/api/photos', headers: { host: `evil.example:${port}` } },
        (answer) => resolve(answer.resume().statusCode),
      ).end();
    });
    expect(status).toBe(403);
  });

  test('by a request that a browser sends for them', async () => {
    expect(
      (await post('/api/redrive', { execution: 'arn:1' }, { origin: 'https://evil.example' })).status,
    ).toBe(403);
    expect((await post('/api/redrive', { execution: 'arn:1' }, { origin: 'null' })).status).toBe(403);
    expect(
      (await post('/api/redrive', '{"execution":"arn:1"}', { 'content-type': 'text/plain' })).status,
    ).toBe(415);
    expect(calls).toEqual([]);
  });

  test('by a method that is not meant', async () => {
    const refused = await fetch(`${server.origin}/`, { method: 'DELETE' });
    expect(refused.status).toBe(405);
    expect(refused.headers.get('allow')).toBe('GET, HEAD, POST');
  });
});

describe('what happens while a page is open', () => {
  test('a burst goes out as one change, each photo as it was last', async () => {
    using page = await watchLive(server.origin);
    const photo = (id: string, status: string) => ({ id, status }) as never;

    for (let i = 0; i < 500; i++) live.photo(photo(`${i % 5}`, i < 495 ? 'working' : 'done'));
    const json = JSON.stringify({
      ...{ version: 1, id: 'n', status: 'failed', bucket: 'photos', key: 'k', detail: 'It failed.' },
      ...{ execution: 'e', time: '2026-11-21T03:00:00.000Z' },
    });
    live.notice({ id: 1, json } as never);
    live.failing(true);
    await page.until(({ photos }) => photos.size > 0, 'the change');

    expect([...page.photos.values()]).toHaveLength(5);
    expect([...page.photos.values()].every(({ status }) => status === 'done')).toBe(true);
    expect(page.notices).toEqual([{ id: 1, json }]);
    expect(page.failNext).toBe(true);
  });

  test('a page that comes in the middle begins with the snapshot and misses nothing after it', async () => {
    using first = await watchLive(server.origin);
    live.photo({ id: 'before' } as never);
    using second = await watchLive(server.origin);
    live.photo({ id: 'after' } as never);
    await Promise.all(
      [first, second].map((page) => page.until(({ photos }) => photos.has('after'), 'the change')),
    );

    expect([...first.photos.keys()]).toEqual(['before', 'after']);
    expect(second.photos.has('after')).toBe(true);
  });
});
