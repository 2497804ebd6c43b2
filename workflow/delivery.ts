import { Aws, Duration, Validations } from 'aws-cdk-lib';
import { type IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { lastingQueue } from './dead-letters.ts';
import { PhotoFunction } from './photo-function.ts';
import type { Photos } from './photos.ts';

/** How long EventBridge goes on trying to deliver: its own longest. */
const delivery = { maxEventAge: Duration.hours(24), retryAttempts: 185 };

export interface DirectDeliveryProps {
  photos: Photos;
  stateMachine: StateMachine;
}

/** Each upload starts an execution at once. */
export class DirectDelivery extends Construct {
  constructor(scope: Construct, id: string, { photos, stateMachine }: DirectDeliveryProps) {
    super(scope, id);
    const deadLetterQueue = ruleDeadLetters(this);
    uploadRule(this, photos, new SfnStateMachine(stateMachine, { deadLetterQueue, ...delivery }));
  }
}

export interface BufferedDeliveryProps extends DirectDeliveryProps {
  /** How many photos are worked on at once: 2 to 1000. */
  maxConcurrency: number;
}

/** Uploads wait in a queue; the starter holds each message until its execution has ended. */
export class BufferedDelivery extends Construct {
  readonly buffer: Queue;
  readonly deadLetters: Queue;
  readonly parked: Queue;

  constructor(scope: Construct, id: string, props: BufferedDeliveryProps) {
    super(scope, id);
    const { photos, stateMachine, maxConcurrency } = props;
    const maxReceiveCount = 3;
    // Longer than the workflow may take, and than the starter waits for its answer.
    const timeout = Duration.seconds(300);
    this.parked = lastingQueue(this, 'Parked');
    this.deadLetters = lastingQueue(this, 'DeadLetters', {
      // Six times the timeout of TellEnding, which empties it.
      visibilityTimeout: Duration.seconds(180),
      deadLetterQueue: { queue: this.parked, maxReceiveCount },
    });
    this.buffer = lastingQueue(this, 'Buffer', {
      visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount },
    });
    uploadRule(
      this,
      photos,
      new SqsQueue(this.buffer, { deadLetterQueue: ruleDeadLetters(this), ...delivery }),
    );

    const startExecution = new PhotoFunction(this, 'StartExecution', {
      folder: 'start-execution',
      timeout,
      memorySize: 256,
      environment: {
        STATE_MACHINE_ARN: stateMachine.stateMachineArn,
        QUEUE_URL: this.buffer.queueUrl,
        MAX_ATTEMPTS: `${maxReceiveCount}`,
      },
    });
    startExecution.addEventSource(new SqsEventSource(this.buffer, { batchSize: 1, maxConcurrency }));
    stateMachine.grantStartSyncExecution(startExecution);
    Validations.of(this.parked).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'The end of the line: dead letters wait here for an operator, told already.',
    });
  }
}

function uploadRule(scope: Construct, { uploads, uploadsPrefix }: Photos, target: IRuleTarget): Rule {
  return new Rule(scope, 'Uploaded', {
    description: 'Photos that are uploaded, however: PUT, POST, copy or multipart',
    eventPattern: {
      source: ['aws.s3'],
      account: [Aws.ACCOUNT_ID],
      region: [Aws.REGION],
      detailType: ['Object Created'],
      detail: { bucket: { name: [uploads.bucketName] }, object: { key: [{ prefix: uploadsPrefix }] } },
    },
    targets: [target],
  });
}

function ruleDeadLetters(scope: Construct): Queue {
  const queue = lastingQueue(scope, 'Undelivered');
  Validations.of(queue).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'This is the dead-letter queue.' });
  return queue;
}
