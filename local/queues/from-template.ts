import { stackName } from '../../infra/outputs.ts';
import type { QueueSpec, SubscriptionSpec, TopicSpec } from '../deployment.ts';
import type { StoredQueue } from './fauxqs.ts';
import type { Stores } from './stores.ts';

export interface Wanted {
  queues: readonly QueueSpec[];
  topics: readonly TopicSpec[];
  subscriptions: readonly SubscriptionSpec[];
  region: string;
}

/** By this a queue is told that a template made, as CloudFormation marks those of a stack. */
const stackTag = 'aws:cloudformation:stack-name';

/** Makes what is not there, and has what is there follow the template. What users made themselves stays. */
export function follow(stores: Stores, { queues, topics, subscriptions, region }: Wanted): void {
  for (const spec of queues) {
    const attributes = attributesOf(spec);
    const existing = stores.queues.getQueueByArn(spec.arn);
    if (existing === undefined) {
      stores.queues.createQueue(spec.name, spec.url, spec.arn, withoutEmpty(attributes), {
        [stackTag]: stackName,
      });
    } else {
      existing.setAttributes(attributes);
    }
  }
  for (const { name } of topics) stores.topics.createTopic(name, undefined, undefined, region);
  unsubscribeOld(stores, subscriptions);
  for (const spec of subscriptions) subscribe(stores, spec);
}

/** Queues of an earlier template, as another delivery mode has them, that still hold messages. */
export function leftBehind(
  stores: Stores,
  queues: readonly QueueSpec[],
): { name: string; messages: number }[] {
  const wanted = new Set(queues.map(({ arn }) => arn));
  return [...stores.queues.allQueues()]
    .filter(({ arn, tags }) => tags.has(stackTag) && !wanted.has(arn))
    .map((queue) => ({ name: queue.name, messages: messagesIn(queue) }))
    .filter(({ messages }) => messages > 0);
}

function messagesIn({ messages, inflightMessages, delayedMessages }: StoredQueue): number {
  return messages.length + inflightMessages.size + delayedMessages.length;
}

function attributesOf({
  visibilityTimeoutSeconds,
  retentionSeconds,
  deadLetters,
}: QueueSpec): Record<string, string> {
  return {
    VisibilityTimeout: `${visibilityTimeoutSeconds}`,
    MessageRetentionPeriod: `${retentionSeconds}`,
    // Nothing takes an earlier one away.
    RedrivePolicy:
      deadLetters === undefined
        ? ''
        : JSON.stringify({
            deadLetterTargetArn: deadLetters.queueArn,
            maxReceiveCount: deadLetters.maxReceiveCount,
          }),
  };
}

function withoutEmpty(attributes: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ''));
}

/** E-mails are the template's alone, since the API takes none: who is not in it any more is not told any more. */
function unsubscribeOld({ topics }: Stores, wanted: readonly SubscriptionSpec[]): void {
  for (const { arn, topicArn, protocol, endpoint } of [...topics.subscriptions.values()]) {
    const stays = wanted.some(
      (spec) => spec.topicArn === topicArn && spec.protocol === protocol && spec.endpoint === endpoint,
    );
    if (protocol.startsWith('email') && !stays) topics.unsubscribe(arn);
  }
}

function subscribe(
  { topics }: Stores,
  { topicArn, protocol, endpoint, filterPolicy }: SubscriptionSpec,
): void {
  const attributes: Record<string, string> =
    filterPolicy === undefined ? {} : { FilterPolicy: JSON.stringify(filterPolicy) };
  const subscription =
    [...topics.subscriptions.values()].find(
      (known) => known.topicArn === topicArn && known.protocol === protocol && known.endpoint === endpoint,
    ) ?? topics.subscribe(topicArn, protocol, endpoint, attributes);
  if (subscription === undefined)
    throw new Error(`There is no topic ${topicArn} to subscribe ${endpoint} to.`);
  // Not written down: it is done at each start.
  subscription.attributes = attributes;
  subscription.confirmed = true; // nobody sends the e-mail that would ask for it
}
