import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';

import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { workflowSeconds } from './definition.ts';
import { DurableQueue } from './durable-queue.ts';
import { PhotoFunction } from './photo-function.ts';
import { allowOnPhotos, type Photos, photosEnvironment } from './photos.ts';

interface EndingTellerProps {
  readonly photos: Photos;
  /** Where the notices go. */
  readonly topic: ITopic;
}

export interface ExecutionEndingsProps extends EndingTellerProps {
  /** Standard: Express executions end unheard. */
  readonly stateMachine: StateMachine;
}

export interface DeadLetterEndingsProps extends EndingTellerProps {
  readonly deadLetters: IQueue;
  /** Where a dead letter waits for an operator when its ending is told. */
  readonly parked: IQueue;
}

/** Tells of executions that timed out, were aborted, or failed where no Catch could tell. */
export class ExecutionEndings extends Construct {
  /** Endings that nobody was told of. */
  readonly untold: Queue;
  readonly teller: PhotoFunction;
  readonly rule: Rule;

  constructor(scope: Construct, id: string, { stateMachine, ...props }: ExecutionEndingsProps) {
    super(scope, id);
    this.untold = new DurableQueue(this, 'Untold');
    this.teller = tellEnding(this, props, {}, this.untold);
    const executions = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${stateMachine.stateMachineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    this.teller.allow(
      ['states:GetExecutionHistory'],
      executions,
      'Executions are named by EventBridge: these are those of one state machine.',
    );
    this.rule = new Rule(this, 'Ended', {
      description: 'An execution ended red: somebody has to be told, unless the workflow did',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [stateMachine.stateMachineArn],
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      },
      targets: [new LambdaFunction(this.teller.lambda, { deadLetterQueue: this.untold })],
    });
  }
}

/** Tells of photos that failed each time they were delivered, then parks them. */
export class DeadLetterEndings extends Construct {
  readonly teller: PhotoFunction;

  constructor(scope: Construct, id: string, { deadLetters, parked, ...props }: DeadLetterEndingsProps) {
    super(scope, id);
    this.teller = tellEnding(this, props, { PARKED_QUEUE_URL: parked.queueUrl });
    this.teller.allow(['sqs:SendMessage'], parked.queueArn);
    this.teller.lambda.addEventSource(new SqsEventSource(deadLetters, { batchSize: 1 }));
  }
}

function tellEnding(
  scope: Construct,
  { photos, topic }: EndingTellerProps,
  environment: Record<string, string>,
  deadLetterQueue?: IQueue,
): PhotoFunction {
  const teller = new PhotoFunction(scope, 'TellEnding', {
    folder: 'tell-ending',
    timeout: Duration.seconds(30),
    memorySize: 512,
    environment: {
      ...photosEnvironment(photos),
      NOTICES_TOPIC_ARN: topic.topicArn,
      CLAIM_LIFE_SECONDS: `${workflowSeconds}`,
      ...environment,
    },
    ...(deadLetterQueue && { deadLetterQueue }),
  });
  allowOnPhotos(teller, photos, {
    uploads: ['s3:GetObject'],
    thumbnails: ['s3:GetObject'],
    outcomes: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
  });
  teller.allow(['sns:Publish'], topic.topicArn);
  return teller;
}
