import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { photo } from '../../fixtures/pictures.ts';
import { type OneMachine, oneMachine } from '../../support/one-machine.ts';
import { becomes, noticesOf, photoAt, uploadByLink } from '../../support/upload.ts';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'darkroom-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

const buffered = ['-c', 'delivery.mode=buffered', '-c', 'delivery.maxConcurrency=2'];

test('ended by Ctrl-C it is gone within moments, and all is there at the next start', async () => {
  let key: string;
  {
    await using first = await oneMachine({ data });
    ({ key } = await uploadByLink(first, await photo({ width: 300, height: 200 }).jpeg().toBuffer()));
    await becomes(first, key, 'done');
    expect(await first.kill('SIGINT')).toBe(0);
  }
  await using second = await oneMachine({ data });

  expect(photoAt(second, key)).toMatchObject({ status: 'done', renditions: [{ width: 200 }] });
  expect(noticesOf(second, key)).toHaveLength(1);
});

test.each([
  { mode: 'direct', flags: [] },
  { mode: 'buffered', flags: buffered },
])(
  'ended by Ctrl-C with photos in its hands it is gone as quickly, with no word of what broke off: $mode',
  async ({ flags }) => {
    await using machine = await oneMachine({ data, flags });
    let stderr = '';
    machine.process.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    const keys = Array.from({ length: 20 }, (_, each) => `uploads/many/${each}.jpg`);
    await putAll(machine, keys, await photo({ width: 900, height: 600 }).jpeg().toBuffer());
    await machine.live.until(({ notices }) => notices.length >= 2, 'some are done');

    expect(await machine.kill('SIGINT')).toBe(0);
    expect(stderr).toBe('');
  },
);

describe('F8 killed in the middle of forty photos it loses none and tells each under one id', () => {
  test.each([
    { mode: 'direct', flags: [] },
    { mode: 'buffered', flags: buffered },
    { mode: 'direct, then buffered', flags: [], thenFlags: buffered },
  ])('$mode', async ({ flags, thenFlags = flags }) => {
    const keys = Array.from({ length: 40 }, (_, each) => `uploads/many/${each}.jpg`);
    const picture = await photo({ width: 900, height: 600 }).jpeg().toBuffer();
    {
      await using first = await oneMachine({ data, flags });
      await putAll(first, keys, picture);
      await first.live.until(({ notices }) => notices.length >= 8, 'some are done');
      await first.kill('SIGKILL');
    }
    await using second = await oneMachine({ data, flags: thenFlags });
    expect(second.live.notices.length).toBeLessThan(40);
    await second.live.until(
      () => keys.every((key) => photoAt(second, key)?.status === 'done'),
      'all are done',
    );

    for (const key of keys) {
      expect(new Set(noticesOf(second, key).map(({ id }) => id)).size).toBe(1);
    }
    expect(await temporaryFiles(data)).toEqual([]);
  });
});

async function putAll({ client, live }: OneMachine, keys: readonly string[], Body: Buffer): Promise<void> {
  const s3 = new S3Client(client);
  const Bucket = live.snapshot.about.outputs.UploadsBucketName;
  await Promise.all(keys.map((Key) => s3.send(new PutObjectCommand({ Bucket, Key, Body }))));
}

async function temporaryFiles(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true });
  return all.filter((name) => /te?mp/.test(name.slice(name.lastIndexOf('/') + 1)) && /\d/.test(name));
}
