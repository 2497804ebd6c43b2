import type { Rule } from 'aws-cdk-lib/aws-events';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type PhotoRuleProps, photoRule } from './photo-rule.ts';

export interface UploadRuleProps extends Pick<PhotoRuleProps, 'photos' | 'target'> {
  /** Whether the workflow announces photos itself: those that were deleted and are there again. No unless given. */
  readonly announced?: boolean;
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
    const { rule, undelivered } = photoRule(this, {
      photos,
      description: 'A photo was uploaded, in whatever way: every reason of Object Created counts',
      source: announced ? ['aws.s3', announcer] : ['aws.s3'],
      detailType: 'Object Created',
      target,
    });
    this.rule = rule;
    this.undelivered = undelivered;
  }
}
