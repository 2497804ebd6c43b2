import { createHash, randomBytes } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  type ChecksumType,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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
const mebibyte = 1024 ** 2;
const begin = async (Key: string, more = {}) =>
  (await running.client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }))).UploadId as string;
const sendPart = (Key: string, UploadId: string, PartNumber: number, Body: Buffer | string, more = {}) =>
  running.client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ...more }));
const complete = (Key: string, UploadId: string, Parts: object[], more = {}) =>
  running.client.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }),
  );
const bytesOf = async (Key: string, more = {}) => {
  const { Body } = await running.client.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};

test('the parts become one object, with the ETag and the description that S3 would give it', async () => {
  const parts = [randomBytes(5 * mebibyte), randomBytes(5 * mebibyte), randomBytes(1000)];
  const id = await begin('whole', { ContentType: 'image/png', Metadata: { a: 'b' } });
  const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
  // Part numbers may have gaps, and parts come in any order.
  for (const [at, PartNumber] of [
    [2, 700],
    [0, 1],
    [1, 2],
  ] as const) {
    const { ETag } = await sendPart('whole', id, PartNumber, parts[at] ?? '');
    Parts.push({ PartNumber, ETag });
  }
  Parts.sort((one, other) => one.PartNumber - other.PartNumber);
  expect(running.s3.current(Bucket, 'whole')).toBeUndefined();
  const { ETag } = await complete('whole', id, Parts);
  const md5s = parts.map((part) => createHash('md5').update(part).digest());
  const md5 = createHash('md5').update(Buffer.concat(md5s)).digest('hex');
  expect(ETag).toBe(`"${md5}-3"`);
  const all = Buffer.concat(parts);
  expect((await bytesOf('whole')).equals(all)).toBe(true);
  const Range = `bytes=${5 * mebibyte - 10}-${10 * mebibyte + 9}`;
  expect(
    (await bytesOf('whole', { Range })).equals(all.subarray(5 * mebibyte - 10, 10 * mebibyte + 10)),
  ).toBe(true);
  const head = await running.client.send(new HeadObjectCommand({ Bucket, Key: 'whole' }));
  expect(head).toMatchObject({ ContentType: 'image/png', Metadata: { a: 'b' }, ContentLength: all.length });
  expect(await failureOf(complete('whole', id, Parts))).toEqual({ code: 'NoSuchUpload', status: 404 });
});

describe('a completion is refused', () => {
  let id: string;
  let first: string | undefined;
  let second: string | undefined;
  beforeAll(async () => {
    id = await begin('refused');
    first = (await sendPart('refused', id, 1, 'small')).ETag;
    second = (await sendPart('refused', id, 2, 'last')).ETag;
  });
  test.each([
    ['with parts out of order', () => [part(2, second), part(1, first)], 'InvalidPartOrder'],
    ['with a part twice', () => [part(1, first), part(1, first)], 'InvalidPartOrder'],
    ['with a part that was not sent', () => [part(1, first), part(3, first)], 'InvalidPart'],
    ['with the ETag of another', () => [part(1, second)], 'InvalidPart'],
    ['with a small part before the last', () => [part(1, first), part(2, second)], 'EntityTooSmall'],
    ['with no parts', () => [], 'MalformedXML'],
    ['with another checksum', () => [{ ...part(1, first), ChecksumCRC32: 'AAAAAA==' }], 'InvalidPart'],
  ])('%s', async (_, parts, code) => {
    expect(await failureOf(complete('refused', id, parts()))).toEqual({ code, status: 400 });
  });
  test('when the object has another size than was said', async () => {
    const said = complete('refused', id, [part(2, second)], { MpuObjectSize: 5 });
    expect(await failureOf(said)).toEqual({ code: 'InvalidRequest', status: 400 });
    await complete('refused', id, [part(2, second)], { MpuObjectSize: 4 });
    expect(running.s3.current(Bucket, 'refused')?.bytes).toBe(4);
  });
  const part = (PartNumber: number, ETag: string | undefined) => ({ PartNumber, ETag });
});

test.each([
  ['CRC32', 'COMPOSITE'],
  ['CRC32', 'FULL_OBJECT'],
  ['CRC32C', 'COMPOSITE'],
  ['CRC32C', 'FULL_OBJECT'],
  ['CRC64NVME', 'FULL_OBJECT'],
  ['SHA1', 'COMPOSITE'],
  ['SHA256', 'COMPOSITE'],
] as [ChecksumAlgorithm, ChecksumType][])('the %s of an object, %s', async (algorithm, type) => {
  const [Key, field] = [`${algorithm}-${type}`, `Checksum${algorithm}` as 'ChecksumSHA256'];
  const bodies = [randomBytes(5 * mebibyte), randomBytes(12_345)];
  const id = await begin(Key, { ChecksumAlgorithm: algorithm, ChecksumType: type });
  const Parts: object[] = [];
  for (const [at, body] of bodies.entries()) {
    const sent = await sendPart(Key, id, at + 1, body, { ChecksumAlgorithm: algorithm });
    Parts.push({ PartNumber: at + 1, ETag: sent.ETag, [field]: sent[field] });
  }
  const done = await complete(Key, id, Parts);
  expect(done.ChecksumType).toBe(type);
  if (type === 'COMPOSITE') expect(done[field]).toMatch(/-2$/);
  else {
    // What the same bytes have when they come in one piece.
    const inOne = await running.client.send(
      new PutObjectCommand({
        ...{ Bucket, Key: `${Key} in one`, Body: Buffer.concat(bodies), ChecksumAlgorithm: algorithm },
      }),
    );
    expect(done[field]).toBe(inOne[field]);
  }
  const head = await running.client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
  expect([head[field], head.ChecksumType]).toEqual([done[field], type]);
  expect((await bytesOf(Key, { ChecksumMode: 'ENABLED' })).length).toBe(5 * mebibyte + 12_345);
});

test('an upload holds its parts to the checksum that it was begun with', async () => {
  const id = await begin('strict', { ChecksumAlgorithm: 'SHA256' });
  const other = await failureOf(sendPart('strict', id, 1, 'x', { ChecksumAlgorithm: 'CRC32' }));
  expect(other).toEqual({ code: 'InvalidRequest', status: 400 });
  const { ETag } = await sendPart('strict', id, 1, 'x', { ChecksumAlgorithm: 'SHA256' });
  const without = await failureOf(complete('strict', id, [{ PartNumber: 1, ETag }]));
  expect(without).toEqual({ code: 'InvalidRequest', status: 400 });
});

test('a checksum of the whole object needs none of the parts, and is held against what is said of it', async () => {
  const id = await begin('made here', { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
  const plain = running.clientWith({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  const at = { Bucket, Key: 'made here', UploadId: id };
  const { ETag } = await plain.send(new UploadPartCommand({ ...at, PartNumber: 1, Body: 'hello' }));
  const Parts = [{ PartNumber: 1, ETag }];
  const wrong = await failureOf(complete('made here', id, Parts, { ChecksumCRC32: 'AAAAAA==' }));
  expect(wrong).toEqual({ code: 'BadDigest', status: 400 });
  // The CRC-32 of "hello".
  const { ChecksumCRC32 } = await complete('made here', id, Parts, { ChecksumCRC32: 'NhCmhg==' });
  expect(ChecksumCRC32).toBe('NhCmhg==');
});

test.each([
  ['CRC64NVME', 'COMPOSITE'],
  ['SHA1', 'FULL_OBJECT'],
  ['SHA256', 'FULL_OBJECT'],
])('there is no %s, %s', async (ChecksumAlgorithm, ChecksumType) => {
  const failed = await failureOf(begin('no such', { ChecksumAlgorithm, ChecksumType }));
  expect(failed).toEqual({ code: 'InvalidRequest', status: 400 });
});

test('a part that is sent again replaces the one before', async () => {
  const id = await begin('again');
  await sendPart('again', id, 1, 'the first');
  const files = (await filesIn(running.folder)).length;
  const { ETag } = await sendPart('again', id, 1, 'the second');
  expect((await filesIn(running.folder)).length).toBe(files);
  await complete('again', id, [{ PartNumber: 1, ETag }]);
  expect((await bytesOf('again')).toString()).toBe('the second');
});

test('an upload that is given up leaves nothing', async () => {
  const files = await filesIn(running.folder);
  const id = await begin('given up');
  await sendPart('given up', id, 1, 'x');
  const at = { Bucket, Key: 'given up', UploadId: id };
  await running.client.send(new AbortMultipartUploadCommand(at));
  expect(await filesIn(running.folder)).toEqual(files);
  expect(await failureOf(sendPart('given up', id, 1, 'x'))).toEqual({ code: 'NoSuchUpload', status: 404 });
  expect((await failureOf(running.client.send(new ListPartsCommand(at)))).code).toBe('NoSuchUpload');
});

test('parts that were sent and not chosen are gone after the completion', async () => {
  const files = (await filesIn(running.folder)).length;
  const id = await begin('chosen');
  await sendPart('chosen', id, 1, 'not this one');
  const { ETag } = await sendPart('chosen', id, 2, 'this one');
  await complete('chosen', id, [{ PartNumber: 2, ETag }]);
  expect((await filesIn(running.folder)).length).toBe(files + 1);
});

test.each(['0', '10001', 'x', '-1'])('part number %s is none', async (number) => {
  const id = await begin('numbers');
  const target = `/plain/numbers?partNumber=${number}&uploadId=${id}`;
  const answer = await running.send('PUT', target, { body: 'x' });
  expect([answer.status, answer.text.includes('<Code>InvalidArgument</Code>')]).toEqual([400, true]);
});

test('parts and uploads are listed by pages', async () => {
  const keys = ['listed/a', 'listed/b/1', 'listed/b/2', 'listed/c', 'listed/c'];
  const ids: string[] = [];
  for (const key of keys) ids.push(await begin(key));
  const id = ids[0] ?? '';
  for (const number of [1, 2, 5]) await sendPart('listed/a', id, number, `part ${number}`);
  const partPage = await running.client.send(
    new ListPartsCommand({ Bucket, Key: 'listed/a', UploadId: id, MaxParts: 2 }),
  );
  expect([partPage.Parts?.map(({ PartNumber }) => PartNumber), partPage.IsTruncated]).toEqual([[1, 2], true]);
  const rest = await running.client.send(
    new ListPartsCommand({
      ...{ Bucket, Key: 'listed/a', UploadId: id, PartNumberMarker: partPage.NextPartNumberMarker },
    }),
  );
  expect(rest.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([[5, 6]]);

  const found: unknown[] = [];
  let markers = {};
  for (let more = true; more; ) {
    const page = await running.client.send(
      new ListMultipartUploadsCommand({ Bucket, Prefix: 'listed/', MaxUploads: 1, ...markers }),
    );
    found.push(...(page.Uploads ?? []).map(({ Key, UploadId }) => [Key, UploadId]));
    markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    more = page.IsTruncated ?? false;
  }
  expect(found).toEqual(keys.map((key, at) => [key, ids[at]]));
  const rolled = await running.client.send(
    new ListMultipartUploadsCommand({ Bucket, Prefix: 'listed/', Delimiter: '/' }),
  );
  expect(rolled.CommonPrefixes).toEqual([{ Prefix: 'listed/b/' }]);
  expect(rolled.Uploads?.map(({ Key }) => Key)).toEqual(['listed/a', 'listed/c', 'listed/c']);
});

test('parts can be copied out of another object', async () => {
  const source = randomBytes(6 * mebibyte);
  await running.client.send(new PutObjectCommand({ Bucket, Key: 'copied from', Body: source }));
  const id = await begin('copied into', { ChecksumAlgorithm: 'SHA256' });
  const at = { Bucket, Key: 'copied into', UploadId: id, CopySource: `${Bucket}/copied from` };
  const copy = (PartNumber: number, CopySourceRange: string, more = {}) =>
    running.client.send(new UploadPartCopyCommand({ ...at, PartNumber, CopySourceRange, ...more }));
  const Parts: object[] = [];
  for (const [number, range] of ['bytes=1-5242880', 'bytes=100-199'].entries()) {
    const { CopyPartResult } = await copy(number + 1, range);
    const { ETag, ChecksumSHA256 } = CopyPartResult ?? {};
    Parts.push({ PartNumber: number + 1, ETag, ChecksumSHA256 });
  }
  await complete('copied into', id, Parts);
  const expected = Buffer.concat([source.subarray(1, 5242881), source.subarray(100, 200)]);
  expect((await bytesOf('copied into')).equals(expected)).toBe(true);
  const other = await begin('copied into');
  for (const range of ['bytes=0-6291456', 'bytes=5-', 'bytes=7-3']) {
    const failed = await failureOf(copy(1, range, { UploadId: other }));
    expect(failed).toEqual({ code: 'InvalidArgument', status: 400 });
  }
});

test.each([undefined, 'SHA256', 'CRC64NVME'] as const)(
  'Upload of lib-storage works, with %s',
  async (ChecksumAlgorithm) => {
    const Body = randomBytes(11 * mebibyte);
    const params = { Bucket, Key: 'library', Body, ...(ChecksumAlgorithm && { ChecksumAlgorithm }) };
    const done = await new Upload({ client: running.client, params }).done();
    expect(done.ETag).toMatch(/-3"$/);
    expect((await bytesOf('library')).equals(Body)).toBe(true);
  },
);
