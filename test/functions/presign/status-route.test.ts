import { expect, test } from '@jest/globals';
import { outcomeKey } from '../../../functions/shared/keys.ts';
import { functionUrl, problem, signedAt, twoRenditions, uuid } from './function-url.ts';
import { signatureOn } from './signature.ts';

const key = `uploads/${uuid}/beach.jpg`;
const soon = new Date(signedAt.getTime() + 1000);

test('GET of a key with nothing under it, or nothing any more, is 404', async () => {
  const { ask, buckets } = functionUrl();
  expect(await ask('GET', `/?key=${key}`)).toMatchObject(problem(404));
  buckets.upload(key, 'a photo');
  expect((await ask('GET', `/?key=${key}`)).statusCode).toBe(200);
  buckets.deleteUpload(key);
  expect(await ask('GET', `/?key=${key}`)).toMatchObject(problem(404));
});

test('GET finds a key that the query string encodes', async () => {
  const { ask, buckets } = functionUrl();
  const odd = 'uploads/50% + Ü&=#?.jpg';
  buckets.upload(odd, 'a photo');
  expect((await ask('GET', `/?key=${encodeURIComponent(odd)}`)).json).toEqual({
    key: odd,
    status: 'waiting',
    renditions: [],
  });
});

test('GET of a photo that is done links its thumbnails', async () => {
  const { ask, buckets } = functionUrl();
  const { object } = buckets.upload(key, 'a photo');
  const settings = twoRenditions.fingerprintFor(key);
  const metadata = { etag: object.etag, 'version-id': object['version-id'] ?? '', claim: 'a', settings };
  for (const [name, width, height] of [
    ['large.webp', 1280, 960],
    ['small.jpg', 200, 150],
  ] as const) {
    const content = {
      body: 'bytes',
      contentType: 'image/x',
      metadata: { ...metadata, width: `${width}`, height: `${height}` },
    };
    await buckets.thumbnails().write(`thumbnails/${uuid}/beach.jpg/${name}`, content, 'nothing');
  }
  const { statusCode, headers, json } = await ask('GET', `/?key=${key}`);
  expect({ statusCode, cache: headers['cache-control'] }).toEqual({ statusCode: 200, cache: 'no-store' });
  expect(json).toEqual({
    key,
    status: 'done',
    renditions: [
      { name: 'large', url: expect.any(String), width: 1280, height: 960, format: 'webp', bytes: 5 },
      { name: 'small', url: expect.any(String), width: 200, height: 150, format: 'jpeg', bytes: 5 },
    ],
  });
  for (const { url } of json.renditions) expect(signatureOn('GET', url, {}, soon)).toBe('holds');
});

test('GET of a photo that was rejected says why', async () => {
  const { ask, buckets } = functionUrl();
  const { object } = buckets.upload(key, 'no photo');
  const record = {
    status: 'rejected',
    reason: 'corrupt',
    detail: 'The picture is damaged.',
    source: { etag: object.etag, versionId: object['version-id'] },
    claim: 'a',
    time: '2026-03-01T12:00:01Z',
  };
  const content = { body: JSON.stringify(record), contentType: 'application/json', metadata: {} };
  await buckets.thumbnails().write(outcomeKey(key), content, 'nothing');
  expect((await ask('GET', `/?key=${key}`)).json).toEqual({
    key,
    status: 'rejected',
    renditions: [],
    reason: 'corrupt',
    detail: 'The picture is damaged.',
  });
});
