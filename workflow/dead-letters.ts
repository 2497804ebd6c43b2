import { Duration } from 'aws-cdk-lib';
import { type DeadLetterQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** As long as SQS keeps anything: time for somebody to come back from a holiday. */
const longest = Duration.days(14);

/** A queue that is encrypted, takes TLS only and keeps what it holds for as long as can be. */
export function lastingQueue(
  scope: Construct,
  id: string,
  props: { visibilityTimeout?: Duration; deadLetterQueue?: DeadLetterQueue } = {},
): Queue {
  return new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: longest,
    ...props,
  });
}
