import { createHash, randomBytes } from 'node:crypto';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { filesIn } from './files-in.ts';
import { failureOf, type RunningS3, runS3 } from './running-s3.ts';

let running: RunningS3;
beforeAll(async () => {
  running = await runS3();
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

const Bucket = 'plain';
const put = (Key: string, Body: string, more = {}) =>
  running.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const copy = (Key: string, CopySource: string, more = {}) =>
  running.client.send(new CopyObjectCommand({ Bucket, Key, CopySource, ...more }));
const read = async (Key: string) =>
  (await running.client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
const head = (Key: string, more = {}) => running.client.send(new HeadObjectCommand({ Bucket, Key, ...more }));

test('a copy has the description of its source, or its own', async () => {
  await put('source', 'x', { ContentType: 'image/png', CacheControl: 'no-store', Metadata: { a: '1' } });
  await copy('same', `${Bucket}/source`, { ContentType: 'text/plain', Metadata: { b: '2' } });
  expect(await head('same')).toMatchObject({
    ContentType: 'image/png',
    CacheControl: 'no-store',
    Metadata: { a: '1' },
  });
  const own = { ContentType: 'text/plain', Metadata: { b: '2' }, MetadataDirective: 'REPLACE' };
  await copy('own', `${Bucket}/source`, own);
  const described = await head('own');
  expect([described.ContentType, described.CacheControl, described.Metadata]).toEqual([
    'text/plain',
    undefined,
    { b: '2' },
  ]);
});

test('a copy outlives its source, and its source outlives it', async () => {
  await put('one', 'the bytes');
  await copy('two', `/${Bucket}/one`);
  await copy('three', `${Bucket}/two`);
  const files = (await filesIn(running.folder)).length;
  await running.client.send(new DeleteObjectCommand({ Bucket, Key: 'one' }));
  await put('three', 'other bytes');
  expect(await read('two')).toBe('the bytes');
  await running.client.send(new DeleteObjectCommand({ Bucket, Key: 'two' }));
  await running.client.send(new DeleteObjectCommand({ Bucket, Key: 'three' }));
  expect((await filesIn(running.folder)).length).toBe(files - 1);
});

test('an object is copied to itself only to describe it anew', async () => {
  await put('itself', 'the bytes');
  expect((await failureOf(copy('itself', `${Bucket}/itself`))).code).toBe('InvalidRequest');
  await copy('itself', `${Bucket}/itself`, { MetadataDirective: 'REPLACE', Metadata: { now: 'described' } });
  expect(await read('itself')).toBe('the bytes');
  expect((await head('itself')).Metadata).toEqual({ now: 'described' });
});

test.each(['a b+c', 'ä/😀', 'per%20cent', 'a?versionId=b', '../up', ' '])(
  'a source named %j is found',
  async (key) => {
    await put(`odd/${key}`, key);
    await copy('found', `${Bucket}/${encodeURIComponent(`odd/${key}`)}`);
    expect(await read('found')).toBe(key);
  },
);

test.each([
  [{ CopySourceIfMatch: 'ETAG' }, undefined],
  [{ CopySourceIfMatch: '"other"' }, 412],
  [{ CopySourceIfNoneMatch: 'ETAG' }, 412],
  [{ CopySourceIfNoneMatch: '"other"' }, undefined],
  [{ CopySourceIfModifiedSince: new Date('2000-01-01') }, undefined],
  [{ CopySourceIfModifiedSince: new Date('2100-01-01') }, 412],
  [{ CopySourceIfUnmodifiedSince: new Date('2000-01-01') }, 412],
  [{ CopySourceIfMatch: 'ETAG', CopySourceIfUnmodifiedSince: new Date('2000-01-01') }, undefined],
])('with %j', async (conditions, status) => {
  const { ETag = '' } = await put('conditional', 'x');
  const resolved = Object.fromEntries(
    Object.entries(conditions).map(([name, value]) => [name, value === 'ETAG' ? ETag : value]),
  );
  const copied = copy('conditional copy', `${Bucket}/conditional`, resolved);
  if (status === undefined) await copied;
  else expect((await failureOf(copied)).status).toBe(status);
});

test.each([
  ['plain/not-there', 'NoSuchKey', 404],
  ['nowhere/a', 'NoSuchBucket', 404],
  ['plain', 'InvalidArgument', 400],
  ['plain/', 'InvalidArgument', 400],
  ['arn:aws:s3:us-east-1:000000000000:accesspoint/a/object/b', 'NotImplemented', 501],
  ['plain/%', 'InvalidURI', 400],
])('the source %s is %s', async (source, code, status) => {
  expect(await failureOf(copy('never', source))).toEqual({ code, status });
});

test('a copy of what was uploaded in parts has the hash of its bytes as ETag', async () => {
  const Body = randomBytes(6 * 1024 ** 2);
  await new Upload({ client: running.client, params: { Bucket, Key: 'in parts', Body } }).done();
  const { CopyObjectResult } = await copy('in one', `${Bucket}/in parts`);
  expect(CopyObjectResult?.ETag).toBe(`"${createHash('md5').update(Body).digest('hex')}"`);
  expect(CopyObjectResult?.ChecksumType).toBe('FULL_OBJECT');
});

test('a copy can be given another checksum', async () => {
  await put('to sum', 'hello', { ChecksumAlgorithm: 'CRC32' });
  const { CopyObjectResult } = await copy('summed', `${Bucket}/to sum`, { ChecksumAlgorithm: 'SHA256' });
  const sha256 = createHash('sha256').update('hello').digest('base64');
  expect(CopyObjectResult?.ChecksumSHA256).toBe(sha256);
  expect((await head('summed', { ChecksumMode: 'ENABLED' })).ChecksumSHA256).toBe(sha256);
});
