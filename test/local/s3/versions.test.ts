import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buckets, failureOf, type RunningS3, runS3 } from './running-s3.ts';

let running: RunningS3;
beforeAll(async () => {
  running = await runS3();
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

const Bucket = 'versioned';
const put = async (Key: string, Body: string) =>
  (await running.client.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId as string;
const read = async (Key: string, VersionId?: string) =>
  (await running.client.send(new GetObjectCommand({ Bucket, Key, VersionId }))).Body?.transformToString();
const remove = (Key: string, VersionId?: string) =>
  running.client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
const list = (more: object) => running.client.send(new ListObjectVersionsCommand({ Bucket, ...more }));

test('every write is a version that can still be read', async () => {
  const [first, second] = [await put('a', 'one'), await put('a', 'two')];
  expect(first).not.toBe(second);
  expect([await read('a'), await read('a', first), await read('a', second)]).toEqual(['two', 'one', 'two']);
  expect(running.s3.current(Bucket, 'a')?.versionId).toBe(second);
});

test('a delete hides the object behind a marker, and deleting the marker shows it again', async () => {
  const version = await put('hidden', 'x');
  const marker = await remove('hidden');
  expect(marker.DeleteMarker).toBe(true);
  const answer = await running.send('GET', '/versioned/hidden');
  expect([answer.status, answer.headers['x-amz-delete-marker'], answer.headers['x-amz-version-id']]).toEqual([
    404,
    'true',
    marker.VersionId,
  ]);
  expect(answer.text).toContain('<Code>NoSuchKey</Code>');
  const itself = await running.send('GET', `/versioned/hidden?versionId=${marker.VersionId}`);
  expect([itself.status, itself.headers.allow, itself.headers['x-amz-delete-marker']]).toEqual([
    405,
    'DELETE',
    'true',
  ]);
  expect(await read('hidden', version)).toBe('x');
  const undone = await remove('hidden', marker.VersionId);
  expect([undone.DeleteMarker, undone.VersionId]).toEqual([true, marker.VersionId]);
  expect(await read('hidden')).toBe('x');
});

test('deleting the newest version for good brings the one before back', async () => {
  const [first, second] = [await put('stack', 'one'), await put('stack', 'two')];
  const removed = await remove('stack', second);
  expect([removed.VersionId, removed.DeleteMarker]).toEqual([second, undefined]);
  expect(await read('stack')).toBe('one');
  await remove('stack', first);
  expect(await failureOf(read('stack'))).toEqual({ code: 'NoSuchKey', status: 404 });
  const nothing = await running.send('HEAD', '/versioned/stack');
  expect(nothing.headers['x-amz-delete-marker']).toBeUndefined();
});

test('a version that is not there, or no version id at all', async () => {
  const version = await put('one-version', 'x');
  const other = await put('another', 'x');
  const failures = [other, 'null'].map((id) => failureOf(read('one-version', id)));
  expect(await Promise.all(failures)).toEqual(Array(2).fill({ code: 'NoSuchVersion', status: 404 }));
  for (const id of ['nonsense', `${version}x`]) {
    expect(await failureOf(read('one-version', id))).toEqual({ code: 'InvalidArgument', status: 400 });
  }
  expect((await running.send('GET', '/versioned/one-version?versionId=')).status).toBe(400);
  expect((await running.send('DELETE', `/versioned/one-version?versionId=${other}`)).status).toBe(204);
  expect(await read('one-version')).toBe('x');
});

test('an old version comes back as a copy of it', async () => {
  const old = await put('restored', 'old');
  await put('restored', 'new');
  const CopySource = `${Bucket}/restored?versionId=${old}`;
  const copy = await running.client.send(new CopyObjectCommand({ Bucket, Key: 'restored', CopySource }));
  expect(copy.CopySourceVersionId).toBe(old);
  expect(await read('restored')).toBe('old');
});

test('versions are listed by key, the newest first, and go on after one that is deleted meanwhile', async () => {
  const versions: string[] = [];
  for (const body of ['1', '2', '3']) versions.unshift(await put('list/a', body));
  const marker = await remove('list/a');
  await put('list/b', '1');
  const whole = await list({ Prefix: 'list/' });
  expect(whole.DeleteMarkers).toMatchObject([{ Key: 'list/a', VersionId: marker.VersionId, IsLatest: true }]);
  expect(whole.Versions?.map(({ Key, VersionId, IsLatest }) => [Key, VersionId, IsLatest])).toEqual([
    ...versions.map((version) => ['list/a', version, false]),
    ['list/b', expect.any(String), true],
  ]);
  // As programs that empty a bucket do: a page, its deletion, and on from where it ended.
  let page = await list({ Prefix: 'list/', MaxKeys: 2 });
  let pages = 0;
  for (;;) {
    const Objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
      Key,
      VersionId,
    }));
    pages += 1;
    await running.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    if (!page.IsTruncated) break;
    const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
    page = await list({ Prefix: 'list/', MaxKeys: 2, KeyMarker, VersionIdMarker });
  }
  expect(pages).toBe(3);
  const left = await list({ Prefix: 'list/' });
  expect([left.Versions, left.DeleteMarkers]).toEqual([undefined, undefined]);
});

test('common prefixes of versions are listed once, over pages too', async () => {
  for (const key of ['roll/x/1', 'roll/x/2', 'roll/y/1', 'roll/z']) await put(key, 'x');
  const found: unknown[] = [];
  let markers = {};
  for (let more = true; more; ) {
    const page = await list({ Prefix: 'roll/', Delimiter: '/', MaxKeys: 1, ...markers });
    found.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
    found.push(...(page.Versions ?? []).map(({ Key }) => Key));
    markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    more = page.IsTruncated ?? false;
  }
  expect(found).toEqual(['roll/x/', 'roll/y/', 'roll/z']);
});

test('many versions and markers go by one request, each told of', async () => {
  const version = await put('batch/a', 'x');
  await put('batch/b', 'x');
  const { Deleted, Errors } = await running.client.send(
    new DeleteObjectsCommand({
      Bucket,
      Delete: {
        Objects: [
          { Key: 'batch/a', VersionId: version },
          { Key: 'batch/b' },
          { Key: 'batch/c', VersionId: 'nonsense' },
          { Key: 'batch/d', ETag: '"abc"' },
        ],
      },
    }),
  );
  expect(Deleted).toEqual([
    { Key: 'batch/a', VersionId: version },
    { Key: 'batch/b', DeleteMarker: true, DeleteMarkerVersionId: expect.any(String) },
  ]);
  expect(Errors?.map(({ Key, Code }) => [Key, Code])).toEqual([
    ['batch/c', 'InvalidArgument'],
    ['batch/d', 'NoSuchKey'],
  ]);
});

test('a bucket whose versioning is switched off keeps its versions, and writes to the one called null', async () => {
  const folder = await mkdtemp(join(tmpdir(), 's3-'));
  const bucketsWith = (versioned: boolean) => buckets.map((bucket) => ({ ...bucket, versioned }));
  const at = { Bucket: 'plain', Key: 'a' };
  let first: string | undefined;
  {
    await using before = await runS3({ folder, buckets: bucketsWith(true) });
    first = (await before.client.send(new PutObjectCommand({ ...at, Body: 'one' }))).VersionId;
  }
  {
    await using after = await runS3({ folder, buckets: bucketsWith(false) });
    const { Status } = await after.client.send(new GetBucketVersioningCommand({ Bucket: 'plain' }));
    expect(Status).toBe('Suspended');
    for (const Body of ['two', 'three']) {
      expect((await after.client.send(new PutObjectCommand({ ...at, Body }))).VersionId).toBe('null');
    }
    const { Versions } = await after.client.send(new ListObjectVersionsCommand({ Bucket: 'plain' }));
    expect(Versions?.map(({ VersionId, Size }) => [VersionId, Size])).toEqual([
      ['null', 5],
      [first, 3],
    ]);
    expect((await after.client.send(new DeleteObjectCommand(at))).VersionId).toBe('null');
    const head = await after.client.send(new HeadObjectCommand({ ...at, VersionId: first }));
    expect(head.ContentLength).toBe(3);
  }
  await rm(folder, { recursive: true });
});
