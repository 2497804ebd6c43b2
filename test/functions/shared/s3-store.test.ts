import { S3Client } from '@aws-sdk/client-s3';
import { expect, test } from '@jest/globals';
import {
  briefS3ClientSettings,
  s3ClientSettings,
  s3SourceBucket,
  s3ThumbnailsBucket,
} from '../../../functions/shared/s3-store.ts';
import { type Answer, scriptedServer } from '../../support/scripted-server.ts';

const content = {
  body: 'picture',
  contentType: 'image/jpeg',
  cacheControl: 'max-age=1',
  metadata: { claim: 'c', settings: 's' },
};

/** The real SDK over real HTTP, in a hurry. */
async function bucketsAgainst(...answers: Answer[]) {
  const server = await scriptedServer(answers);
  const client = new S3Client({
    endpoint: server.endpoint,
    region: 'eu-central-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { requestTimeout: 200, throwOnRequestTimeout: true },
  });
  return {
    requests: server.requests,
    uploads: s3SourceBucket(client, 'uploads'),
    thumbnails: s3ThumbnailsBucket(client, 'thumbnails'),
    [Symbol.asyncDispose]: () => {
      client.destroy();
      return server[Symbol.asyncDispose]();
    },
  };
}

test('writes with what it expects to find, the type, the caching and the metadata', async () => {
  await using s3 = await bucketsAgainst(200, 200);

  const fresh = await s3.thumbnails.write('a/b c.jpg', content, 'nothing');
  const over = await s3.thumbnails.write('a/b c.jpg', content, { etag: 'abc' });

  expect([fresh, over]).toEqual([true, true]);
  const common = {
    'content-type': 'image/jpeg',
    'cache-control': 'max-age=1',
    'x-amz-meta-claim': 'c',
    'x-amz-meta-settings': 's',
    'x-amz-checksum-crc32': expect.any(String),
  };
  expect(s3.requests).toMatchObject([
    {
      method: 'PUT',
      url: '/thumbnails/a/b%20c.jpg?x-id=PutObject',
      headers: { ...common, 'if-none-match': '*' },
    },
    { method: 'PUT', headers: { ...common, 'if-match': '"abc"' } },
  ]);
  expect(s3.requests[0]?.headers).not.toHaveProperty('if-match');
});

test.each([s3ClientSettings, briefS3ClientSettings])(
  'says and asks no checksum when it reads',
  async (settings) => {
    await using server = await scriptedServer([404]);
    const client = new S3Client({
      ...settings,
      ...{ endpoint: server.endpoint, region: 'eu-central-1', forcePathStyle: true },
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });

    await s3SourceBucket(client, 'uploads').open('a');

    expect(server.requests).toMatchObject([{ method: 'GET' }]);
    expect(server.requests[0]?.headers).not.toHaveProperty('x-amz-checksum-mode');
    client.destroy();
  },
);

test.each([412, 409, 404])('a write that meets something else (%i) has not happened', async (status) => {
  await using s3 = await bucketsAgainst(status);

  expect(await s3.thumbnails.write('a', content, { etag: 'abc' })).toBe(false);
});

test('removes only what it expects to find', async () => {
  await using s3 = await bucketsAgainst(204, 412);

  const removed = [
    await s3.thumbnails.remove('a', { etag: 'abc' }),
    await s3.thumbnails.remove('a', { etag: 'abc' }),
  ];

  expect(removed).toEqual([true, false]);
  expect(s3.requests).toMatchObject([{ method: 'DELETE', headers: { 'if-match': '"abc"' } }, {}]);
});

test('reads what stands at a key, without the quotes of its ETag', async () => {
  const headers = {
    etag: '"abc"',
    'content-length': '7',
    'content-type': 'image/jpeg',
    'last-modified': 'Sat, 21 Nov 2026 10:00:00 GMT',
    'x-amz-meta-claim': 'c',
  };
  await using s3 = await bucketsAgainst({ status: 200, headers }, { status: 200, headers, body: 'picture' });

  const head = await s3.thumbnails.head('a');
  const read = await s3.thumbnails.read('a');

  expect(head).toEqual({
    etag: 'abc',
    bytes: 7,
    contentType: 'image/jpeg',
    lastModified: new Date('2026-11-21T10:00:00Z'),
    metadata: { claim: 'c' },
  });
  expect(read).toMatchObject({ etag: 'abc', text: 'picture' });
});

test('opens the current source, whatever its version', async () => {
  const headers = { etag: '"abc"', 'content-length': '7', 'x-amz-version-id': 'v1' };
  await using s3 = await bucketsAgainst(
    { status: 200, headers, body: 'picture' },
    { status: 200, headers: { ...headers, 'x-amz-version-id': 'null' } },
  );

  const source = await s3.uploads.open('a');
  const unversioned = await s3.uploads.head('a');

  expect(source).toMatchObject({ etag: 'abc', bytes: 7, versionId: 'v1' });
  expect(Buffer.concat((await source?.body.toArray()) ?? []).toString()).toBe('picture');
  expect(unversioned).toEqual({ etag: 'abc', bytes: 7 });
  expect(s3.requests[0]?.url).not.toContain('versionId');
});

test('deletes a rejected upload by its version, or else by its ETag', async () => {
  await using s3 = await bucketsAgainst(204, 204);

  await s3.uploads.remove('a', { etag: 'abc', versionId: 'v1' });
  await s3.uploads.remove('a', { etag: 'abc' });

  expect(s3.requests).toMatchObject([
    { url: expect.stringContaining('versionId=v1') },
    { headers: { 'if-match': '"abc"' } },
  ]);
  expect(s3.requests[0]?.headers).not.toHaveProperty('if-match');
});

test('lists what is directly in a folder', async () => {
  const body =
    '<ListBucketResult><Contents><Key>a/x.jpg</Key></Contents><CommonPrefixes><Prefix>a/b/</Prefix></CommonPrefixes></ListBucketResult>';
  await using s3 = await bucketsAgainst({ status: 200, body });

  expect(await s3.thumbnails.list('a/')).toEqual(['a/x.jpg']);
  expect(s3.requests[0]?.url).toMatch(/delimiter=%2F.*prefix=a%2F/);
});

test('F3 what is not there, or is behind a delete marker, is undefined', async () => {
  const noSuchKey = '<Error><Code>NoSuchKey</Code></Error>';
  const marker = { status: 404, headers: { 'x-amz-delete-marker': 'true' }, body: noSuchKey };
  await using s3 = await bucketsAgainst(404, { status: 404, body: noSuchKey }, marker);

  const found = [
    await s3.thumbnails.head('a'),
    await s3.thumbnails.read('a'),
    await s3.uploads.open('a'),
    await s3.uploads.head(''),
  ];

  expect(found).toEqual([undefined, undefined, undefined, undefined]);
});

test.each<Answer>([500, 503, 429, 'reset', 'silence'])(
  'F1 storage that answers with %s is unavailable: worth a retry',
  async (answer) => {
    await using s3 = await bucketsAgainst(answer, answer);

    await expect(s3.uploads.open('a')).rejects.toMatchObject({ name: 'StorageUnavailableError' });
    await expect(s3.thumbnails.write('a', content, 'nothing')).rejects.toMatchObject({
      name: 'StorageUnavailableError',
    });
  },
);

test('F2 access denied stays what it is: nobody retries it', async () => {
  await using s3 = await bucketsAgainst({ status: 403, body: '<Error><Code>AccessDenied</Code></Error>' });

  await expect(s3.uploads.open('a')).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('F1 the settings that the functions use give up on silence, before a function of 3 seconds is over', async () => {
  await using server = await scriptedServer(['silence', 'silence', 'silence']);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const { endpoint } = server;
  const client = new S3Client({
    ...briefS3ClientSettings,
    endpoint,
    region: 'eu-central-1',
    forcePathStyle: true,
    credentials,
  });

  await expect(s3SourceBucket(client, 'uploads').head('a')).rejects.toMatchObject({
    name: 'StorageUnavailableError',
  });

  const { connectionTimeout, requestTimeout } = briefS3ClientSettings.requestHandler;
  expect((connectionTimeout + requestTimeout) * server.requests.length).toBeLessThan(2_500);
  expect(s3ClientSettings.requestHandler.throwOnRequestTimeout).toBe(true);
  client.destroy();
});
