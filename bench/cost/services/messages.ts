import type { TemplateFacts } from '../template-facts.ts';
import { chunks, type Usage } from '../usage.ts';

/** S3's event; the events of executions that ended are free, and so is what a rule hands on within the account. */
export function eventBridgeUsage(photos: number, eventBytes: number): Usage[] {
  return [
    {
      ...{ group: 'work', service: 'EventBridge', what: 'Object Created events', price: 'optInEvent' },
      amount: photos * chunks(eventBytes),
    },
  ];
}

/** Lambda asks a queue that is empty with five requests at once, each of which waits 20 seconds. */
const pollers = 5;
const longPollSeconds = 20;

export function sqsUsage(
  photos: number,
  { polled, buffered, batchSize }: Pick<TemplateFacts, 'polled' | 'buffered' | 'batchSize'>,
  eventBytes: number,
  days: number,
): Usage[] {
  const size = chunks(eventBytes);
  const work: Usage[] = buffered
    ? [
        {
          ...{ group: 'work', service: 'SQS', what: 'send, receive, delete', price: 'sqsRequest' },
          amount: photos * (size + chunks(eventBytes * batchSize) / batchSize + 1 / batchSize),
          ...(batchSize > 1 && { atMost: photos * (size + size + 1) }),
        },
      ]
    : [];
  if (polled.length === 0) return work;
  const empty = (polled.length * pollers * days * 86_400) / longPollSeconds;
  return [
    ...work,
    {
      ...{ group: 'work', service: 'SQS', price: 'sqsRequest', amount: empty },
      what: `empty polls of ${polled.length} queues, ${days} days`,
    },
  ];
}

export function snsUsage(
  photos: number,
  published: readonly number[],
  subscriptions: TemplateFacts['subscriptions'],
): Usage[] {
  const usage: Usage[] = [
    {
      ...{ group: 'work', service: 'SNS', what: 'notices', price: 'snsPublish' },
      amount: photos * published.reduce((sum, bytes) => sum + chunks(bytes), 0),
    },
  ];
  for (const { protocol, statuses } of subscriptions) {
    if (statuses?.includes('done') === false) continue;
    const price = protocol.startsWith('email')
      ? 'snsEmail'
      : protocol.startsWith('http')
        ? 'snsHttp'
        : undefined;
    if (price === undefined) continue; // to queues and functions it is free
    usage.push({
      group: 'work',
      service: 'SNS',
      what: `to ${protocol}`,
      price,
      amount: photos * published.length,
    });
  }
  return usage;
}

/** SNS asks for a data key at most each five minutes, and once more to read: the key itself, alias/aws/sns, is free. */
export function kmsUsage(topicKey: boolean, photos: number, days: number): Usage[] {
  if (!topicKey) return [];
  const amount = Math.min(photos, (days * 86_400) / 300) * 2;
  return [{ group: 'work', service: 'KMS', what: 'data keys of the topic', price: 'kmsRequest', amount }];
}
