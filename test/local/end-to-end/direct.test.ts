import { setImmediate } from 'node:timers/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { ExecutionDetail } from '../../../local/console/api.ts';
import { photo } from '../../fixtures/pictures.ts';
import { executionAt, executionOf, postToPage } from '../../support/ask-page.ts';
import { type OneMachine, oneMachine } from '../../support/one-machine.ts';
import { askForLink, becomes, noticesOf, photoAt, uploadByLink } from '../../support/upload.ts';

// The whole way, as a client sees it: `npm start` in a process of its own, and real HTTP.

let machine: OneMachine;
let picture: Buffer;
let bucket: string;

beforeAll(async () => {
  machine = await oneMachine();
  picture = await photo({ width: 900, height: 600 }).jpeg().toBuffer();
  bucket = machine.live.snapshot.about.outputs.UploadsBucketName ?? '';
});
afterAll(async () => machine?.[Symbol.asyncDispose]());

async function waitUntilStateMachineEnds(sfn: SFNClient, executionArn: string) {
  while ((await executionAt(machine, executionArn)).status === 'RUNNING') await setImmediate();
  return sfn.send(new DescribeExecutionCommand({ executionArn }));
}

const statesOf = ({ visits }: ExecutionDetail) => visits.map(({ state }) => state);

describe('a photo that is sent by an upload link', () => {
  test('becomes a thumbnail and a notice', async () => {
    const { key } = await uploadByLink(machine, picture, 'Katze über Dach 🐈.jpg');
    await becomes(machine, key, 'done');

    const [rendition] = photoAt(machine, key)?.renditions ?? [];
    const image = await fetch(`${machine.page}${rendition?.url}`);
    const { width, height, format } = await sharp(Buffer.from(await image.arrayBuffer())).metadata();
    expect({ width, height, format }).toEqual({ width: 200, height: 133, format: 'jpeg' });
    expect(noticesOf(machine, key)).toEqual([
      expect.objectContaining({ status: 'done', key, execution: photoAt(machine, key)?.execution }),
    ]);
    expect(machine.live.notices.at(-1)).toMatchObject({
      subject: 'Photo done',
      text: expect.stringContaining('The thumbnails of this photo are ready.'),
    });
    const execution = await executionOf(machine, key);
    expect(execution).toMatchObject({ status: 'SUCCEEDED', redrives: 0 });
    expect(statesOf(execution)).toEqual(['Validate Key', 'Resize Photo', 'Publish Result']);
  });

  test('is said to be done, with links to its thumbnails that work', async () => {
    const { key } = await uploadByLink(machine, picture);
    await becomes(machine, key, 'done');

    const answer = await fetch(`${machine.page}/api/links?key=${encodeURIComponent(key)}`);
    const said = (await answer.json()) as { status: string; renditions: { url: string; bytes: number }[] };

    expect(said.status).toBe('done');
    const linked = await fetch(said.renditions[0]?.url ?? '');
    expect(linked.status).toBe(200);
    expect((await linked.arrayBuffer()).byteLength).toBe(said.renditions[0]?.bytes);
  });

  test('P4 P8 cannot be replaced by using the link twice, nor sent longer than was said', async () => {
    const { key, link } = await uploadByLink(machine, picture);
    const again = await fetch(link.url, {
      method: 'PUT',
      headers: link.headers,
      body: new Uint8Array(picture),
    });
    expect(again.status).toBe(412);

    const short = { fileName: 'x.jpg', contentType: 'image/jpeg', size: picture.length - 1 };
    const other = (await (await askForLink(machine, short)).json()) as typeof link;
    const longer = await fetch(other.url, {
      method: 'PUT',
      headers: other.headers,
      body: new Uint8Array(picture),
    });
    expect(longer.status).toBe(403);
    await becomes(machine, key, 'done');
    expect(photoAt(machine, other.key)).toBeUndefined();
  });
});

test('upload links are for those who sign, unless the setting says otherwise', async () => {
  const body = JSON.stringify({ fileName: 'x.jpg', contentType: 'image/jpeg', size: 5 });

  expect((await fetch(`${machine.links}/`, { method: 'POST', body })).status).toBe(403);
});

describe("the SDK's clients", () => {
  test('E7 put objects with their own checksums, in one piece and in parts', async () => {
    const client = new S3Client(machine.client);
    const large = await photo({ width: 3000, height: 2000 }).png({ compressionLevel: 0 }).toBuffer();
    await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: 'uploads/sdk/one piece+&.jpg', Body: picture }),
    );
    const parts = new Upload({
      client,
      params: { Bucket: bucket, Key: 'uploads/sdk/parts.png', Body: large },
    });
    await parts.done();

    await Promise.all(
      ['uploads/sdk/one piece+&.jpg', 'uploads/sdk/parts.png'].map((key) => becomes(machine, key, 'done')),
    );
  });

  test('subscribe to the notices: a queue gets what is for machines', async () => {
    const sqs = new SQSClient(machine.client);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'mine' }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    await new SNSClient(machine.client).send(
      new SubscribeCommand({
        TopicArn: machine.live.snapshot.about.outputs.NoticesTopicArn,
        Protocol: 'sqs',
        Endpoint: Attributes?.QueueArn,
        Attributes: { RawMessageDelivery: 'true', FilterPolicy: JSON.stringify({ status: ['rejected'] }) },
      }),
    );

    await uploadByLink(machine, picture);
    const { key } = await uploadByLink(machine, picture.subarray(0, 4000));
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));

    expect(Messages?.map(({ Body }) => JSON.parse(Body ?? ''))).toEqual([
      expect.objectContaining({ status: 'rejected', reason: 'truncated', key }),
    ]);
  });

  test('E10 start an execution by hand with what is no event: it fails, and says why', async () => {
    const sfn = new SFNClient(machine.client);
    const stateMachineArn = machine.live.snapshot.about.outputs.StateMachineArn;
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{"a":1}' }));
    const ended = await waitUntilStateMachineEnds(sfn, executionArn ?? '');

    expect(ended).toMatchObject({ status: 'FAILED', error: 'EventMalformed' });
  });
});

describe('a photo that is at fault', () => {
  test('C2 is rejected, told, and ends green', async () => {
    const { key } = (await (await postToPage(machine, '/api/broken', {})).json()) as { key: string };
    await becomes(machine, key, 'rejected');

    expect(photoAt(machine, key)).toMatchObject({ reason: 'truncated' });
    const execution = await executionOf(machine, key);
    expect(execution.status).toBe('SUCCEEDED');
    expect(statesOf(execution).slice(-3)).toEqual([
      'Record Rejection',
      'Publish Rejection',
      'Photo Rejected',
    ]);
  });

  test('K5 K7 by its name alone never reaches a function', async () => {
    const client = new S3Client(machine.client);
    const key = 'uploads/a//b\nc.jpg';
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: picture }));
    await becomes(machine, key, 'rejected');

    expect(photoAt(machine, key)).toMatchObject({ reason: 'invalid-key' });
    expect(statesOf(await executionOf(machine, key))[1]).toBe('Record Rejection');
  });
});

test('F5 a photo that we fail on is retried, told as failed, and made by a redrive', async () => {
  await postToPage(machine, '/api/fail-next', { failNext: true });
  const { key } = await uploadByLink(machine, picture);
  await becomes(machine, key, 'failed');
  await machine.live.until(({ failNext }) => !failNext, 'the switch goes off by itself');

  const failed = await executionOf(machine, key);
  expect(failed).toMatchObject({ status: 'FAILED', error: 'Runtime.ExitError', redrivable: true });
  expect(failed.visits.find(({ state }) => state === 'Resize Photo')).toMatchObject({
    outcome: 'caught',
    retries: 1,
    failures: [{ error: 'Runtime.ExitError' }, { error: 'Runtime.ExitError' }],
  });
  expect(statesOf(failed).slice(-3)).toEqual(['Record Failure', 'Publish Failure', 'Resize Photo Again']);

  await new SFNClient(machine.client).send(new RedriveExecutionCommand({ executionArn: failed.arn }));
  await becomes(machine, key, 'done');

  const redriven = await executionOf(machine, key);
  expect(redriven).toMatchObject({ arn: failed.arn, status: 'SUCCEEDED', redrives: 1 });
  expect(noticesOf(machine, key).map(({ status }) => status)).toEqual(['failed', 'done']);
});

test('E2 of two uploads to one key the newer one stands, and nothing is told of the older one after it', async () => {
  const client = new S3Client(machine.client);
  const key = 'uploads/same/key.jpg';
  const sizes = [
    { width: 400, height: 400 },
    { width: 600, height: 300 },
  ];
  for (const size of sizes) {
    const Body = await photo(size).jpeg().toBuffer();
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
  }
  const both = () => [...machine.live.photos.values()].filter((each) => each.key === key);
  await machine.live.until(
    () => both().length === 2 && both().every(({ status }) => ['done', 'superseded'].includes(status)),
    'both have ended',
  );

  expect(both().at(-1)).toMatchObject({ status: 'done', renditions: [{ width: 200, height: 100 }] });
  expect(noticesOf(machine, key).at(-1)).toMatchObject({ versionId: both().at(-1)?.id });
});

test('E4 what is not in the folder of uploads starts nothing', async () => {
  const client = new S3Client(machine.client);
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'elsewhere/photo.jpg', Body: picture }));
  const { key } = await uploadByLink(machine, picture); // whatever the first one started would be there by its end
  await becomes(machine, key, 'done');

  expect(photoAt(machine, 'elsewhere/photo.jpg')).toBeUndefined();
  expect(noticesOf(machine, 'elsewhere/photo.jpg')).toEqual([]);
});
