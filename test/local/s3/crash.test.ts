import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { filesIn } from './files-in.ts';
import { credentials, region, runS3 } from './running-s3.ts';

let folder: string;
let child: ChildProcess;
let client: S3Client;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 's3-'));
  child = fork(new URL('./s3-process.ts', import.meta.url), [folder], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  const endpoint = `http://127.0.0.1:${port}`;
  client = new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await rm(folder, { recursive: true });
});

test('F8 what was answered outlives kill -9, and nothing is there in part', async () => {
  const acknowledged = new Set<string>();
  const bodyOf = (key: string) => Buffer.alloc(200_000, createHash('md5').update(key).digest('hex'));
  let going = true;
  const writer = async (name: number) => {
    for (let at = 0; going; at++) {
      const Key = `${name}/${at}`;
      await client.send(new PutObjectCommand({ Bucket: 'telling', Key, Body: bodyOf(Key) })).then(
        () => acknowledged.add(Key),
        () => {},
      );
      if (acknowledged.size > 60 && going) {
        going = false;
        child.kill('SIGKILL');
      }
    }
  };
  await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(writer));
  // As a process leaves it that dies between the two: bytes that no object has.
  await writeFile(join(folder, 'objects', 'ab', 'ab000000000000000000000000000000'), 'nobody knows me');
  await writeFile(join(folder, 'objects', 'incoming', 'half'), 'hal');

  await using after = await runS3({ folder });
  const objects = after.s3.list('telling', {});
  const there = new Set(objects.map(({ key }) => key));
  expect([...acknowledged].filter((key) => !there.has(key))).toEqual([]);
  expect(objects.length - acknowledged.size).toBeLessThanOrEqual(8);
  for (const { key, bytes, etag } of objects) {
    const chunks: Buffer[] = [];
    for await (const chunk of after.s3.read('telling', key)?.body ?? []) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(bodyOf(key))).toBe(true);
    expect([bytes, etag]).toEqual([200_000, createHash('md5').update(bodyOf(key)).digest('hex')]);
  }
  expect(await filesIn(folder)).toHaveLength(objects.length);
  const told = after.events().map(({ detail }) => (detail.object as { key: string }).key);
  expect(told.toSorted()).toEqual([...there].sort());
});

test('200 MB go in and out without being held', async () => {
  const at = { Bucket: 'plain', Key: 'large' };
  const chunk = Buffer.alloc(1_000_000, 'x');
  await client.send(new PutObjectCommand({ ...at, Body: 'warm' }));
  const before = await peakBytes();
  const Body = Readable.from(Array(200).fill(chunk), { objectMode: false });
  await client.send(new PutObjectCommand({ ...at, Body, ContentLength: 200_000_000 }));
  const object = await client.send(new GetObjectCommand(at));
  let bytes = 0;
  for await (const piece of object.Body as Readable) bytes += piece.length;
  expect(bytes).toBe(200_000_000);
  expect((await peakBytes()) - before).toBeLessThan(100_000_000);
});

async function peakBytes(): Promise<number> {
  child.send('how much?');
  const [{ peakBytes: bytes }] = (await once(child, 'message')) as [{ peakBytes: number }];
  return bytes;
}
