import type { Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Photos } from './photos.ts';
import { ruleRole } from './rule-role.ts';
import { UploadRule } from './upload-rule.ts';

export interface DirectTriggerProps {
  readonly photos: Photos;
  readonly announced?: boolean;
  readonly stateMachine: IStateMachine;
}

/** Starts an execution for each upload, however many come at once. */
export class DirectTrigger extends Construct {
  /** Uploads that started no execution. */
  readonly undelivered: Queue;
  readonly rule: Rule;

  constructor(scope: Construct, id: string, { photos, announced = false, stateMachine }: DirectTriggerProps) {
    super(scope, id);
    const uploaded = new UploadRule(this, 'Uploaded', {
      photos,
      announced,
      target: (delivery) => new SfnStateMachine(stateMachine, { ...delivery, role: ruleRole(stateMachine) }),
    });
    this.undelivered = uploaded.undelivered;
    this.rule = uploaded.rule;
  }
}
