import { Duration } from 'aws-cdk-lib';
import type { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { DurableQueue } from './durable-queue.ts';
import { PhotoFunction } from './photo-function.ts';
import type { Photos } from './photos.ts';
import { UploadRule } from './upload-rule.ts';

export interface BufferedTriggerProps {
  readonly photos: Photos;
  readonly announced?: boolean;
  /** Express, since the starter waits for its end. */
  readonly stateMachine: IStateMachine;
  /** How many photos are worked on at once, 2 to 1000. */
  readonly maxConcurrency: number;
  /** How many of them one starter holds; 1 unless said. `maxConcurrency` is a multiple of it, twice as much at least. */
  readonly batchSize?: number;
}

/** How often a photo is tried before it is a dead letter. */
const maxReceiveCount = 5;

/** Longer than the starter waits for an answer, which is longer than the workflow may take. */
const starterTimeout = Duration.seconds(300);

/** Puts a queue before the workflow, and takes out of it no more than so many photos at once. */
export class BufferedTrigger extends Construct {
  /** Uploads that did not reach the buffer. */
  readonly undelivered: Queue;
  readonly rule: Rule;
  readonly buffer: Queue;
  /** Photos that failed each time: for whoever tells of them. */
  readonly deadLetters: Queue;
  /** Photos that failed each time, for an operator. */
  readonly parked: Queue;
  readonly starter: PhotoFunction;

  constructor(scope: Construct, id: string, props: BufferedTriggerProps) {
    super(scope, id);
    const { photos, announced = false, stateMachine, maxConcurrency, batchSize = 1 } = props;
    this.parked = new DurableQueue(this, 'Parked');
    this.deadLetters = new DurableQueue(this, 'DeadLetters', {
      visibilityTimeout: Duration.minutes(3), // six times the time-out of the function that tells
      deadLetterQueue: { queue: this.parked, maxReceiveCount: 3 },
    });
    this.buffer = new DurableQueue(this, 'Buffer', {
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
      visibilityTimeout: Duration.seconds(6 * starterTimeout.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount },
    });
    const uploaded = new UploadRule(this, 'Uploaded', {
      photos,
      announced,
      target: (delivery) => new SqsQueue(this.buffer, delivery),
    });
    this.undelivered = uploaded.undelivered;
    this.rule = uploaded.rule;

    this.starter = new PhotoFunction(this, 'StartExecution', {
      folder: 'start-execution',
      timeout: starterTimeout,
      memorySize: 160, // it waits; 134 are the most that it was seen to have, after 20,000 messages, ten at a time
      environment: {
        // V8 goes by the memory of the machine. Left to itself, it passed 160 MB after a thousand messages on a large one.
        NODE_OPTIONS: '--max-old-space-size=80 --max-semi-space-size=1',
        STATE_MACHINE_ARN: stateMachine.stateMachineArn,
        QUEUE_URL: this.buffer.queueUrl,
        MAX_ATTEMPTS: `${maxReceiveCount}`,
      },
    });
    this.starter.allow(['states:StartSyncExecution'], stateMachine.stateMachineArn);
    this.starter.lambda.addEventSource(
      new SqsEventSource(this.buffer, {
        batchSize,
        maxConcurrency: Math.floor(maxConcurrency / batchSize),
        reportBatchItemFailures: true, // a photo that fails must not send others round again
      }),
    );
  }
}
