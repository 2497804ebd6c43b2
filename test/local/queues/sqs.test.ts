import { createHash } from 'node:crypto';
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import { arnOf, opened, queueSpec, takeOne } from './opened.ts';

const never = new AbortController().signal;

test('a message goes in and comes out whole, with what SQS says of it', async () => {
  await using here = await opened();
  const { sqs, origin } = here;
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'Buffer' }));
  expect(QueueUrl).toBe(`${origin}/000000000000/Buffer`);
  const MessageBody = 'Grüße, 🎉\n\t"<&>"';
  const MessageAttributes = {
    n: { DataType: 'Number', StringValue: '1' },
    b: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255]) },
  };
  const sent = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes }));
  expect(sent.MD5OfMessageBody).toBe(createHash('md5').update(MessageBody).digest('hex'));

  // The client itself compares the digests of body and attributes.
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
  );
  expect(Messages).toHaveLength(1);
  expect(Messages[0]).toMatchObject({
    MessageId: sent.MessageId,
    Body: MessageBody,
    Attributes: { ApproximateReceiveCount: '1', SentTimestamp: expect.stringMatching(/^\d{13}$/) },
  });
  expect(Messages[0]?.MessageAttributes?.b?.BinaryValue).toEqual(new Uint8Array([0, 255]));

  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[0]?.ReceiptHandle }));
  expect(here.queues.counts(arnOf('Buffer'))).toEqual({ waiting: 0, beingWorkedOn: 0 });
});

test('half of an emoji is refused, as are control characters', async () => {
  await using here = await opened();
  const QueueUrl = `${here.origin}/000000000000/Buffer`;
  for (const MessageBody of ['a\u0000b', '\uFFFF', '\u0008']) {
    await expect(here.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidMessageContents' }),
    );
  }
});

test('a message that is let go comes again at once, counted, under the same id', async () => {
  await using here = await opened();
  const id = await here.queues.send(arnOf('Parked'), 'x');
  const first = await takeOne(here.queues, 'Parked');
  await here.sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: `${here.origin}/000000000000/Parked`,
      ReceiptHandle: first.receiptHandle,
      VisibilityTimeout: 0,
    }),
  );
  const second = await takeOne(here.queues, 'Parked');
  expect([first.messageId, second.messageId]).toEqual([id, id]);
  expect(second.attributes.ApproximateReceiveCount).toBe('2');
  expect(second.receiptHandle).not.toBe(first.receiptHandle);
});

test('a message comes again when its time is up, to whoever waits for it', async () => {
  await using here = await opened({ queues: [queueSpec('Short', { visibilityTimeoutSeconds: 1 })] });
  const began = Date.now();
  await here.queues.send(arnOf('Short'), 'x');
  await takeOne(here.queues, 'Short');
  const again = await takeOne(here.queues, 'Short');
  expect(Date.now() - began).toBeGreaterThanOrEqual(1000);
  expect(again.attributes.ApproximateReceiveCount).toBe('2');
});

test('each of several messages comes again when its own time is up', async () => {
  await using here = await opened({ queues: [queueSpec('Short', { visibilityTimeoutSeconds: 1 })] });
  const QueueUrl = `${here.origin}/000000000000/Short`;
  await here.queues.send(arnOf('Short'), 'soon');
  await here.queues.send(arnOf('Short'), 'later');
  await takeOne(here.queues, 'Short');
  const { receiptHandle: ReceiptHandle } = await takeOne(here.queues, 'Short');
  await here.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 2 }));
  const soon = await takeOne(here.queues, 'Short');
  expect(soon.body).toBe('soon');
  await here.queues.delete(arnOf('Short'), soon.receiptHandle);
  expect((await takeOne(here.queues, 'Short')).body).toBe('later');
});

test('a shorter time takes effect, as a longer one does', async () => {
  await using here = await opened({ queues: [queueSpec('Parked', { visibilityTimeoutSeconds: 43_200 })] });
  const QueueUrl = `${here.origin}/000000000000/Parked`;
  await here.queues.send(arnOf('Parked'), 'x');
  const { receiptHandle } = await takeOne(here.queues, 'Parked');
  const { Successful } = await here.sqs.send(
    new ChangeMessageVisibilityBatchCommand({
      QueueUrl,
      Entries: [{ Id: 'a', ReceiptHandle: receiptHandle, VisibilityTimeout: 1 }],
    }),
  );
  expect(Successful).toEqual([{ Id: 'a' }]);
  const again = await takeOne(here.queues, 'Parked');
  expect(again.body).toBe('x');
});

test('a delayed message is waiting, and comes when it is due', async () => {
  await using here = await opened();
  const QueueUrl = `${here.origin}/000000000000/Parked`;
  const began = Date.now();
  await here.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 1 }));
  expect(here.queues.counts(arnOf('Parked'))).toEqual({ waiting: 1, beingWorkedOn: 0 });
  await takeOne(here.queues, 'Parked');
  expect(Date.now() - began).toBeGreaterThanOrEqual(1000);
});

describe('dead letters', () => {
  test('F11 go on after as many receives as the policy says, and are counted from one there', async () => {
    await using here = await opened();
    const id = await here.queues.send(arnOf('Buffer'), 'x', { WHY: 'because' });
    for (const count of ['1', '2']) {
      const message = await takeOne(here.queues, 'Buffer');
      expect(message.attributes.ApproximateReceiveCount).toBe(count);
      await letGo(here, 'Buffer', message.receiptHandle);
    }
    const quick = AbortSignal.timeout(50);
    expect(await here.queues.receive(arnOf('Buffer'), { max: 1, signal: quick })).toEqual([]);
    for (const count of ['1', '2', '3']) {
      const message = await takeOne(here.queues, 'DeadLetters');
      expect(message).toMatchObject({
        messageId: id,
        body: 'x',
        attributes: { ApproximateReceiveCount: count },
        messageAttributes: { WHY: { DataType: 'String', StringValue: 'because' } },
      });
      await letGo(here, 'DeadLetters', message.receiptHandle);
    }
    await here.queues.receive(arnOf('DeadLetters'), { max: 1, signal: AbortSignal.timeout(50) });
    expect((await takeOne(here.queues, 'Parked')).messageId).toBe(id);
  });

  async function letGo(here: Awaited<ReturnType<typeof opened>>, name: string, ReceiptHandle: string) {
    const QueueUrl = `${here.origin}/000000000000/${name}`;
    await here.sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
    );
  }
});

test('batches of ten go through, and eleven do not', async () => {
  await using here = await opened();
  const QueueUrl = `${here.origin}/000000000000/Parked`;
  const entries = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ Id: `${n}`, MessageBody: `📷 ${n}` }));
  const sent = await here.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: entries(10) }));
  expect(sent.Successful).toHaveLength(10);
  expect(sent.Failed ?? []).toEqual([]);
  await expect(
    here.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: entries(11) })),
  ).rejects.toThrow('Maximum number of entries per request are 10');
  const { Messages = [] } = await here.sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
  );
  const handles = Messages.map(({ ReceiptHandle }, n) => ({ Id: `${n}`, ReceiptHandle }));
  await here.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: handles }));
  expect(here.queues.counts(arnOf('Parked'))).toEqual({ waiting: 0, beingWorkedOn: 0 });
});

test('a purge empties the queue, of what is in hand too', async () => {
  await using here = await opened();
  await here.queues.send(arnOf('Parked'), 'a');
  await here.queues.send(arnOf('Parked'), 'b');
  await takeOne(here.queues, 'Parked');
  await here.sqs.send(new PurgeQueueCommand({ QueueUrl: `${here.origin}/000000000000/Parked` }));
  expect(here.queues.counts(arnOf('Parked'))).toEqual({ waiting: 0, beingWorkedOn: 0 });
});

test('messages that are older than their queue keeps them are gone', async () => {
  await using here = await opened();
  const QueueUrl = `${here.origin}/000000000000/Parked`;
  const attributes = { QueueUrl, Attributes: { MessageRetentionPeriod: '60' } };
  await here.sqs.send(new SetQueueAttributesCommand(attributes));
  await here.queues.send(arnOf('Parked'), 'old');
  const realNow = Date.now;
  Date.now = () => realNow() + 61_000;
  try {
    await here.queues.send(arnOf('Parked'), 'new');
    expect(await here.queues.receive(arnOf('Parked'), { max: 10, signal: never })).toMatchObject([
      { body: 'new' },
    ]);
  } finally {
    Date.now = realNow;
  }
});

test('every change of counts is told, over HTTP too', async () => {
  await using here = await opened();
  const QueueUrl = `${here.origin}/000000000000/Parked`;
  let told = 0;
  here.queues.onChange(() => told++);
  const next = async (work: () => Promise<unknown>) => {
    const before = told;
    await work();
    expect(told).toBeGreaterThan(before);
  };
  await next(() => here.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })));
  await next(() => here.sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 1 })));
  const before = told;
  await takeOne(here.queues, 'Parked');
  expect(told).toBeGreaterThan(before);
  await next(() => here.sqs.send(new PurgeQueueCommand({ QueueUrl })));
});

test('queues of the template say what it says, and their policy', async () => {
  await using here = await opened();
  const QueueUrl = `${here.origin}/000000000000/Buffer`;
  const { Attributes } = await here.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  expect(Attributes).toMatchObject({
    QueueArn: arnOf('Buffer'),
    VisibilityTimeout: '30',
    MessageRetentionPeriod: '1209600',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf('DeadLetters'), maxReceiveCount: 2 }),
  });
  const { Tags } = await here.sqs.send(new ListQueueTagsCommand({ QueueUrl }));
  expect(Tags).toEqual({ 'aws:cloudformation:stack-name': 'Darkroom' });
});

test('users make queues of their own, with an address that works', async () => {
  await using here = await opened();
  const { QueueUrl } = await here.sqs.send(new CreateQueueCommand({ QueueName: 'mine' }));
  expect(QueueUrl).toBe(`${here.origin}/000000000000/mine`);
  await here.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  expect(here.queues.peek(arnOf('mine'))).toEqual(['x']);
  const { QueueUrls } = await here.sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'm' }));
  expect(QueueUrls).toEqual([QueueUrl]);
});
