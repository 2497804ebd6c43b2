import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { RedriveExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { photo } from '../fixtures/pictures.ts';
import { settled } from '../soak/on-disk.ts';
import { executionOf } from '../support/ask-page.ts';
import { type OneMachine, oneMachine } from '../support/one-machine.ts';
import { becomes, noticesOf, photoAt, uploadByLink } from '../support/upload.ts';

// Faults of the running system, each upon a photo of its own; waiting is a fiftieth of what it is on AWS.

const faults = [
  { at: 'function.resize', do: 'throttled', match: 'throttled', times: 6 },
  { at: 'function.resize', do: 'throttled', match: 'refused', times: 'always' },
  { at: 'function.resize', do: 'hang', match: 'slow-once', times: 1 },
  { at: 'function.resize', do: 'hang', match: 'slow-twice', times: 2 },
  { at: 'sns.Publish', do: '503', match: 'untold', times: 'always' },
];
const scale = ['--time-scale', '0.02'];

let folder: string;
let machine: OneMachine;
let keyOf: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkroom-'));
  const file = join(folder, 'faults.json');
  await writeFile(file, JSON.stringify({ faults }));
  const flags = ['--faults', file, ...scale, '--concurrency', '4'];
  machine = await oneMachine({ data: join(folder, 'data'), flags });
  const picture = await photo({ width: 300, height: 200 }).jpeg().toBuffer();
  const uploaded = faults.map(async ({ match }) => {
    const { key } = await uploadByLink(machine, picture, `${match}.jpg`);
    return [match, key] as const;
  });
  keyOf = Object.fromEntries(await Promise.all(uploaded));
});
afterAll(async () => {
  await machine?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** The states that it went through, each with the errors that it met there. */
async function wayOf(key: string): Promise<string[]> {
  const { visits } = await executionOf(machine, key);
  return visits.map(({ state, failures }) => [state, ...failures.map(({ error }) => error)].join(' '));
}

const tellings = (key: string) => noticesOf(machine, key).map(({ status }) => status);
const timesOf = (count: number, error: string) => Array<string>(count).fill(error).join(' ');

test('F4 a function that is throttled six times is tried a seventh, and nobody hears of it', async () => {
  const { throttled: key = '' } = keyOf;
  await becomes(machine, key, 'done');

  expect(await wayOf(key)).toEqual([
    'Validate Key',
    `Resize Photo ${timesOf(6, 'Lambda.TooManyRequestsException')}`,
    'Publish Result',
  ]);
  expect(tellings(key)).toEqual(['done']);
});

test('F4 a function that is always throttled is tried seven times, then told as failed, once', async () => {
  const { refused: key = '' } = keyOf;
  await machine.live.until(() => photoAt(machine, key)?.status === 'failed', 'it is failed');
  await settled(machine.data, { stillMs: 60_000, report() {} });

  expect(await wayOf(key)).toEqual([
    'Validate Key',
    `Resize Photo ${timesOf(7, 'Lambda.TooManyRequestsException')}`,
    'Check Attempt',
    'Record Failure',
    'Publish Failure',
    `Resize Photo Again ${timesOf(2, 'Lambda.TooManyRequestsException')}`,
  ]);
  expect((await executionOf(machine, key)).status).toBe('FAILED');
  expect(tellings(key)).toEqual(['failed']);
});

test('F6 a function that is out of time once is tried again, and nobody hears of it', async () => {
  const { 'slow-once': key = '' } = keyOf;
  await becomes(machine, key, 'done');

  expect(await wayOf(key)).toEqual(['Validate Key', 'Resize Photo Sandbox.Timedout', 'Publish Result']);
  expect(tellings(key)).toEqual(['done']);
});

test('F6 a function that is out of time twice is told as failed; the last try makes the photo all the same', async () => {
  const { 'slow-twice': key = '' } = keyOf;
  await machine.live.until(() => tellings(key).includes('done'), 'it is done after all', 60_000);

  expect(await wayOf(key)).toEqual([
    'Validate Key',
    'Resize Photo Sandbox.Timedout Sandbox.Timedout',
    'Check Attempt',
    'Record Failure',
    'Publish Failure',
    'Resize Photo Again',
    'Publish Result',
  ]);
  expect(tellings(key)).toEqual(['failed', 'done']);
});

test('F7 with SNS down it is red where it publishes; redriven it tells, and resizes nothing again', async () => {
  const { untold: key = '' } = keyOf;
  await machine.live.until(() => photoAt(machine, key)?.execution !== undefined, 'it is at work');
  await settled(machine.data, { stillMs: 60_000, report() {} }); // whoever tells of the end cannot either
  const down = await wayOf(key);
  const made = await renditionsOf(key);
  expect(down).toEqual(['Validate Key', 'Resize Photo', expect.stringMatching(/^Publish Result( \S+){4}$/)]);
  expect(await executionOf(machine, key)).toMatchObject({ status: 'FAILED', redrivable: true });
  expect([tellings(key), made.length]).toEqual([[], 1]);

  await machine.kill('SIGINT');
  machine = await oneMachine({ data: machine.data, flags: scale }); // SNS is there again
  const { execution: executionArn } = photoAt(machine, key) ?? {};
  await new SFNClient(machine.client).send(new RedriveExecutionCommand({ executionArn }));
  await machine.live.until(() => tellings(key).length > 0, 'it is told');
  await settled(machine.data, { stillMs: 60_000, report() {} });

  expect(await wayOf(key)).toEqual([...down, 'Publish Result']);
  expect(await executionOf(machine, key)).toMatchObject({ status: 'SUCCEEDED', redrives: 1 });
  expect(tellings(key)).toEqual(['done']);
  expect(await renditionsOf(key)).toEqual(made);
});

/** The versions of its thumbnails: one that is written again is another. */
async function renditionsOf(key: string): Promise<string[]> {
  const Bucket = machine.live.snapshot.about.outputs.ThumbnailsBucketName;
  const Prefix = key.replace('uploads/', 'thumbnails/');
  const { Versions = [] } = await new S3Client(machine.client).send(
    new ListObjectVersionsCommand({ Bucket, Prefix }),
  );
  return Versions.map(
    ({ Key, VersionId, ETag, LastModified }) => `${Key} ${VersionId} ${ETag} ${LastModified}`,
  );
}
