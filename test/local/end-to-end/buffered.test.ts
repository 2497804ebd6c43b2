import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { photo } from '../../fixtures/pictures.ts';
import { executionOf, postToPage } from '../../support/ask-page.ts';
import { type OneMachine, oneMachine } from '../../support/one-machine.ts';
import { becomes, noticesOf, photoAt, uploadByLink } from '../../support/upload.ts';

/** More could be worked on here at once, so that it is the buffer that holds the rest back. */
const settings = ['delivery.mode=buffered', 'delivery.maxConcurrency=4', 'delivery.batchSize=2'];

let machine: OneMachine;
let picture: Buffer;

beforeAll(async () => {
  machine = await oneMachine({
    flags: [...settings.flatMap((setting) => ['-c', setting]), '--concurrency', '6'],
  });
  picture = await photo({ width: 900, height: 600 }).jpeg().toBuffer();
});
afterAll(async () => machine?.[Symbol.asyncDispose]());

test('E8 a burst is worked on four at a time, two to a starter, each photo once', async () => {
  const s3 = new S3Client(machine.client);
  const Bucket = machine.live.snapshot.about.outputs.UploadsBucketName;
  const keys = Array.from({ length: 30 }, (_, each) => `uploads/burst/${each}.jpg`);
  await Promise.all(keys.map((Key) => s3.send(new PutObjectCommand({ Bucket, Key, Body: picture }))));
  await machine.live.until(
    () => keys.every((key) => photoAt(machine, key)?.status === 'done'),
    'all are done',
  );

  expect(machine.live.notices.map(({ json }) => JSON.parse(json).key).toSorted()).toEqual(keys.toSorted());
  const executions = await Promise.all(keys.map((key) => executionOf(machine, key)));
  const times = executions.flatMap(({ startedAt = '', endedAt = '' }) => [
    { at: Date.parse(startedAt), by: 1 },
    { at: Date.parse(endedAt), by: -1 },
  ]);
  let atWork = 0;
  let most = 0;
  for (const { by } of times.toSorted((a, b) => a.at - b.at || a.by - b.by)) {
    atWork += by;
    most = Math.max(most, atWork);
  }
  expect(most).toBe(4);
  await machine.live.until(
    ({ counts }) => counts.queues?.waiting === 0 && counts.queues.beingWorkedOn === 0,
    'the buffer is empty',
  );
});

test('F5 a photo that fails once is delivered again, and nobody is told of the failure', async () => {
  await postToPage(machine, '/api/fail-next', { failNext: true });
  const { key } = await uploadByLink(machine, picture);
  await becomes(machine, key, 'done');

  expect(noticesOf(machine, key).map(({ status }) => status)).toEqual(['done']);
});

test('F11 a message that is no photo holds nobody up: it waits for its next delivery', async () => {
  const { outputs } = machine.live.snapshot.about;
  const sqs = new SQSClient(machine.client);
  await sqs.send(new SendMessageCommand({ QueueUrl: outputs.BufferQueueUrl, MessageBody: '{"detail":{}}' }));
  const { key } = await uploadByLink(machine, picture);
  await becomes(machine, key, 'done');

  const { waiting = 0, beingWorkedOn = 0 } = machine.live.counts.queues ?? {};
  expect(waiting + beingWorkedOn).toBeGreaterThanOrEqual(1);
});

test('F11 a photo that failed each time is told as failed by its dead letter, which is parked', async () => {
  const { outputs } = machine.live.snapshot.about;
  const { key } = await uploadByLink(machine, picture);
  await becomes(machine, key, 'done');
  const { input } = await executionOf(machine, key);
  // As if nothing had ever come of it.
  const made = key.replace('uploads/', 'thumbnails/').concat('/thumbnail.jpg');
  const Bucket = outputs.ThumbnailsBucketName;
  await new S3Client(machine.client).send(new DeleteObjectCommand({ Bucket, Key: made }));

  await new SQSClient(machine.client).send(
    new SendMessageCommand({
      QueueUrl: `${machine.aws}/000000000000/Darkroom-BufferedTrigger-DeadLetters`,
      MessageBody: JSON.stringify(input),
    }),
  );
  await machine.live.until(({ counts }) => counts.queues?.parked === 1, 'the letter is parked');

  expect(noticesOf(machine, key).map(({ status }) => status)).toEqual(['done', 'failed']);
});
