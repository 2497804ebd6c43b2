import type { QueueSpec, SubscriptionSpec, TopicSpec } from '../deployment.ts';
import type { Named } from './addresses.ts';
import type { Irrelevant } from './fields.ts';
import type { Reading } from './reading.ts';
import { UnsupportedTemplateError } from './unsupported.ts';

const irrelevant: Irrelevant = {
  KmsMasterKeyId: 'a machine’s disk is encrypted by its owner',
  SqsManagedSseEnabled: 'a machine’s disk is encrypted by its owner',
  Tags: 'for the bill',
};

/** What a queue has that says nothing: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
const defaults = { visibilityTimeoutSeconds: 30, retentionSeconds: 4 * 24 * 3600 };

export function readQueue(resource: Named, { fields, arnOf }: Reading): QueueSpec {
  return fields(resource, irrelevant, (queue) => ({
    name: resource.name,
    arn: resource.arn,
    url: resource.ref,
    visibilityTimeoutSeconds: queue.whole('VisibilityTimeout', defaults.visibilityTimeoutSeconds),
    retentionSeconds: queue.whole('MessageRetentionPeriod', defaults.retentionSeconds),
    ...(queue.has('RedrivePolicy') && {
      deadLetters: queue.object('RedrivePolicy', {}, (policy) => ({
        queueArn: arnOf(resource, 'AWS::SQS::Queue', policy.text('deadLetterTargetArn')),
        maxReceiveCount: policy.whole('maxReceiveCount'),
      })),
    }),
  }));
}

export function readTopic(resource: Named, { fields }: Reading): TopicSpec {
  return fields(resource, irrelevant, () => ({ name: resource.name, arn: resource.arn }));
}

/** The inbox reads e-mails here; nothing of this machine is sent to queues, functions and addresses elsewhere. */
export function isToldHere({ protocol }: SubscriptionSpec): boolean {
  return protocol.startsWith('email');
}

const ofThoseElsewhere: Irrelevant = {
  FilterPolicyScope: 'they are not told from here',
  RawMessageDelivery: 'they are not told from here',
};

export function readSubscription(resource: Named, { fields, arnOf }: Reading): SubscriptionSpec {
  const byMail = String(resource.properties.Protocol).startsWith('email');
  return fields(resource, byMail ? {} : ofThoseElsewhere, (subscription) => {
    const protocol = subscription.oneOf('Protocol', ['email', 'email-json', 'sqs', 'lambda', 'https']);
    const endpoint = subscription.text('Endpoint');
    if (endpoint === '') {
      throw new UnsupportedTemplateError(resource.place, 'its Endpoint is empty', 'Give it one.');
    }
    return {
      topicArn: arnOf(resource, 'AWS::SNS::Topic', subscription.text('TopicArn')),
      protocol,
      endpoint,
      ...(subscription.has('FilterPolicy') && { filterPolicy: subscription.json('FilterPolicy') }),
    };
  });
}
