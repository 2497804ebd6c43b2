import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { photo } from '../fixtures/pictures.ts';
import { type OneMachine, oneMachine } from '../support/one-machine.ts';
import { becomes, noticesOf } from '../support/upload.ts';

// The buffered delivery with messages that S3 would send to its queue by itself, without EventBridge.

let machine: OneMachine;
let s3: S3Client;
let sqs: SQSClient;

beforeAll(async () => {
  machine = await oneMachine({ flags: ['-c', 'delivery.mode=buffered', '-c', 'delivery.maxConcurrency=2'] });
  s3 = new S3Client(machine.client);
  sqs = new SQSClient(machine.client);
});
afterAll(async () => {
  for (const client of [s3, sqs]) client?.destroy();
  await machine?.[Symbol.asyncDispose]();
});

async function send(message: object): Promise<void> {
  const { BufferQueueUrl: QueueUrl } = machine.live.snapshot.about.outputs;
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }));
}

test.each([
  ['uploads/red flower.jpg', 'uploads/red+flower.jpg'],
  ['uploads/a+b%20c.jpg', 'uploads/a%2Bb%2520c.jpg'],
])('K2 the photo %j is made by a notification that calls it %s', async (key, encoded) => {
  const { UploadsBucketName: Bucket, ThumbnailsBucketName } = machine.live.snapshot.about.outputs;
  const Body = await photo({ width: 60, height: 40 }).jpeg().toBuffer();
  const { ETag = '', VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key: key, Body }));
  await becomes(machine, key, 'done');
  // As if nothing had ever come of EventBridge's own event.
  const made = `${key.replace('uploads/', 'thumbnails/')}/thumbnail.jpg`;
  await s3.send(new DeleteObjectCommand({ Bucket: ThumbnailsBucketName, Key: made }));

  const object = { key: encoded, size: Body.length, eTag: ETag.replaceAll('"', ''), versionId: VersionId };
  await send({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket });
  await send({
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: 'us-east-1',
        eventName: 'ObjectCreated:Put',
        s3: { bucket: { name: Bucket }, object },
      },
    ],
  });
  await machine.live.until(() => noticesOf(machine, key).length === 2, 'the photo is told again');

  expect(noticesOf(machine, key)).toMatchObject([{ status: 'done' }, { status: 'done', key }]);
  expect(new Set(noticesOf(machine, key).map(({ id }) => id)).size).toBe(1);
  await machine.live.until(
    ({ counts }) => counts.queues?.waiting === 0 && counts.queues.beingWorkedOn === 0,
    'the queue is empty: nothing is left of the trial either',
  );
});
