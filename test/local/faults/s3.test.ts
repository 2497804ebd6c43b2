import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from '@jest/globals';
import { s3Faults } from '../../../local/faults/s3.ts';
import { failureOf, type RunningS3, runS3, signed } from '../s3/running-s3.ts';
import { planned } from './planned.ts';

const Bucket = 'versioned';
const Key = 'uploads/cat.jpg';
const bytes = Buffer.from(Array.from({ length: 1_000_000 }, (_, n) => n % 251));

/** S3 with these faults, and a patient client of it. */
async function faulty(...rules: object[]) {
  const plan = planned(rules);
  const running = await runS3(s3Faults(plan.faults));
  return {
    ...running,
    plan,
    put: (key = Key, Body: Buffer = bytes) =>
      running.client.send(new PutObjectCommand({ Bucket, Key: key, Body })),
    async [Symbol.asyncDispose]() {
      plan.faults[Symbol.dispose]();
      await running[Symbol.asyncDispose]();
      plan[Symbol.dispose]();
    },
  };
}

/** What came of a GET until its connection broke, or until it ended. */
async function received({ port }: RunningS3, target: string) {
  const headers = signed(port, 'GET', target, {});
  const outgoing = request({ host: '127.0.0.1', port, path: target, headers, agent: false }).end();
  const [incoming] = await once(outgoing, 'response');
  let length = 0;
  const broken = await (async () => {
    for await (const chunk of incoming) length += chunk.length;
    return undefined;
  })().catch((error: NodeJS.ErrnoException) => error.code);
  return { announced: Number(incoming.headers['content-length']), length, broken };
}

function filesOf({ folder }: RunningS3): string[] {
  return readdirSync(join(folder, 'objects'), { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ name }) => name);
}

describe('an error is S3’s own, and nothing is done', () => {
  test.each([
    { status: '500', code: 'InternalError' },
    { status: '503', code: 'SlowDown' },
    { status: '403', code: 'AccessDenied' },
    { status: '429', code: 'TooManyRequests' },
  ])('$status is $code', async ({ status, code }) => {
    await using s3 = await faulty({ at: 's3.PutObject', do: status });

    expect(await failureOf(s3.put())).toEqual({ code, status: Number(status) });
    expect(s3.s3.current(Bucket, Key)).toBeUndefined();
    expect(s3.events()).toEqual([]);

    await s3.put();
    expect(s3.s3.current(Bucket, Key)?.bytes).toBe(bytes.length);
    expect(s3.plan.done()).toEqual([status]);
  });

  test('of a HEAD too, which has no body to say it in', async () => {
    await using s3 = await faulty({ at: 's3.HeadObject', do: '503', match: `${Bucket}/${Key}` });
    await s3.put();

    expect((await s3.send('HEAD', `/${Bucket}/${Key}`)).status).toBe(503);
    expect((await s3.send('HEAD', `/${Bucket}/${Key}`)).status).toBe(200);
  });

  test('a request that is refused anyway has reached nothing', async () => {
    await using s3 = await faulty({ at: 's3.GetObject', do: '500' });

    expect((await s3.send('GET', `/${Bucket}/${Key}`, { sign: false })).status).toBe(403);
    expect(s3.plan.done()).toEqual([]);
  });
});

test('operations are told apart by AWS’s names', async () => {
  await using s3 = await faulty(
    ...['ListObjectsV2', 'ListBuckets', 'DeleteObject', 'CreateMultipartUpload'].map((name) => ({
      at: `s3.${name}`,
      do: '503',
    })),
  );
  await s3.put();
  const statusOf = async (method: string, target: string) => (await s3.send(method, target)).status;

  expect(await statusOf('GET', `/${Bucket}`)).toBe(200); // ListObjects
  expect(await statusOf('GET', `/${Bucket}?list-type=2`)).toBe(503);
  expect(await statusOf('GET', '/')).toBe(503);
  expect(await statusOf('POST', `/${Bucket}/${Key}?uploads`)).toBe(503);
  expect(await statusOf('DELETE', `/${Bucket}/${Key}`)).toBe(503);
  expect(s3.s3.current(Bucket, Key)).toBeDefined();
});

test('a rendition and the listing of its folder are met as their photo’s', async () => {
  await using s3 = await faulty(
    { at: 's3.PutObject', do: '503', per: 'photo' },
    { at: 's3.ListObjectsV2', do: '503', per: 'photo' },
  );
  const statusOf = async (method: string, target: string) => (await s3.send(method, target)).status;

  expect(await statusOf('PUT', '/plain/thumbnails/cat.jpg/small.webp')).toBe(503);
  expect(await statusOf('PUT', `/${Bucket}/${Key}`)).toBe(200);
  expect(await statusOf('GET', '/plain?list-type=2&prefix=thumbnails%2Fcat.jpg%2F')).toBe(503);
  expect(await statusOf('GET', '/plain?list-type=2')).toBe(200);
});

test('what is slow is done later, and is done though its client has gone', async () => {
  await using s3 = await faulty({ at: 's3.PutObject', do: 'slow', ms: 300 });
  const impatient = s3.clientWith({ requestHandler: { requestTimeout: 50, throwOnRequestTimeout: true } });
  const made = new Promise<void>((resolve) => s3.s3.onChange(() => resolve()));

  const { code } = await failureOf(
    impatient.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from('small') })),
  );
  expect(code).toBe('TimeoutError');
  expect(s3.s3.current(Bucket, Key)).toBeUndefined();
  await made;

  expect(s3.s3.current(Bucket, Key)?.bytes).toBe(5);
});

test('what meets with silence is taken, not done, and ends when its client gives up', async () => {
  await using s3 = await faulty({ at: 's3.PutObject', do: 'silent' });
  const impatient = s3.clientWith({ requestHandler: { requestTimeout: 300, throwOnRequestTimeout: true } });

  const { code } = await failureOf(impatient.send(new PutObjectCommand({ Bucket, Key, Body: bytes })));

  expect(code).toBe('TimeoutError');
  expect(s3.s3.current(Bucket, Key)).toBeUndefined();
  expect(filesOf(s3)).toEqual([]);
});

test('silence does not keep S3 from being closed', async () => {
  const s3 = await faulty({ at: 's3.GetObject', do: 'silent' });
  const asked = failureOf(s3.client.send(new GetObjectCommand({ Bucket, Key })));
  while (s3.plan.done().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await s3[Symbol.asyncDispose]();

  expect((await asked).status).toBeUndefined();
});

describe('a connection that is cut', () => {
  test('ends a GET after half of its body, and the next one is whole', async () => {
    await using s3 = await faulty({ at: 's3.GetObject', do: 'cut' });
    await s3.put();
    const target = `/${Bucket}/${Key}`;

    expect(await received(s3, target)).toEqual({
      announced: bytes.length,
      length: bytes.length / 2,
      broken: 'ECONNRESET',
    });
    expect(await received(s3, target)).toEqual({
      announced: bytes.length,
      length: bytes.length,
      broken: undefined,
    });
  });

  test('ends a GET of one byte, and one of what is not there', async () => {
    await using s3 = await faulty({ at: 's3.GetObject', do: 'cut', times: 2 });
    await s3.put(Key, Buffer.from('x'));

    expect(await received(s3, `/${Bucket}/${Key}`)).toMatchObject({ length: 0, broken: 'ECONNRESET' });
    const missing = await failureOf(s3.client.send(new GetObjectCommand({ Bucket, Key: 'uploads/no' })));
    expect(missing.status).toBeUndefined();
  });

  test.each([bytes.length, 5, 1, 0])('ends a PUT of %d bytes, and leaves nothing', async (length) => {
    await using s3 = await faulty({ at: 's3.PutObject', do: 'cut' });

    const failure = await failureOf(s3.put(Key, bytes.subarray(0, length)));

    expect(failure.status).toBeUndefined();
    expect(s3.s3.current(Bucket, Key)).toBeUndefined();
    await s3.put('uploads/other', Buffer.from('whole'));
    expect(filesOf(s3)).toHaveLength(1);
  });

  test('ends the upload of a part, which can be sent again', async () => {
    await using s3 = await faulty({ at: 's3.UploadPart', do: 'cut' });
    const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const part = { Bucket, Key, UploadId, PartNumber: 1, Body: bytes };

    expect((await failureOf(s3.client.send(new UploadPartCommand(part)))).status).toBeUndefined();
    const before = await s3.client.send(new ListPartsCommand({ Bucket, Key, UploadId }));
    expect(before.Parts ?? []).toEqual([]);
    await s3.client.send(new UploadPartCommand(part));
    const after = await s3.client.send(new ListPartsCommand({ Bucket, Key, UploadId }));
    expect(after.Parts).toEqual([expect.objectContaining({ PartNumber: 1, Size: bytes.length })]);
  });
});

describe('what is done and not answered', () => {
  test('is there, with its event', async () => {
    await using s3 = await faulty({ at: 's3.PutObject', do: 'unanswered' });

    expect((await failureOf(s3.put())).status).toBeUndefined();
    expect(s3.s3.current(Bucket, Key)?.bytes).toBe(bytes.length);
    expect(s3.events()).toHaveLength(1);
  });

  test('is read by nobody when it was a GET, and its file can be removed', async () => {
    await using s3 = await faulty({ at: 's3.GetObject', do: 'unanswered' });
    await s3.put('uploads/x');
    const { VersionId } = await s3.put();

    const get = s3.client.send(new GetObjectCommand({ Bucket, Key }));
    expect((await failureOf(get)).status).toBeUndefined();
    await s3.send('DELETE', `/${Bucket}/${Key}?versionId=${VersionId}`);

    expect(filesOf(s3)).toHaveLength(1);
  });
});

test.each([bytes.length, 0])(
  'F9 a full disk refuses %d bytes as a real one does, and keeps nothing',
  async (n) => {
    await using s3 = await faulty({ at: 's3.PutObject', do: 'disk-full' });

    expect(await failureOf(s3.put(Key, bytes.subarray(0, n)))).toEqual({
      code: 'ServiceUnavailable',
      status: 503,
    });
    expect(s3.s3.current(Bucket, Key)).toBeUndefined();
    expect(filesOf(s3)).toEqual([]);
    await s3.put();
    expect((await s3.client.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength).toBe(bytes.length);
  },
);
