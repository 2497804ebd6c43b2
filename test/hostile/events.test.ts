import { setTimeout } from 'node:timers/promises';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ExecutionDetail } from '../../local/console/api.ts';
import { photo } from '../fixtures/pictures.ts';
import { executionAt, executionOf } from '../support/ask-page.ts';
import { type OneMachine, oneMachine } from '../support/one-machine.ts';
import { becomes, noticesOf } from '../support/upload.ts';

// Events as EventBridge may deliver them: again, late, in any order. Each is delivered here by starting an execution with it.

let machine: OneMachine;
let s3: S3Client;
let sfn: SFNClient;
let picture: Buffer;
let Bucket: string;

beforeAll(async () => {
  machine = await oneMachine();
  s3 = new S3Client(machine.client);
  sfn = new SFNClient(machine.client);
  picture = await photo({ width: 90, height: 60 }).jpeg().toBuffer();
  Bucket = machine.live.snapshot.about.outputs.UploadsBucketName ?? '';
});
afterAll(async () => {
  for (const client of [s3, sfn]) client?.destroy();
  await machine?.[Symbol.asyncDispose]();
});

interface UploadEvent {
  account: string;
  region: string;
  detail: { bucket: { name: string }; object: Record<string, unknown> };
}

const put = (Key: string, Body = picture) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));

/** The event that the newest upload of a key came with. */
async function eventOf(key: string): Promise<UploadEvent> {
  return (await executionOf(machine, key)).input as UploadEvent;
}

/** Delivers the input once more, and waits for the execution's end. */
async function delivered(input: unknown): Promise<ExecutionDetail & { states: string[] }> {
  const { StateMachineArn: stateMachineArn } = machine.live.snapshot.about.outputs;
  const { executionArn = '' } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  let ended = await executionAt(machine, executionArn);
  while (ended.status === 'RUNNING')
    ended = await setTimeout(20).then(() => executionAt(machine, executionArn));
  return { ...ended, states: ended.visits.map(({ state }) => state) };
}

const thumbnailOf = (key: string) =>
  s3.send(
    new HeadObjectCommand({
      Bucket: machine.live.snapshot.about.outputs.ThumbnailsBucketName,
      Key: `${key.replace('uploads/', 'thumbnails/')}/thumbnail.jpg`,
    }),
  );

const superseded = ['Validate Key', 'Resize Photo', 'Photo Superseded'];

test('E1 an event that comes a hundred times more has no effect, and nobody hears of it again', async () => {
  const key = 'uploads/again.jpg';
  await put(key);
  await becomes(machine, key, 'done');
  const event = await eventOf(key);
  const { ETag, LastModified } = await thumbnailOf(key);

  const again = await Promise.all(Array.from({ length: 100 }, () => delivered(event)));

  for (const { status, states } of again) expect([status, states]).toEqual(['SUCCEEDED', superseded]);
  expect(noticesOf(machine, key)).toHaveLength(1);
  expect(await thumbnailOf(key)).toMatchObject({ ETag, LastModified });
});

test('E2 the event of an upload that comes after that of a newer one is skipped', async () => {
  const key = 'uploads/replaced.jpg';
  await put(key);
  await becomes(machine, key, 'done');
  const older = await eventOf(key);
  const { VersionId = '' } = await put(key, await photo({ width: 60, height: 90 }).jpeg().toBuffer());
  await machine.live.until(({ photos }) => photos.get(VersionId)?.status === 'done', 'the newer one is done');
  const newer = await eventOf(key);
  const { ETag } = await thumbnailOf(key);

  expect(newer.detail.object['version-id']).toBe(VersionId);
  for (const event of [older, newer, older]) expect((await delivered(event)).states).toEqual(superseded);

  expect(await thumbnailOf(key)).toMatchObject({ ETag });
  expect(noticesOf(machine, key).map(({ versionId }) => versionId)).toEqual([
    older.detail.object['version-id'],
    newer.detail.object['version-id'],
  ]);
});

test('E5 F3 a photo that was deleted before it is processed is superseded, untold and never tried again', async () => {
  const key = 'uploads/deleted.jpg';
  await put(key);
  await becomes(machine, key, 'done');
  const event = await eventOf(key);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: key }));

  const ended = await delivered(event);

  expect([ended.status, ended.states]).toEqual(['SUCCEEDED', superseded]);
  expect(ended.visits.map(({ retries }) => retries)).toEqual([0, 0, 0]);
  expect(noticesOf(machine, key)).toHaveLength(1);
});

test('E7 a copy and an upload in parts are photos like any other', async () => {
  await put('uploads/original.jpg');
  await becomes(machine, 'uploads/original.jpg', 'done');
  const CopySource = `${Bucket}/uploads/original.jpg`;
  await s3.send(new CopyObjectCommand({ Bucket, Key: 'uploads/copy.jpg', CopySource }));
  const large = await photo({ width: 1600, height: 1200 }).png({ compressionLevel: 0 }).toBuffer();
  await new Upload({ client: s3, params: { Bucket, Key: 'uploads/parts.png', Body: large } }).done();
  await becomes(machine, 'uploads/copy.jpg', 'done');
  await becomes(machine, 'uploads/parts.png', 'done');

  const reasons = await Promise.all(['uploads/copy.jpg', 'uploads/parts.png'].map(eventOf));
  expect(reasons.map(({ detail }) => detail)).toMatchObject([
    { reason: 'CopyObject' },
    { reason: 'CompleteMultipartUpload' },
  ]);
});

test('E3 E4 E10 inputs that are not ours never reach a function', async () => {
  const key = 'uploads/inputs.jpg';
  await put(key);
  await becomes(machine, key, 'done');
  const event = await eventOf(key);
  const { detail } = event;
  const { key: _key, ...nameless } = detail.object;
  const inputs: [input: unknown, last: string][] = [
    [{ ...event, account: '999999999999' }, 'Object Ignored'],
    [{ ...event, region: 'eu-west-3' }, 'Object Ignored'],
    [{ ...event, detail: { ...detail, bucket: { name: 'foreign' } } }, 'Object Ignored'],
    [{ ...event, detail: { ...detail, object: nameless } }, 'Event Malformed'],
    [{ ...event, detail: { ...detail, object: { ...detail.object, key: null } } }, 'Event Malformed'],
    [{ ...event, detail: { ...detail, object: { ...detail.object, size: '7' } } }, 'Event Malformed'],
    [{ junk: 'x'.repeat(256 * 1024 - 11) }, 'Event Malformed'],
    [[], 'Event Malformed'],
  ];

  for (const [input, last] of inputs) {
    const ended = await delivered(input);
    expect(ended.states).toEqual(['Validate Key', last]);
    expect(ended.status).toBe(last === 'Event Malformed' ? 'FAILED' : 'SUCCEEDED');
  }
  expect(noticesOf(machine, key)).toHaveLength(1);
});

test('E3 what an event has beyond what is known is ignored', async () => {
  const key = 'uploads/extra.jpg';
  await put(key);
  await becomes(machine, key, 'done');
  const event = await eventOf(key);
  const object = { ...event.detail.object, __proto: 1, secret: 'x', attempts: [] };

  const ended = await delivered({ ...event, more: { than: 'that' }, detail: { ...event.detail, object } });

  expect(ended.states).toEqual(superseded);
});
