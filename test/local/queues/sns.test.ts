import {
  CreateTopicCommand,
  DeleteTopicCommand,
  ListSubscriptionsByTopicCommand,
  PublishBatchCommand,
  PublishCommand,
  type PublishCommandInput,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { describe, expect, test } from '@jest/globals';
import { requestIn } from '../../../local/queues/publish/form.ts';
import { arnOf, type Opened, opened, takeOne, topicArn } from './opened.ts';

const notice = {
  TopicArn: topicArn,
  MessageStructure: 'json',
  Subject: 'darkroom',
  Message: JSON.stringify({ default: '{"status":"done"}', email: 'Your photo is done.' }),
  MessageAttributes: { status: { DataType: 'String', StringValue: 'done' } },
} satisfies PublishCommandInput;

async function subscribed(
  here: Opened,
  Attributes: Record<string, string> = {},
  queue = 'Parked',
): Promise<string> {
  const { SubscriptionArn = '' } = await here.sns.send(
    new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: arnOf(queue), Attributes }),
  );
  return SubscriptionArn;
}

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

test('a subscription gets what its filter lets through, and the new filter once it is changed', async () => {
  await using here = await opened();
  const only = (status: string) => JSON.stringify({ status: [status] });
  const SubscriptionArn = await subscribed(here, { FilterPolicy: only('failed') });
  const publish = (status: string) =>
    here.sns.send(
      new PublishCommand({
        ...notice,
        MessageAttributes: { status: { DataType: 'String', StringValue: status } },
      }),
    );
  await publish('done');
  await publish('failed');
  expect(here.queues.counts(arnOf('Parked')).waiting).toBe(1);
  await here.sns.send(
    new SetSubscriptionAttributesCommand({
      SubscriptionArn,
      AttributeName: 'FilterPolicy',
      AttributeValue: only('done'),
    }),
  );
  await publish('failed');
  await publish('done');
  expect(here.queues.counts(arnOf('Parked')).waiting).toBe(2);
  await here.sns.send(new UnsubscribeCommand({ SubscriptionArn }));
  await publish('done');
  expect(here.queues.counts(arnOf('Parked')).waiting).toBe(2);
  expect(here.published).toHaveLength(5);
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

describe('subscriptions', () => {
  test('of the template are there, and need no confirmation', async () => {
    await using here = await opened({
      subscriptions: [
        { topicArn, protocol: 'email', endpoint: 'a@b.example', filterPolicy: { status: ['failed'] } },
      ],
    });
    const { Subscriptions } = await here.sns.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }),
    );
    expect(Subscriptions).toMatchObject([
      {
        Protocol: 'email',
        Endpoint: 'a@b.example',
        SubscriptionArn: expect.stringContaining(`${topicArn}:`),
      },
    ]);
  });

  test.each(['http', 'https', 'lambda', 'sms', 'email', 'email-json', 'firehose'])(
    'by %s are refused',
    async (Protocol) => {
      await using here = await opened();
      const subscribe = new SubscribeCommand({ TopicArn: topicArn, Protocol, Endpoint: 'x' });
      await expect(here.sns.send(subscribe)).rejects.toThrow(
        expect.objectContaining({
          name: 'InvalidParameterException',
          message: expect.stringContaining('Protocol'),
        }),
      );
    },
  );
});

describe('a subscription is refused that would break publishing', () => {
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}["b"]${'}'.repeat(levels)}`;
  test.each<[string, string, string]>([
    ['FilterPolicy', 'x', 'failed to parse JSON'],
    ['FilterPolicy', 'null', 'failed to parse JSON'],
    ['FilterPolicy', '[]', 'failed to parse JSON'],
    ['FilterPolicy', '{"a":1}', 'must be an object or an array'],
    ['FilterPolicy', '{"a":[["b"]]}', 'must be an object or an array'],
    [
      'FilterPolicy',
      `{"a":[{"x":${'['.repeat(50_000)}${']'.repeat(50_000)}}]}`,
      'must be an object or an array',
    ],
    ['FilterPolicy', '{"$or":[1]}', 'must have objects'],
    ['FilterPolicy', nested(11), '10 levels'],
    ['FilterPolicy', nested(30_000), '10 levels'],
    ['FilterPolicyScope', 'Everything', 'MessageAttributes or MessageBody'],
    ['RawMessageDelivery', 'maybe', 'true or false'],
    ['RedrivePolicy', '{}', 'not supported here'],
  ])('%s %s', async (name, value, why) => {
    await using here = await opened();
    await expect(subscribed(here, { [name]: value })).rejects.toThrow(why);
    const SubscriptionArn = await subscribed(here);
    const change = { SubscriptionArn, AttributeName: name, AttributeValue: value };
    await expect(here.sns.send(new SetSubscriptionAttributesCommand(change))).rejects.toThrow(why);

    await here.sns.send(new PublishCommand(notice));
    expect(here.queues.counts(arnOf('Parked')).waiting).toBe(1);
  });

  test.each([
    '{}',
    '{"a":["b",1,null,{"anything-but":{"prefix":"x"}},{"numeric":[">",1]}]}',
    '{"$or":[{"a":["b"]}]}',
  ])('but not with %s', async (FilterPolicy) => {
    await using here = await opened();
    expect(await subscribed(here, { FilterPolicy })).toContain(topicArn);
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
