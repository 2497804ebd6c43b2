import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PublishCommandInput, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { QueueSpec } from '../../../local/deployment.ts';
import { readBody } from '../../../local/http/body.ts';
import { listen } from '../../../local/http/loopback.ts';
import { openQueues, type Published, type Queues, type QueuesOptions } from '../../../local/queues/index.ts';

export const region = 'us-east-1';
export const account = '000000000000';
export const topicArn = `arn:aws:sns:${region}:${account}:Notices`;

export function arnOf(name: string): string {
  return `arn:aws:sqs:${region}:${account}:${name}`;
}

export function queueSpec(name: string, more: Partial<QueueSpec> = {}): QueueSpec {
  return {
    name,
    arn: arnOf(name),
    url: `http://127.0.0.1:1/${account}/${name}`,
    visibilityTimeoutSeconds: 30,
    retentionSeconds: 1_209_600,
    ...more,
  };
}

/** A dead letter of the first is one of the second; one of the second is parked. */
export const chain = [
  queueSpec('Parked'),
  queueSpec('DeadLetters', { deadLetters: { queueArn: arnOf('Parked'), maxReceiveCount: 3 } }),
  queueSpec('Buffer', { deadLetters: { queueArn: arnOf('DeadLetters'), maxReceiveCount: 2 } }),
];

export interface Opened extends AsyncDisposable {
  queues: Queues;
  sqs: SQSClient;
  sns: SNSClient;
  origin: string;
  folder: string;
  published: Published[];
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'queues-'));
}

/** Queues, with a server and the clients of AWS before them. The folder goes with them unless it was given. */
export async function opened(given: Partial<QueuesOptions> = {}): Promise<Opened> {
  const folder = given.folder ?? newFolder();
  const published: Published[] = [];
  let queues: Queues | undefined;
  const server = await listen(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const body = await readBody(request, 2 ** 21);
    const answer = await (queues as Queues).handle({ method, url, headers, body });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }, 0);
  const { origin } = server;
  queues = await openQueues({
    folder,
    queues: (given.queues ?? chain).map((spec) => ({ ...spec, url: `${origin}/${account}/${spec.name}` })),
    topics: [{ name: 'Notices', arn: topicArn }],
    subscriptions: [],
    region,
    account,
    origin,
    onPublished: (notice) => published.push(notice),
    ...Object.fromEntries(Object.entries(given).filter(([name]) => !['queues', 'folder'].includes(name))),
  });
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const client = { endpoint: origin, region, credentials, maxAttempts: 1 };
  const [sqs, sns] = [new SQSClient(client), new SNSClient(client)];
  return {
    queues,
    sqs,
    sns,
    origin,
    folder,
    published,
    async [Symbol.asyncDispose]() {
      sqs.destroy();
      sns.destroy();
      await queues?.[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      if (given.folder === undefined) rmSync(folder, { recursive: true });
    },
  };
}

/** Taken at once, or an error: for a test that knows that there is a message. */
export async function takeOne(queues: Queues, name: string) {
  const [message] = await queues.receive(arnOf(name), { max: 1, signal: AbortSignal.timeout(30_000) });
  if (message === undefined) throw new Error(`No message came out of ${name} in 30 s`);
  return message;
}

/** As the state machine publishes it. */
export const notice = {
  TopicArn: topicArn,
  MessageStructure: 'json',
  Subject: 'darkroom',
  Message: JSON.stringify({ default: '{"status":"done"}', email: 'Your photo is done.' }),
  MessageAttributes: { status: { DataType: 'String', StringValue: 'done' } },
} satisfies PublishCommandInput;

export async function subscribed(
  here: Opened,
  Attributes: Record<string, string> = {},
  queue = 'Parked',
): Promise<string> {
  const { SubscriptionArn = '' } = await here.sns.send(
    new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: arnOf(queue), Attributes }),
  );
  return SubscriptionArn;
}
