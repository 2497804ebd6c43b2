import {
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { describe, expect, test } from '@jest/globals';
import { arnOf, notice, opened, subscribed, topicArn } from './opened.ts';

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
