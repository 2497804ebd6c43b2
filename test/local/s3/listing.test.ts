import {
  DeleteObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { failureOf, type RunningS3, runS3 } from './running-s3.ts';

let running: RunningS3;
const Bucket = 'plain';
const keys = [
  'a',
  'b/1',
  'b/2',
  'b/c/3',
  'b0',
  'c/',
  'c/x',
  'd',
  'photos/2026/01/a.jpg',
  'photos/2026/02/b.jpg',
];
beforeAll(async () => {
  running = await runS3();
  for (const Key of keys) await running.client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

/** Keys and common prefixes, as one list in their order. */
function found(page: Pick<ListObjectsV2CommandOutput, 'Contents' | 'CommonPrefixes'>): string[] {
  const prefixes = (page.CommonPrefixes ?? []).map(({ Prefix = '' }) => `${Prefix}…`);
  return [...(page.Contents ?? []).map(({ Key = '' }) => Key), ...prefixes].sort();
}

const cases: [object, string[]][] = [
  [{}, keys],
  [{ Prefix: 'b' }, ['b/1', 'b/2', 'b/c/3', 'b0']],
  [{ Prefix: 'b/' }, ['b/1', 'b/2', 'b/c/3']],
  [{ Prefix: 'nothing' }, []],
  [{ Delimiter: '/' }, ['a', 'b/…', 'b0', 'c/…', 'd', 'photos/…']],
  [{ Delimiter: '/', Prefix: 'b' }, ['b/…', 'b0']],
  [{ Delimiter: '/', Prefix: 'b/' }, ['b/1', 'b/2', 'b/c/…']],
  [{ Delimiter: '/', Prefix: 'c/' }, ['c/', 'c/x']],
  [{ Delimiter: '2026/', Prefix: 'photos/' }, ['photos/2026/…']],
  [{ Delimiter: '.' }, [...keys.slice(0, 8), 'photos/2026/01/a.…', 'photos/2026/02/b.…']],
];

describe.each(cases)('%j', (query, expected) => {
  test('in one page', async () => {
    const page = await running.client.send(new ListObjectsV2Command({ Bucket, ...query }));
    expect([found(page), page.IsTruncated, page.KeyCount]).toEqual([
      expected.toSorted(),
      false,
      expected.length,
    ]);
  });

  test.each([1, 2, 3])('by pages of %i', async (MaxKeys) => {
    const all: string[] = [];
    let pages = 0;
    for await (const page of paginateListObjectsV2(
      { client: running.client, pageSize: MaxKeys },
      { Bucket, ...query },
    )) {
      all.push(...found(page));
      pages += 1;
    }
    expect(all).toEqual(expected);
    expect(pages).toBe(Math.max(Math.ceil(expected.length / MaxKeys), 1));
  });

  test('by pages as old programs go through them', async () => {
    const all: string[] = [];
    let Marker: string | undefined;
    for (let more = true; more; ) {
      const page = await running.client.send(
        new ListObjectsCommand({ Bucket, ...query, MaxKeys: 2, ...(Marker && { Marker }) }),
      );
      all.push(...found(page));
      Marker = page.NextMarker ?? page.Contents?.at(-1)?.Key;
      more = page.IsTruncated ?? false;
    }
    expect(all).toEqual(expected);
  });
});

test.each([
  ['a', ['b/…', 'b0', 'c/…', 'd', 'photos/…']],
  ['b/1', ['b/…', 'b0', 'c/…', 'd', 'photos/…']],
  ['b/zzz', ['b0', 'c/…', 'd', 'photos/…']],
  ['zzz', []],
])('a listing can start after %j', async (StartAfter, expected) => {
  const page = await running.client.send(new ListObjectsV2Command({ Bucket, StartAfter, Delimiter: '/' }));
  expect(found(page)).toEqual(expected);
});

test('an entry tells what S3 tells', async () => {
  const page = await running.client.send(new ListObjectsV2Command({ Bucket, Prefix: 'a', FetchOwner: true }));
  expect(page.Contents).toEqual([
    {
      Key: 'a',
      Size: 1,
      ETag: '"0cc175b9c0f1b6a831c399e269772661"',
      LastModified: expect.any(Date),
      StorageClass: 'STANDARD',
      ChecksumAlgorithm: ['CRC32'],
      ChecksumType: 'FULL_OBJECT',
      Owner: { ID: expect.stringMatching(/^[0-9a-f]{64}$/) },
    },
  ]);
});

test('no keys wanted, no keys given', async () => {
  const page = await running.client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }));
  expect([found(page), page.IsTruncated]).toEqual([[], false]);
});

test.each([
  ['max-keys=-1', 'InvalidArgument'],
  ['max-keys=many', 'InvalidArgument'],
  ['encoding-type=base64', 'InvalidArgument'],
  ['continuation-token=nonsense', 'InvalidArgument'],
])('%s is refused', async (query, code) => {
  const { status, text } = await running.send('GET', `/plain?list-type=2&${query}`);
  expect([status, /<Code>(.*)<\/Code>/.exec(text)?.[1]]).toEqual([400, code]);
});

test('a delete marker hides its key from a listing', async () => {
  const at = { Bucket: 'versioned', Key: 'hidden' };
  await running.client.send(new PutObjectCommand({ ...at, Body: 'x' }));
  await running.client.send(new PutObjectCommand({ ...at, Key: 'seen', Body: 'x' }));
  await running.client.send(new DeleteObjectCommand(at));
  expect(found(await running.client.send(new ListObjectsV2Command({ Bucket: 'versioned' })))).toEqual([
    'seen',
  ]);
  expect(running.s3.list('versioned', {}).map(({ key }) => key)).toEqual(['seen']);
});

test('those beside us in the process list without HTTP', () => {
  const list = (options: object) => running.s3.list(Bucket, options).map(({ key }) => key);
  expect(list({})).toEqual(keys);
  expect(list({ prefix: 'b/' })).toEqual(['b/1', 'b/2', 'b/c/3']);
  expect(list({ prefix: 'b/', after: 'b/1', limit: 1 })).toEqual(['b/2']);
  expect(list({ after: 'photos/2026/01/a.jpg' })).toEqual(['photos/2026/02/b.jpg']);
  expect(list({ prefix: 'b/', after: 'a' })).toEqual(['b/1', 'b/2', 'b/c/3']);
  expect(list({ prefix: 'b/', after: 'd' })).toEqual([]);
});

test('a bucket that is not there has no list', async () => {
  const failed = await failureOf(running.client.send(new ListObjectsV2Command({ Bucket: 'nowhere' })));
  expect(failed).toEqual({ code: 'NoSuchBucket', status: 404 });
});
