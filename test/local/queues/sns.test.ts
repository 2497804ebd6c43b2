import {
  CreateTopicCommand,
  DeleteTopicCommand,
  PublishBatchCommand,
  PublishCommand,
  type PublishCommandInput,
} from '@aws-sdk/client-sns';
import { describe, expect, test } from '@jest/globals';
import { requestIn } from '../../../local/queues/publish/form.ts';
import { arnOf, notice, opened, subscribed, takeOne, topicArn } from './opened.ts';

test('a notice reaches the inbox in the words of an e-mail, and queues in theirs', async () => {
  await using here = await opened();
  await subscribed(here);
  const before = Date.now();
  const { MessageId } = await here.sns.send(new PublishCommand(notice));
  expect(here.published).toEqual([
    {
      topicArn,
      messageId: MessageId,
      subject: 'darkroom',
      text: 'Your photo is done.',
      json: '{"status":"done"}',
      attributes: notice.MessageAttributes,
      time: expect.any(Number),
    },
  ]);
  expect(here.published[0]?.time).toBeGreaterThanOrEqual(before);
  const { body } = await takeOne(here.queues, 'Parked');
  expect(JSON.parse(body)).toMatchObject({
    Type: 'Notification',
    MessageId,
    TopicArn: topicArn,
    Subject: 'darkroom',
    Message: '{"status":"done"}',
    MessageAttributes: { status: { Type: 'String', Value: 'done' } },
  });
});

test('a queue gets words of its own where the notice has them, raw where it wants that', async () => {
  await using here = await opened();
  await subscribed(here, { RawMessageDelivery: 'true' });
  const Message = JSON.stringify({ default: 'for all', sqs: 'for queues 🎉' });
  await here.sns.send(new PublishCommand({ ...notice, Message }));
  expect(await takeOne(here.queues, 'Parked')).toMatchObject({
    body: 'for queues 🎉',
    messageAttributes: notice.MessageAttributes,
  });
  expect(here.published[0]).toMatchObject({ text: 'for all', json: 'for all' });
});

test('a notice without a structure is one text for all', async () => {
  await using here = await opened();
  await subscribed(here, { RawMessageDelivery: 'true' });
  await here.sns.send(new PublishCommand({ TopicArn: topicArn, Message: '{"default":"x"}' }));
  expect((await takeOne(here.queues, 'Parked')).body).toBe('{"default":"x"}');
  expect(here.published[0]).toMatchObject({ text: '{"default":"x"}', json: '{"default":"x"}' });
  expect(here.published[0]).not.toHaveProperty('subject');
});

test('a publisher hears no success when the inbox did not take the notice', async () => {
  await using here = await opened({
    onPublished: () => {
      throw new Error('the disk is full');
    },
  });
  await subscribed(here);
  await expect(here.queues.publish(topicArn, notice)).rejects.toThrow('the disk is full');
  expect(here.queues.counts(arnOf('Parked')).waiting).toBe(0);
});

describe('a batch', () => {
  test('is published entry by entry, and one that is refused keeps no other back', async () => {
    await using here = await opened();
    const { Successful = [], Failed = [] } = await here.sns.send(
      new PublishBatchCommand({
        TopicArn: topicArn,
        PublishBatchRequestEntries: [
          { Id: 'good', ...notice },
          { Id: 'bad', Message: 'not <json>', MessageStructure: 'json' },
          { Id: 'plain', Message: 'plain' },
        ],
      }),
    );
    expect(Successful.map(({ Id }) => Id)).toEqual(['good', 'plain']);
    expect(Failed).toMatchObject([{ Id: 'bad', Code: 'InvalidParameter', SenderFault: true }]);
    expect(here.published.map(({ text }) => text)).toEqual(['Your photo is done.', 'plain']);
    expect(here.published.map(({ messageId }) => messageId)).toEqual(
      Successful.map(({ MessageId }) => MessageId),
    );
  });

  test.each([
    ['EmptyBatchRequestException', []],
    [
      'TooManyEntriesInBatchRequestException',
      Array.from({ length: 11 }, (_, n) => ({ Id: `${n}`, Message: 'x' })),
    ],
    [
      'BatchEntryIdsNotDistinctException',
      [
        { Id: 'a', Message: 'x' },
        { Id: 'a', Message: 'y' },
      ],
    ],
    ['InvalidBatchEntryIdException', [{ Id: 'a b', Message: 'x' }]],
    ['BatchRequestTooLongException', ['a', 'b'].map((Id) => ({ Id, Message: 'x'.repeat(140_000) }))],
  ])('that is none is refused: %s', async (name, PublishBatchRequestEntries) => {
    await using here = await opened();
    const batch = new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries });
    await expect(here.sns.send(batch)).rejects.toThrow(expect.objectContaining({ name }));
    expect(here.published).toEqual([]);
  });
});

describe('publishing is refused', () => {
  const text = (DataType: string, StringValue?: string) => ({
    a: { DataType, ...(StringValue && { StringValue }) },
  });
  test.each<[string, Partial<PublishCommandInput>, string]>([
    ['to no topic', { TopicArn: `${topicArn}x` }, 'NotFoundException'],
    ['to a telephone', { TopicArn: undefined, PhoneNumber: '+491234' }, 'InvalidParameterException'],
    ['without a message', { Message: '' }, 'InvalidParameterException'],
    ['with a structure that is not json', { MessageStructure: 'xml' }, 'InvalidParameterException'],
    ['with broken json', { Message: '{' }, 'InvalidParameterException'],
    ['with json that is a list', { Message: '["default"]' }, 'InvalidParameterException'],
    ['without a default', { Message: '{"email":"x"}' }, 'InvalidParameterException'],
    ['with a default that is an object', { Message: '{"default":{}}' }, 'InvalidParameterException'],
    [
      'above 256 KiB',
      { Message: JSON.stringify({ default: 'x'.repeat(262_144) }) },
      'InvalidParameterException',
    ],
    ['with a subject of 101 letters', { Subject: 'x'.repeat(101) }, 'InvalidParameterException'],
    ['with a subject of two lines', { Subject: 'a\nb' }, 'InvalidParameterException'],
    ['with a subject that is not ASCII', { Subject: 'Grüße' }, 'InvalidParameterException'],
    [
      'with an attribute of no type',
      { MessageAttributes: text('Text', 'x') },
      'InvalidParameterValueException',
    ],
    [
      'with an attribute that is empty',
      { MessageAttributes: text('String') },
      'InvalidParameterValueException',
    ],
    [
      'with a number that is none',
      { MessageAttributes: text('Number', 'x') },
      'InvalidParameterValueException',
    ],
    [
      'with a list that is none',
      { MessageAttributes: text('String.Array', '[{}]') },
      'InvalidParameterValueException',
    ],
    [
      'with an attribute of a name that AWS keeps',
      { MessageAttributes: { 'AWS.x': { DataType: 'String', StringValue: 'x' } } },
      'InvalidParameterValueException',
    ],
  ])('%s', async (_, wrong, name) => {
    await using here = await opened();
    await expect(here.sns.send(new PublishCommand({ ...notice, ...wrong }))).rejects.toThrow(
      expect.objectContaining({ name }),
    );
    expect(here.published).toEqual([]);
  });

  test.each<[string, Partial<PublishCommandInput>]>([
    ['a subject of 100 letters', { Subject: 'x'.repeat(100) }],
    [
      '256 KiB with its attributes',
      { MessageStructure: undefined, Message: 'x'.repeat(262_144 - 'statusStringdone'.length) },
    ],
    ['a list', { MessageAttributes: { a: { DataType: 'String.Array', StringValue: '["x",1,null]' } } }],
    ['bytes', { MessageAttributes: { a: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) } } }],
  ])('but not with %s', async (_, right) => {
    await using here = await opened();
    await here.sns.send(new PublishCommand({ ...notice, ...right }));
    expect(here.published).toHaveLength(1);
  });
});

describe('a task of the state machine', () => {
  test('has its message as an object, which becomes JSON', async () => {
    await using here = await opened();
    const { MessageId } = await here.queues.publish(topicArn, {
      ...notice,
      Message: { default: '{"status":"done"}', email: 'Your photo is done.' },
    });
    expect(here.published).toMatchObject([
      { messageId: MessageId, text: 'Your photo is done.', json: '{"status":"done"}', subject: 'darkroom' },
    ]);
  });

  test.each([
    ['SNS.NotFoundException', `${topicArn}x`, {}],
    ['SNS.InvalidParameterException', topicArn, { Message: { email: 'x' } }],
    ['SNS.InvalidParameterException', topicArn, { Subject: 'a\nb' }],
    ['SNS.InvalidParameterException', topicArn, { MessageAttributes: { status: 'done' } }],
    ['SNS.InvalidParameterException', topicArn, { MessageGroupId: 'x' }],
    [
      'SNS.InvalidParameterValueException',
      topicArn,
      { MessageAttributes: { status: { DataType: 'Text', StringValue: 'x' } } },
    ],
  ])('sees the error %s', async (name, topic, wrong) => {
    await using here = await opened();
    await expect(here.queues.publish(topic, { ...notice, ...wrong })).rejects.toThrow(
      expect.objectContaining({ name }),
    );
  });
});

test('a form of many thousands of fields is read as fast as it came', () => {
  const numbers = Array.from({ length: 60_000 }, (_, at) => at + 1);
  const form = new URLSearchParams(
    numbers.flatMap((number): [string, string][] => [
      [`MessageAttributes.entry.${number}.Name`, `a${number}`],
      [`MessageAttributes.entry.${number}.Value.DataType`, 'String'],
      [`MessageAttributes.entry.${number}.Value.StringValue`, 'x'],
    ]),
  );
  // Each looked up among all others, they would take minutes: the time limit of the test is the assertion.
  expect(Object.keys(requestIn(form).attributes)).toHaveLength(60_000);
});

test('users make topics of their own, but none that is FIFO', async () => {
  await using here = await opened();
  const { TopicArn = '' } = await here.sns.send(new CreateTopicCommand({ Name: 'mine' }));
  expect(TopicArn).toBe('arn:aws:sns:us-east-1:000000000000:mine');
  await here.sns.send(new PublishCommand({ TopicArn, Message: 'x' }));
  expect(here.published).toMatchObject([{ topicArn: TopicArn }]);
  await here.sns.send(new DeleteTopicCommand({ TopicArn }));
  const fifo = new CreateTopicCommand({ Name: 'mine.fifo', Attributes: { FifoTopic: 'true' } });
  await expect(here.sns.send(fifo)).rejects.toThrow('no FIFO topics');
});
