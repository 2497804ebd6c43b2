import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { photo } from '../fixtures/pictures.ts';
import { type OneMachine, oneMachine } from '../support/one-machine.ts';
import { becomes, noticesOf, photoAt } from '../support/upload.ts';

// Keys that no upload link would make, put straight into the bucket of a system that runs.

let machine: OneMachine;
let s3: S3Client;
let picture: Buffer;
let uploads = 0;

beforeAll(async () => {
  machine = await oneMachine();
  s3 = new S3Client(machine.client);
  picture = await photo({ width: 60, height: 40 }).jpeg().toBuffer();
});
afterAll(async () => {
  s3?.destroy();
  await machine?.[Symbol.asyncDispose]();
});

async function put(key: string, Body: Buffer = picture): Promise<void> {
  const Bucket = machine.live.snapshot.about.outputs.UploadsBucketName;
  await s3.send(new PutObjectCommand({ Bucket, Key: key, Body, ContentLength: Body.length }));
  uploads += 1;
}

/** What stands between thumbnails/ and /thumbnail.jpg may have 999 bytes. */
const longest = `uploads/a${'ä'.repeat(499)}`;

test.each([
  ['K2 a space', 'uploads/red flower.jpg'],
  ['K2 a plus', 'uploads/a+b.jpg'],
  ['K2 a per cent sign', 'uploads/100%.jpg'],
  ['K2 an escape', 'uploads/a%20b%2Fc.jpg'],
  ['K2 signs that end a path', 'uploads/a&b#c?d=e.jpg'],
  ['K3 emoji', 'uploads/\u{1F600}\u{1F468}\u200d\u{1F469}.jpg'],
  ['K3 a turn of direction', 'uploads/\u202egpj.tac'],
  ['K3 characters of no width', 'uploads/a\u200b\ufeffb.jpg'],
  ['K6 as many bytes as its outputs leave', longest],
  ['K8 no extension', 'uploads/photo'],
  ['K9 two extensions', 'uploads/a.php.jpg'],
  ['K9 the extension of a program', 'uploads/a.jpg.exe'],
  ['K10 .JPG', 'uploads/PHOTO.JPG'],
  ['K10 .JpEg', 'uploads/photo.JpEg'],
])('%s in its key: a photo is made, and told under the very key', async (_what, key) => {
  await put(key);
  await becomes(machine, key, 'done');

  const made = `${key.replace('uploads/', 'thumbnails/')}/thumbnail.jpg`;
  expect(noticesOf(machine, key)).toEqual([
    expect.objectContaining({ status: 'done', key, renditions: [expect.objectContaining({ key: made })] }),
  ]);
  const Bucket = machine.live.snapshot.about.outputs.ThumbnailsBucketName;
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: made }));
  expect(Contents?.map(({ Key }) => Key)).toEqual([made]);
});

test.each([
  ['K4 a segment that goes up', 'uploads/a/../b.jpg', 'invalid-key'],
  ['K4 a segment that stays', 'uploads/./b.jpg', 'invalid-key'],
  ['K5 two slashes', 'uploads//b.jpg', 'invalid-key'],
  ['K6 outputs that are too long', `uploads/${'a'.repeat(1000)}`, 'invalid-key'],
  ['K6 as many bytes as S3 takes', `uploads/${'a'.repeat(1016)}`, 'invalid-key'],
  ['K7 a line break', 'uploads/a\r\nb.jpg', 'invalid-key'],
  ['K7 a control character', 'uploads/a\u0007b.jpg', 'invalid-key'],
  ['K15 nothing but dots', 'uploads/..', 'invalid-key'],
  ['C1 nothing in the file', 'uploads/empty.jpg', 'empty'],
])('%s: rejected, told, and no photo is looked at', async (_what, key, reason) => {
  await put(key, reason === 'empty' ? Buffer.alloc(0) : picture);
  await becomes(machine, key, 'rejected');

  expect(photoAt(machine, key)).toMatchObject({ reason, renditions: [] });
  expect(noticesOf(machine, key)).toEqual([expect.objectContaining({ status: 'rejected', reason, key })]);
});

test('K11 the marker of a folder is ignored, green, and nobody is told', async () => {
  await put('uploads/holiday/', Buffer.alloc(0));
  await becomes(machine, 'uploads/holiday/', 'ignored');

  expect(noticesOf(machine, 'uploads/holiday/')).toEqual([]);
});

test('K3 K7 no key is in the subject of a notice, and each is one line of JSON in the log', async () => {
  for (const { subject } of machine.live.notices) {
    expect(['Photo done', 'Photo rejected', 'Photo failed']).toContain(subject);
  }
  const folder = join(machine.data, 'logs');
  const logs = await Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file), 'utf8')));
  const logged = logs
    .flatMap((text) => text.split('\n'))
    .flatMap((line) => /\{.*"level":.*\}$/.exec(line) ?? [])
    .map((json) => JSON.parse(json).key);
  for (const key of ['uploads/\u202egpj.tac', 'uploads/a\r\nb.jpg', 'uploads/red flower.jpg', longest]) {
    expect(logged).toContain(key);
  }
});

test('K12 what we have written has started nothing, nor does a photo among the thumbnails', async () => {
  const Bucket = machine.live.snapshot.about.outputs.ThumbnailsBucketName;
  await s3.send(new PutObjectCommand({ Bucket, Key: 'uploads/photo.jpg', Body: picture }));
  await put('uploads/last.jpg'); // whatever the others started would be there by its end
  await becomes(machine, 'uploads/last.jpg', 'done');

  const { StateMachineArn: stateMachineArn } = machine.live.snapshot.about.outputs;
  const { executions } = await new SFNClient(machine.client).send(
    new ListExecutionsCommand({ stateMachineArn, maxResults: 1000 }),
  );
  expect(executions).toHaveLength(uploads);
});
