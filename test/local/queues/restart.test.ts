import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import {
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { account, arnOf, chain, newFolder, opened, queueSpec, region, takeOne, topicArn } from './opened.ts';

let folder = '';
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

const never = new AbortController().signal;

test('messages, receive counts, subscriptions and what users made are there after a restart, on another port', async () => {
  let [id, mine] = ['', ''];
  {
    await using here = await opened({ folder });
    const Endpoint = arnOf('Parked');
    await here.sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint }));
    mine = (await createQueue(here.sqs)) ?? '';
    await here.sqs.send(new SendMessageCommand({ QueueUrl: mine, MessageBody: 'mine' }));
    id = await here.queues.send(arnOf('Buffer'), 'x', { WHY: 'because' });
    await takeOne(here.queues, 'Buffer');
    expect(here.queues.counts(arnOf('Buffer'))).toEqual({ waiting: 0, beingWorkedOn: 1 });
  }
  await using here = await opened({ folder });
  expect(here.queues.counts(arnOf('Buffer'))).toEqual({ waiting: 1, beingWorkedOn: 0 });
  expect(await takeOne(here.queues, 'Buffer')).toMatchObject({
    messageId: id,
    attributes: { ApproximateReceiveCount: '1' },
    messageAttributes: { WHY: { StringValue: 'because' } },
  });
  const { QueueUrl } = await here.sqs.send(new GetQueueUrlCommand({ QueueName: 'mine' }));
  expect(QueueUrl).toBe(`${here.origin}/000000000000/mine`);
  expect(QueueUrl).not.toBe(mine);
  expect(here.queues.peek(arnOf('mine'))).toEqual(['mine']);
  const { Subscriptions } = await here.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
  expect(Subscriptions).toMatchObject([{ Protocol: 'sqs', Endpoint: arnOf('Parked') }]);
  await here.sns.send(new PublishCommand({ TopicArn: topicArn, Message: 'after' }));
  expect(JSON.parse((await takeOne(here.queues, 'Parked')).body)).toMatchObject({ Message: 'after' });
});

async function createQueue(sqs: SQSClient): Promise<string | undefined> {
  return (await sqs.send(new CreateQueueCommand({ QueueName: 'mine' }))).QueueUrl;
}

test('however often the process ends with a message in hand, that makes no dead letter of it', async () => {
  for (let start = 0; start < 4; start++) {
    await using here = await opened({ folder });
    if (start === 0) await here.queues.send(arnOf('Buffer'), 'x');
    expect((await takeOne(here.queues, 'Buffer')).attributes.ApproximateReceiveCount).toBe('1');
  }
  await using here = await opened({ folder });
  expect(here.queues.counts(arnOf('DeadLetters'))).toEqual({ waiting: 0, beingWorkedOn: 0 });
});

test('queues follow the template when it is another, and keep their messages', async () => {
  {
    await using here = await opened({ folder });
    await here.queues.send(arnOf('Buffer'), 'x');
  }
  await using here = await opened({ folder, queues: [queueSpec('Buffer', { visibilityTimeoutSeconds: 7 })] });
  const QueueUrl = `${here.origin}/000000000000/Buffer`;
  const { Attributes } = await here.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  expect(Attributes?.VisibilityTimeout).toBe('7');
  expect(Attributes?.RedrivePolicy).toBeUndefined();
  expect(here.queues.peek(arnOf('Buffer'))).toEqual(['x']);
});

test('queues of another delivery mode stay with their messages, and are told of', async () => {
  {
    await using here = await opened({ folder });
    expect(here.queues.leftBehind).toEqual([]);
    await here.queues.send(arnOf('Buffer'), 'x');
    await here.queues.send(arnOf('Buffer'), 'y');
    await createQueue(here.sqs);
    await here.queues.send(arnOf('mine'), 'z');
  }
  {
    await using here = await opened({ folder, queues: [queueSpec('Undelivered')] });
    expect(here.queues.leftBehind).toEqual([{ name: 'Buffer', messages: 2 }]);
  }
  await using here = await opened({ folder });
  expect(await here.queues.receive(arnOf('Buffer'), { max: 10, signal: never })).toHaveLength(2);
});

test('an e-mail address that left the settings is subscribed no more, and a filter is the new one', async () => {
  const subscription = { topicArn, protocol: 'email', endpoint: 'a@b.example' };
  {
    await using _ = await opened({
      folder,
      subscriptions: [subscription, { ...subscription, endpoint: 'c@d.example' }],
    });
  }
  for (let start = 0; start < 2; start++) {
    await using here = await opened({
      folder,
      subscriptions: [{ ...subscription, filterPolicy: { status: ['failed'] } }],
    });
    const { Subscriptions } = await here.sns.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }),
    );
    expect(Subscriptions?.map(({ Endpoint }) => Endpoint)).toEqual(['a@b.example']);
    const [{ SubscriptionArn = '' } = {}] = Subscriptions ?? [];
    const { Attributes } = await here.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    expect(Attributes).toMatchObject({ FilterPolicy: '{"status":["failed"]}', PendingConfirmation: 'false' });
  }
});

test('kill -9 loses nothing that was acknowledged, dead letters on their way included', async () => {
  const options = {
    folder,
    queues: chain,
    topics: [],
    subscriptions: [],
    region,
    account,
    origin: 'http://127.0.0.1:1',
  };
  const program = `
    import { writeSync } from 'node:fs';
    import { openQueues } from './local/queues/index.ts';
    const options = ${JSON.stringify(options)};
    const queues = await openQueues({ ...options, onPublished() {} });
    const letGo = async (messages) => {
      for (const { receiptHandle } of messages) {
        const input = { QueueUrl: '/Buffer', ReceiptHandle: receiptHandle, VisibilityTimeout: 0 };
        const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ChangeMessageVisibility' };
        const { status } = await queues.handle({ method: 'POST', url: '/', headers, body: Buffer.from(JSON.stringify(input)) });
        if (status !== 200) throw new Error('not let go: ' + status);
      }
    };
    for (let n = 0; ; n++) {
      writeSync(1, (await queues.send(${JSON.stringify(arnOf('Buffer'))}, 'message ' + n)) + '\\n');
      const soon = AbortSignal.timeout(1);
      await letGo(await queues.receive(${JSON.stringify(arnOf('Buffer'))}, { max: 10, signal: soon }));
    }
  `;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } },
  );
  const acknowledged: string[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    acknowledged.push(line);
    if (acknowledged.length === 200) child.kill('SIGKILL');
  });
  await Promise.all([once(child, 'exit'), once(lines, 'close')]);
  expect(child.signalCode).toBe('SIGKILL');
  expect(acknowledged.length).toBeGreaterThanOrEqual(200);

  await using here = await opened({ folder });
  expect(here.queues.counts(arnOf('DeadLetters')).waiting).toBeGreaterThan(50);
  const found = new Set<string>();
  for (const name of ['Buffer', 'DeadLetters']) {
    while (here.queues.counts(arnOf(name)).waiting > 0) {
      const signal = AbortSignal.timeout(20);
      for (const { messageId } of await here.queues.receive(arnOf(name), { max: 10, signal }))
        found.add(messageId);
    }
  }
  expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
});
