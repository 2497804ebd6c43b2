import { rmSync } from 'node:fs';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListQueueTagsCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import { arnOf, newFolder, type Opened, opened } from './opened.ts';

const bufferOf = ({ origin }: Opened) => `${origin}/000000000000/Buffer`;

async function asked(here: Opened, action: string, input: unknown) {
  const answer = await here.queues.handle({
    method: 'POST',
    url: '/',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` },
    body: Buffer.from(JSON.stringify(input)),
  });
  return { status: answer.status, ...JSON.parse(String(answer.body)) };
}

describe('what has another type than the API says is the client’s fault', () => {
  const entry = { Id: 'a', MessageBody: 'x' };
  test.each<[string, string, unknown]>([
    ['SendMessage', 'QueueUrl', { QueueUrl: true, MessageBody: 'x' }],
    ['SendMessage', 'MessageBody', { MessageBody: 7 }],
    ['SendMessage', 'DelaySeconds', { MessageBody: 'x', DelaySeconds: '1' }],
    ['SendMessage', 'MessageAttributes.a', { MessageBody: 'x', MessageAttributes: { a: null } }],
    ['SendMessage', 'MessageAttributes.a.DataType', { MessageBody: 'x', MessageAttributes: { a: {} } }],
    ['SendMessageBatch', 'Entries', { Entries: true }],
    ['SendMessageBatch', 'Entries[0]', { Entries: [null] }],
    ['SendMessageBatch', 'Entries[1].MessageBody', { Entries: [entry, { Id: 'b' }] }],
    ['DeleteMessageBatch', 'Entries[0].ReceiptHandle', { Entries: [{ Id: 'a' }] }],
    ['ChangeMessageVisibility', 'VisibilityTimeout', { ReceiptHandle: 'x', VisibilityTimeout: 1.5 }],
    ['ReceiveMessage', 'MaxNumberOfMessages', { MaxNumberOfMessages: 'ten' }],
    ['ReceiveMessage', 'MessageAttributeNames[0]', { MessageAttributeNames: [1] }],
    ['ListQueues', 'MaxResults', { MaxResults: 0.5 }],
    ['CreateQueue', 'Attributes', { QueueName: 'mine', Attributes: 'x' }],
    ['CreateQueue', 'tags', { QueueName: 'mine', tags: [] }],
    ['SetQueueAttributes', 'Attributes.VisibilityTimeout', { Attributes: { VisibilityTimeout: 1 } }],
    ['UntagQueue', 'TagKeys', { TagKeys: 'a' }],
  ])('%s: %s', async (action, path, input) => {
    await using here = await opened();
    const answer = await asked(here, action, { QueueUrl: bufferOf(here), ...(input as object) });
    expect(answer.status).toBe(400);
    expect(answer.message).toContain(path);
    expect(answer.__type).toMatch(/#(?:SerializationException|MissingParameter)$/);
    expect(here.queues.counts(arnOf('Buffer'))).toEqual({ waiting: 0, beingWorkedOn: 0 });
  });
});

describe('what SQS refuses is refused', () => {
  test.each([-1, 901])('a delay of %d seconds', async (DelaySeconds) => {
    await using here = await opened();
    const QueueUrl = bufferOf(here);
    const one = new SendMessageCommand({ QueueUrl, MessageBody: 'x', DelaySeconds });
    await expect(here.sqs.send(one)).rejects.toThrow('Must be between 0 and 900');
    const Entries = [{ Id: 'a', MessageBody: 'x', DelaySeconds }];
    const batch = new SendMessageBatchCommand({ QueueUrl, Entries });
    await expect(here.sqs.send(batch)).rejects.toThrow('Must be between 0 and 900');
    expect(here.queues.peek(arnOf('Buffer'))).toEqual([]);
  });

  const ten = Object.fromEntries(
    [...'abcdefghij'].map((name) => [name, { DataType: 'String', StringValue: 'x' }]),
  );
  test.each([
    ['eleven', { ...ten, k: { DataType: 'String', StringValue: 'x' } }],
    ['of no known type', { a: { DataType: 'Colour', StringValue: 'red' } }],
    ['without a value', { a: { DataType: 'String' } }],
    ['with a value of another type', { a: { DataType: 'Binary', StringValue: 'x' } }],
    ['a number that is none', { a: { DataType: 'Number.int', StringValue: 'x' } }],
  ])('attributes: %s', async (_, MessageAttributes) => {
    await using here = await opened();
    const QueueUrl = bufferOf(here);
    const send = (attributes: object) =>
      asked(here, 'SendMessage', { QueueUrl, MessageBody: 'x', MessageAttributes: attributes });
    expect(await send(MessageAttributes)).toMatchObject({
      status: 400,
      __type: 'com.amazonaws.sqs#InvalidParameterValue',
      message: expect.stringContaining('attribute'),
    });
    expect(await send(ten)).toMatchObject({ status: 200 });
  });

  test('a receipt handle that never was one', async () => {
    await using here = await opened();
    const command = new DeleteMessageCommand({ QueueUrl: bufferOf(here), ReceiptHandle: 'made up' });
    await expect(here.sqs.send(command)).rejects.toThrow(
      expect.objectContaining({ name: 'ReceiptHandleIsInvalid' }),
    );
  });

  test.each([
    ['{', 'not a valid JSON map'],
    ['{}', 'deadLetterTargetArn and maxReceiveCount'],
    [JSON.stringify({ deadLetterTargetArn: arnOf('Parked'), maxReceiveCount: 0 }), 'between 1 and 1000'],
    [JSON.stringify({ deadLetterTargetArn: arnOf('nowhere'), maxReceiveCount: 3 }), 'does not exist'],
  ])('the redrive policy %s', async (RedrivePolicy, why) => {
    await using here = await opened();
    const QueueUrl = bufferOf(here);
    const set = new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } });
    await expect(here.sqs.send(set)).rejects.toThrow(why);
    const create = new CreateQueueCommand({ QueueName: 'mine', Attributes: { RedrivePolicy } });
    await expect(here.sqs.send(create)).rejects.toThrow(why);
  });

  test('an attribute that there is not', async () => {
    await using here = await opened();
    const unknown = expect.objectContaining({ name: 'InvalidAttributeName' });
    const AttributeNames = ['Colour'] as unknown as ['All'];
    const get = new GetQueueAttributesCommand({ QueueUrl: bufferOf(here), AttributeNames });
    await expect(here.sqs.send(get)).rejects.toThrow(unknown);
    const Attributes = { Colour: 'red' } as unknown as { Policy: string };
    await expect(here.sqs.send(new CreateQueueCommand({ QueueName: 'mine', Attributes }))).rejects.toThrow(
      unknown,
    );
  });
});

test('tags come and go, outlive a restart, and leave the messages alone', async () => {
  const folder = newFolder();
  try {
    {
      await using first = await opened({ folder });
      const QueueUrl = bufferOf(first);
      await first.queues.send(arnOf('Buffer'), 'x');
      await first.sqs.send(new TagQueueCommand({ QueueUrl, Tags: { a: '1', b: '2' } }));
      await first.sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ['b'] }));
    }
    await using again = await opened({ folder });
    const { Tags } = await again.sqs.send(new ListQueueTagsCommand({ QueueUrl: bufferOf(again) }));
    expect(Tags).toEqual({ 'aws:cloudformation:stack-name': 'Darkroom', a: '1' });
    expect(again.queues.peek(arnOf('Buffer'))).toEqual(['x']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the tag by which the template knows its queues stays', async () => {
  await using here = await opened();
  const TagKeys = ['aws:cloudformation:stack-name'];
  const untag = new UntagQueueCommand({ QueueUrl: bufferOf(here), TagKeys });
  await expect(here.sqs.send(untag)).rejects.toThrow('aws: prefixed');
});
