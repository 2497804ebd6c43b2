import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { type IRuleTarget, Match, Rule } from 'aws-cdk-lib/aws-events';
import type { TargetBaseProps } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { DurableQueue } from './durable-queue.ts';
import type { Photos } from './photos.ts';

export interface PhotoRuleProps {
  readonly photos: Photos;
  readonly description: string;
  readonly source: string[];
  readonly detailType: string;
  /** Makes the target, which takes over how long is tried and where goes what cannot be delivered. */
  readonly target: (delivery: TargetBaseProps) => IRuleTarget;
}

/** Hands on what happens in the folder of uploads, and keeps in a queue what could not be delivered within a day. */
export function photoRule(
  scope: Construct,
  { photos, description, source, detailType, target }: PhotoRuleProps,
): { rule: Rule; undelivered: Queue } {
  const undelivered = new DurableQueue(scope, 'Undelivered');
  Validations.of(undelivered).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason: 'This is a dead-letter queue itself: of a rule, which cdk-nag does not see.',
  });
  const { account, region } = Stack.of(scope);
  const rule = new Rule(scope, 'Rule', {
    description,
    eventPattern: {
      source,
      detailType: [detailType],
      account: [account],
      region: [region],
      detail: {
        bucket: { name: [photos.uploads.bucketName] },
        object: { key: Match.prefix(photos.uploadsPrefix) },
      },
    },
    // The most that EventBridge does.
    targets: [target({ deadLetterQueue: undelivered, maxEventAge: Duration.hours(24), retryAttempts: 185 })],
  });
  return { rule, undelivered };
}
