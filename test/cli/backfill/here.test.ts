import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { photo } from '../../fixtures/pictures.ts';
import { begin, linesOf, objects, on } from '../../support/command-line.ts';
import { type OneMachine, oneMachine } from '../../support/one-machine.ts';
import { becomes, noticesOf } from '../../support/upload.ts';

// Photos that were there before: made with one setting of renditions, and backfilled with another.

interface Line {
  plan?: Record<string, number>;
  key?: string;
  status?: string;
  summary?: Record<string, number>;
}

const Bucket = 'darkroom-buckets-uploads';
const thumbnails = 'darkroom-buckets-thumbnails';
const names = ['a', 'b', 'c', 'd', 'e', 'ü +%'];
const keys = names.map((name) => `uploads/album/${name}.jpg`);
const hopeless = ['1', '2', '3', '4'].map((name) => `uploads/hopeless/${name}.jpg`);
const rejected = 'uploads/album/no-photo.jpg';
const today = 'renditions=[{"name":"large","width":120},{"name":"thumbnail","width":60}]';
const faults = [{ at: 'function.resize', do: 'crash', match: 'hopeless', times: 'always' }];

let folder: string;
let machine: OneMachine;
let run: ReturnType<typeof on>;

async function lines(...args: string[]): Promise<Line[]> {
  return objects<Line>(await run('backfill', '--json', ...args));
}
const planIn = (all: Line[]) => all.find(({ plan }) => plan !== undefined)?.plan;
const summaryIn = (all: Line[]) => all.find(({ summary }) => summary !== undefined)?.summary;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkroom-backfill-'));
  const data = join(folder, 'data');
  const file = join(folder, 'faults.json');
  await writeFile(file, JSON.stringify({ faults }));
  const flags = ['--time-scale', '0.02'];
  await using before = await oneMachine({ data, flags });
  const s3 = new S3Client({ ...before.client, forcePathStyle: true });
  const Body = await photo({ width: 300, height: 200 }).jpeg().toBuffer();
  for (const Key of [...keys, ...hopeless]) await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  await s3.send(new PutObjectCommand({ Bucket, Key: rejected, Body: 'no photo' }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'uploads/album/', Body: Buffer.alloc(0) }));
  await Promise.all([...keys, ...hopeless].map((key) => becomes(before, key, 'done')));
  await becomes(before, rejected, 'rejected');
  await before.kill('SIGINT');
  machine = await oneMachine({ data, flags: [...flags, '--faults', file, '-c', today] });
  run = on(machine);
});
afterAll(async () => {
  await machine?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe('backfill with the darkroom of this machine', () => {
  test('says first what there is, how long it takes and what it costs, and does nothing', async () => {
    const { code, stdout, stderr } = await run('backfill', '--dry-run', '--prefix', 'uploads/album/');

    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^8 objects below uploads\/album\/.*\n {2}6 with renditions of other settings\n {2}1 rejected.*left out\n {2}1 no photos.*\n6 to make, 10 at a time: about \d+ s, less than \$0\.01/,
    );
    expect(stderr).toMatch(/Distributed Map .* AWS's own/);
    expect(planIn(await lines('--dry-run'))).toMatchObject({
      objects: 12,
      outdated: 10,
      current: 0,
      photos: 10,
    });
  });

  test('begins nothing where there is nobody to ask, and says how to go on', async () => {
    expect(await run('backfill')).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/nobody here to ask\.\n.*--yes.*--dry-run/),
    });
  });

  test.each([
    {
      what: 'a prefix where no photos arrive',
      args: ['--prefix', 'thumbnails/'],
      says: /Photos arrive below uploads\//,
    },
    {
      what: 'an inventory',
      args: ['--inventory', 's3://x/manifest.json'],
      says: /Inventories are AWS's own/,
    },
    { what: 'a threshold of none', args: ['--tolerate', '101'], says: /whole number from 0 to 100/ },
  ])('refuses $what', async ({ args, says }) => {
    const { code, stderr } = await run('backfill', '--dry-run', ...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(says) });
  });

  test('killed and run again, it leaves out what is current, and each photo is told once', async () => {
    const args = ['backfill', '--json', '--yes', '--prefix', 'uploads/album/'];
    const child = begin([...args, '--concurrency', '1', '--data', machine.data]);
    for await (const line of linesOf(child)) {
      if ((JSON.parse(line) as Line).status !== undefined) break;
    }
    child.kill('SIGKILL');

    const again = await lines('--yes', '--prefix', 'uploads/album/');
    expect(planIn(again)?.current).toBeGreaterThanOrEqual(1);
    expect(summaryIn(again)).toMatchObject({ failed: 0, left: 0 });
    await Promise.all(keys.map((key) => becomes(machine, key, 'done')));
    const third = planIn(await lines('--yes', '--prefix', 'uploads/album/'));
    expect(third).toMatchObject({ current: keys.length, outdated: 0, without: 0, rejected: 1, photos: 0 });
    for (const key of keys) {
      const told = noticesOf(machine, key).filter(({ renditions }) => renditions?.length === 2);
      expect([key, told.length]).toEqual([key, 1]);
    }
  });

  test('makes what somebody deleted', async () => {
    const s3 = new S3Client({ ...machine.client, forcePathStyle: true });
    const Key = 'thumbnails/album/ü +%.jpg/large.jpg';
    await s3.send(new DeleteObjectCommand({ Bucket: thumbnails, Key }));

    const all = await lines('--yes', '--prefix', 'uploads/album/');
    expect(all.filter(({ status }) => status !== undefined)).toEqual([
      {
        key: 'uploads/album/ü +%.jpg',
        execution: expect.stringContaining(':backfill-'),
        status: 'SUCCEEDED',
      },
    ]);
    expect(planIn(await lines('--dry-run', '--prefix', 'uploads/album/'))).toMatchObject({ photos: 0 });
  });

  test('stops when more have failed than are tolerated', async () => {
    const args = ['--yes', '--prefix', 'uploads/hopeless/', '--concurrency', '1', '--tolerate', '25'];
    const { code, stdout } = await run('backfill', '--json', ...args);

    expect(code).toBe(1);
    expect(summaryIn(objects<Line>({ stdout }))).toEqual({ photos: 0, failed: 2, left: 2 });
  });

  test('the state machine itself is AWS’s, and says so to whoever starts it', async () => {
    const sfn = new SFNClient(machine.client);
    const stateMachineArn =
      'arn:aws:states:us-east-1:000000000000:stateMachine:Darkroom-Backfill-StateMachine';

    await expect(sfn.send(new StartExecutionCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'StateMachineTypeNotSupported',
    });
  });
});
