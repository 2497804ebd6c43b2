import { Duration, Stack } from 'aws-cdk-lib';
import type { Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DefinedMachine } from './defined-machine.ts';
import { deletionDefinition, workflowSeconds } from './definition.ts';
import { PhotoFunction } from './photo-function.ts';
import { photoRule } from './photo-rule.ts';
import { allowOnPhotos, type Photos, photosEnvironment } from './photos.ts';
import { ruleRole } from './rule-role.ts';
import { announcer } from './upload-rule.ts';

export interface DeletionFollowerProps {
  readonly photos: Photos;
  /** What becomes of a rejected upload; kept unless said. */
  readonly onReject?: 'keep' | 'delete';
  /** Where the notices go. */
  readonly topic: ITopic;
}

/** Removes what was made of a photo when that is deleted, tells, and has one that is there again processed again. */
export class DeletionFollower extends Construct {
  /** Standard, however photos are delivered: there are few, and each that failed can be redriven. */
  readonly stateMachine: DefinedMachine;
  readonly follower: PhotoFunction;
  readonly rule: Rule;
  /** Deletions that started no execution. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, { photos, onReject = 'keep', topic }: DeletionFollowerProps) {
    super(scope, id);
    this.follower = followDeletion(this, photos, onReject);
    this.stateMachine = this.machine(photos, topic);
    const { rule, undelivered } = photoRule(this, {
      photos,
      description: 'A photo was deleted, or a version of it, or what hid it: in whatever way',
      source: ['aws.s3'],
      detailType: 'Object Deleted',
      target: (delivery) =>
        new SfnStateMachine(this.stateMachine, { ...delivery, role: ruleRole(this.stateMachine) }),
    });
    this.rule = rule;
    this.undelivered = undelivered;
  }

  private machine(photos: Photos, topic: ITopic): DefinedMachine {
    const { account, region, partition } = Stack.of(this);
    const { functionArn } = this.follower.lambda;
    const machine = new DefinedMachine(this, 'StateMachine', {
      definition: deletionDefinition,
      substitutions: {
        Account: account,
        Region: region,
        UploadsBucketName: photos.uploads.bucketName,
        UploadsPrefix: photos.uploadsPrefix,
        FollowDeletionArn: functionArn,
        NoticesTopicArn: topic.topicArn,
        Announcer: announcer,
      },
      express: false,
    });
    machine.allow('lambda:InvokeFunction', functionArn);
    machine.allow('sns:Publish', topic.topicArn);
    machine.addToRolePolicy(
      new PolicyStatement({
        actions: ['events:PutEvents'],
        resources: [`arn:${partition}:events:${region}:${account}:event-bus/default`],
        conditions: { StringEquals: { 'events:source': announcer } },
      }),
    );
    return machine;
  }
}

function followDeletion(scope: Construct, photos: Photos, onReject: 'keep' | 'delete'): PhotoFunction {
  const follower = new PhotoFunction(scope, 'FollowDeletion', {
    folder: 'follow-deletion',
    traced: true,
    timeout: Duration.seconds(10), // the task's is 11
    memorySize: 512,
    environment: {
      ...photosEnvironment(photos),
      ON_REJECT: onReject,
      CLAIM_LIFE_SECONDS: `${workflowSeconds}`,
    },
  });
  allowOnPhotos(follower, photos, {
    uploads: ['s3:GetObject'],
    thumbnails: ['s3:GetObject', 's3:DeleteObject'],
    outcomes: ['s3:GetObject', 's3:DeleteObject'],
  });
  return follower;
}
