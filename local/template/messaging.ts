import type { QueueSpec, SubscriptionSpec, TopicSpec } from '../deployment.ts';
import type { Named } from './addresses.ts';
import type { Reading } from './deployment.ts';
import type { Irrelevant } from './fields.ts';
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

/** The inbox is what reads e-mails here; a queue that a template subscribes has to be one of its own. */
export function readSubscription(resource: Named, { fields, arnOf }: Reading): SubscriptionSpec {
  return fields(resource, {}, (subscription) => {
    const protocol = subscription.oneOf('Protocol', ['email', 'email-json', 'sqs']);
    const endpoint = subscription.text('Endpoint');
    if (protocol === 'sqs') arnOf(resource, 'AWS::SQS::Queue', endpoint);
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
