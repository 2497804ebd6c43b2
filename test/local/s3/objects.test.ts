import { createHash } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { failureOf, type RunningS3, runS3 } from './running-s3.ts';

let running: RunningS3;
beforeAll(async () => {
  running = await runS3();
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

const Bucket = 'plain';
const put = (Key: string, Body: string | Buffer, more = {}) =>
  running.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = (Key: string, more = {}) => running.client.send(new GetObjectCommand({ Bucket, Key, ...more }));

test('an object comes back as it was sent, with all that describes it', async () => {
  const Expires = new Date('2030-01-01T00:00:00Z');
  const { ETag } = await put('described', 'hello', {
    ContentType: 'image/jpeg',
    CacheControl: 'max-age=60',
    ContentDisposition: 'attachment; filename="a.jpg"',
    ContentEncoding: 'br',
    ContentLanguage: 'de',
    Expires,
    Metadata: { sequencer: '0055AED6DCD90281E5', 'two-words': 'a b' },
  });
  expect(ETag).toBe(`"${createHash('md5').update('hello').digest('hex')}"`);
  const object = await get('described');
  expect(await object.Body?.transformToString()).toBe('hello');
  expect(object).toMatchObject({
    ContentType: 'image/jpeg',
    CacheControl: 'max-age=60',
    ContentDisposition: 'attachment; filename="a.jpg"',
    ContentEncoding: 'br',
    ContentLanguage: 'de',
    ExpiresString: Expires.toUTCString(),
    Metadata: { sequencer: '0055AED6DCD90281E5', 'two-words': 'a b' },
    ContentLength: 5,
    AcceptRanges: 'bytes',
    ETag,
  });
  expect(object.VersionId).toBeUndefined();
});

test('an object without a type has the one that S3 gives it, and HEAD says the same as GET', async () => {
  await running.send('PUT', '/plain/untyped', { body: 'x' });
  const head = await running.send('HEAD', '/plain/untyped');
  const whole = await running.send('GET', '/plain/untyped');
  expect(head.headers['content-type']).toBe('binary/octet-stream');
  expect(head.body).toHaveLength(0);
  const steady = ({ headers }: typeof head) =>
    Object.fromEntries(
      Object.entries(headers).filter(([name]) => !['date', 'x-amz-request-id', 'x-amz-id-2'].includes(name)),
    );
  expect(steady(head)).toEqual(steady(whole));
  expect(head.headers['x-amz-request-id']).toMatch(/^[0-9A-F]{16}$/);
});

test('an empty object is one', async () => {
  await put('empty', '', { ContentLength: 0 });
  const object = await get('empty');
  expect(object.ContentLength).toBe(0);
  expect(await object.Body?.transformToString()).toBe('');
  expect(object.ETag).toBe('"d41d8cd98f00b204e9800998ecf8427e"');
});

describe('ranges of an object of ten bytes', () => {
  beforeAll(() => put('ten', '0123456789'));
  test.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=4-', 206, '456789', 'bytes 4-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=-300', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=8-300', 206, '89', 'bytes 8-9/10'],
    ['bytes=9-9', 206, '9', 'bytes 9-9/10'],
    ['bytes=5-2', 200, '0123456789', undefined],
    ['bytes=x-2', 200, '0123456789', undefined],
    ['lines=0-3', 200, '0123456789', undefined],
  ])('%s', async (range, status, text, contentRange) => {
    const answer = await running.send('GET', '/plain/ten', { headers: { range } });
    expect([answer.status, answer.text, answer.headers['content-range']]).toEqual([
      status,
      text,
      contentRange,
    ]);
    expect(answer.headers['content-length']).toBe(String(text.length));
  });

  test.each(['bytes=10-', 'bytes=10-20', 'bytes=-0'])('%s is out of it', async (range) => {
    const answer = await running.send('GET', '/plain/ten', { headers: { range } });
    expect(answer.status).toBe(416);
    expect(answer.headers['content-range']).toBe('bytes */10');
    expect(answer.text).toContain('<Code>InvalidRange</Code>');
    expect(answer.text).toContain('<ActualObjectSize>10</ActualObjectSize>');
  });

  test('several at once are refused, and so are parts', async () => {
    const several = await running.send('GET', '/plain/ten', { headers: { range: 'bytes=0-1,4-5' } });
    const part = await running.send('GET', '/plain/ten?partNumber=1');
    expect([several.status, part.status]).toEqual([501, 501]);
  });

  test('If-Range with an old ETag gives the whole object', async () => {
    const headers = { range: 'bytes=0-1', 'if-range': '"old"' };
    expect((await running.send('GET', '/plain/ten', { headers })).text).toBe('0123456789');
  });
});

describe('conditions on reading', () => {
  let etag: string;
  const [before, after] = ['Sat, 01 Jan 2000 00:00:00 GMT', 'Fri, 01 Jan 2100 00:00:00 GMT'];
  beforeAll(async () => {
    etag = (await put('conditional', 'x')).ETag ?? '';
  });
  test.each([
    [{ 'if-match': 'ETAG' }, 200],
    [{ 'if-match': '"other", ETAG' }, 200],
    [{ 'if-match': '*' }, 200],
    [{ 'if-match': '"other"' }, 412],
    [{ 'if-none-match': 'ETAG' }, 304],
    [{ 'if-none-match': 'W/ETAG' }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': '"other"' }, 200],
    [{ 'if-modified-since': before }, 200],
    [{ 'if-modified-since': after }, 304],
    [{ 'if-modified-since': 'not a date' }, 200],
    [{ 'if-unmodified-since': before }, 412],
    [{ 'if-unmodified-since': after }, 200],
    [{ 'if-match': 'ETAG', 'if-unmodified-since': before }, 200],
    [{ 'if-none-match': '"other"', 'if-modified-since': after }, 200],
    [{ 'if-none-match': 'ETAG', 'if-modified-since': before }, 304],
  ])('%j gives %i', async (conditions, status) => {
    const headers = Object.fromEntries(
      Object.entries(conditions).map(([name, value]) => [name, value.replace('ETAG', etag)]),
    );
    for (const method of ['GET', 'HEAD']) {
      const answer = await running.send(method, '/plain/conditional', { headers });
      expect(answer.status).toBe(status);
      if (status === 304) expect([answer.headers.etag, answer.body.length]).toEqual([etag, 0]);
    }
  });
});

test('a presigned link can say how its object is described', async () => {
  await put('overridden', 'x', { ContentType: 'text/plain' });
  const url = await getSignedUrl(
    running.client,
    new GetObjectCommand({
      Bucket,
      Key: 'overridden',
      ResponseContentType: 'image/webp',
      ResponseContentDisposition: 'attachment; filename="grün.webp"',
      ResponseCacheControl: 'no-store',
    }),
  );
  const { headers } = await fetch(url);
  expect(headers.get('content-type')).toBe('image/webp');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(Buffer.from(headers.get('content-disposition') ?? '', 'latin1').toString()).toContain('grün.webp');
  const hostile = await running.send('GET', '/plain/overridden?response-content-type=a%0D%0Ab');
  expect([hostile.status, hostile.text.includes('InvalidArgument')]).toEqual([400, true]);
});

test('what a presigned link has in its query counts as if it were a header', async () => {
  const url = await getSignedUrl(
    running.client,
    new PutObjectCommand({ Bucket, Key: 'hoisted', Metadata: { colour: 'red' }, StorageClass: 'GLACIER' }),
  );
  expect(url.toLowerCase()).toContain('x-amz-storage-class=glacier');
  const refused = await fetch(url, { method: 'PUT', body: '' });
  expect([refused.status, await refused.text()]).toEqual([
    501,
    expect.stringContaining('x-amz-storage-class'),
  ]);
  const good = await getSignedUrl(
    running.clientWith({ requestChecksumCalculation: 'WHEN_REQUIRED' }),
    new PutObjectCommand({ Bucket, Key: 'hoisted', Metadata: { colour: 'red' } }),
  );
  expect((await fetch(good, { method: 'PUT', body: 'x' })).status).toBe(200);
  expect((await get('hoisted')).Metadata).toEqual({ colour: 'red' });
});

test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
  '%s is kept and given back',
  async (algorithm) => {
    const sent = await put(`sum-${algorithm}`, 'hello', { ChecksumAlgorithm: algorithm });
    const value = sent[`Checksum${algorithm}`];
    expect(value).toBeTruthy();
    const head = await running.client.send(
      new HeadObjectCommand({ Bucket, Key: `sum-${algorithm}`, ChecksumMode: 'ENABLED' }),
    );
    expect([head[`Checksum${algorithm}`], head.ChecksumType]).toEqual([value, 'FULL_OBJECT']);
    const silent = await running.send('HEAD', `/plain/sum-${algorithm}`);
    expect(Object.keys(silent.headers).filter((name) => name.startsWith('x-amz-checksum'))).toEqual([]);
  },
);

test('what is damaged on its way is not stored', async () => {
  const cases: [Record<string, string>, string][] = [
    [{ 'content-md5': createHash('md5').update('other').digest('base64') }, 'BadDigest'],
    [{ 'x-amz-checksum-sha256': createHash('sha256').update('other').digest('base64') }, 'BadDigest'],
    [{ 'x-amz-checksum-crc32': 'AAAAAA==' }, 'BadDigest'],
    [{ 'content-md5': 'short' }, 'InvalidDigest'],
  ];
  for (const [headers, code] of cases) {
    const answer = await running.send('PUT', '/plain/damaged', { headers, body: 'hello' });
    expect([answer.status, /<Code>(.*)<\/Code>/.exec(answer.text)?.[1]]).toEqual([400, code]);
  }
  expect(running.s3.current(Bucket, 'damaged')).toBeUndefined();
});

test('too much metadata is refused', async () => {
  const failed = await failureOf(put('wordy', 'x', { Metadata: { a: 'x'.repeat(2048) } }));
  expect(failed).toEqual({ code: 'MetadataTooLarge', status: 400 });
  await put('wordy', 'x', { Metadata: { a: 'x'.repeat(2047) } });
});

test('a delete is done once and said always', async () => {
  await put('gone', 'x');
  for (let times = 0; times < 2; times++) {
    const answer = await running.send('DELETE', '/plain/gone');
    expect([answer.status, answer.headers['x-amz-delete-marker']]).toEqual([204, undefined]);
  }
  expect(await failureOf(get('gone'))).toEqual({ code: 'NoSuchKey', status: 404 });
  await running.client.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
});

test('a reader has the object that it began with, whatever becomes of it', async () => {
  const [first, second] = [Buffer.alloc(3_000_000, 'a'), Buffer.alloc(3_000_000, 'b')];
  await put('replaced', first);
  const reading = running.s3.read(Bucket, 'replaced');
  const overHttp = await get('replaced');
  await put('replaced', second);
  await running.client.send(new DeleteObjectCommand({ Bucket, Key: 'replaced' }));
  const chunks: Buffer[] = [];
  for await (const chunk of reading?.body ?? []) chunks.push(chunk);
  expect(Buffer.concat(chunks).equals(first)).toBe(true);
  expect(Buffer.from((await overHttp.Body?.transformToByteArray()) ?? []).equals(first)).toBe(true);
});
