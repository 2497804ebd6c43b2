import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { type IRuleTarget, Match, Rule } from 'aws-cdk-lib/aws-events';
import type { TargetBaseProps } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DurableQueue } from './durable-queue.ts';
import type { Photos } from './photos.ts';

export interface UploadRuleProps {
  readonly photos: Photos;
  /** Whether the workflow announces photos itself: those that were deleted and are there again. No unless given. */
  readonly announced?: boolean;
  /** Makes the target, which takes over how long is tried and where goes what cannot be delivered. */
  readonly target: (delivery: TargetBaseProps) => IRuleTarget;
}

/** The source of the workflow's own events, which say of a photo what S3's do. */
export const announcer = 'darkroom';

/** Hands each upload on to its target; the first of the guards that keep a thumbnail from starting a workflow. */
export class UploadRule extends Construct {
  /** Events that EventBridge could not deliver within a day. */
  readonly undelivered: Queue;
  readonly rule: Rule;

  constructor(scope: Construct, id: string, { photos, announced = false, target }: UploadRuleProps) {
    super(scope, id);
    this.undelivered = new DurableQueue(this, 'Undelivered');
    Validations.of(this.undelivered).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This is a dead-letter queue itself: of a rule, which cdk-nag does not see.',
    });
    const { account, region } = Stack.of(this);
    this.rule = new Rule(this, 'Rule', {
      description: 'A photo was uploaded, in whatever way: every reason of Object Created counts',
      eventPattern: {
        source: announced ? ['aws.s3', announcer] : ['aws.s3'],
        detailType: ['Object Created'],
        account: [account],
        region: [region],
        detail: {
          bucket: { name: [photos.uploads.bucketName] },
          object: { key: Match.prefix(photos.uploadsPrefix) },
        },
      },
      // The most that EventBridge does.
      targets: [
        target({ deadLetterQueue: this.undelivered, maxEventAge: Duration.hours(24), retryAttempts: 185 }),
      ],
    });
  }
}
