import { Aws, Duration, Validations } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { lastingQueue } from './dead-letters.ts';
import * as grants from './grants.ts';
import { PhotoFunction } from './photo-function.ts';
import { type Photos, photosEnvironment } from './photos.ts';
import { executionSeconds } from './places.ts';

export interface EndingTellerProps {
  photos: Photos;
  notices: ITopic;
}

/** Tells of photos whose workflow died before it could: no Catch sees a time-out or an abort. */
export class EndingTeller extends Construct {
  readonly #tellEnding: PhotoFunction;

  constructor(scope: Construct, id: string, { photos, notices }: EndingTellerProps) {
    super(scope, id);
    this.#tellEnding = new PhotoFunction(this, 'TellEnding', {
      folder: 'tell-ending',
      timeout: Duration.seconds(30),
      memorySize: 512,
      environment: {
        ...photosEnvironment(photos),
        NOTICES_TOPIC_ARN: notices.topicArn,
        CLAIM_LIFE_SECONDS: `${executionSeconds}`,
      },
    });
    grants.mayReadUploads(this.#tellEnding, photos);
    grants.mayReadThumbnails(this.#tellEnding, photos);
    grants.mayWriteOutcomes(this.#tellEnding, photos);
    notices.grantPublish(this.#tellEnding);
  }

  /** Of a Standard machine: looks into the history whether an execution that ended badly has told. */
  watch({ stateMachineArn, stateMachineName }: StateMachine): void {
    const untold = lastingQueue(this, 'Untold');
    this.#tellEnding.configureAsyncInvoke({ onFailure: new SqsDestination(untold) });
    new Rule(this, 'Ended', {
      description: 'Executions that ended badly, so that TellEnding tells what they could not',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [stateMachineArn], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
      },
      targets: [new LambdaFunction(this.#tellEnding, { deadLetterQueue: untold })],
    });
    const executions = `arn:${Aws.PARTITION}:states:${Aws.REGION}:${Aws.ACCOUNT_ID}:execution:${stateMachineName}:*`;
    this.#tellEnding.addToRolePolicy(
      new PolicyStatement({ actions: ['states:GetExecutionHistory'], resources: [executions] }),
    );
    Validations.of(untold).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'This is the dead-letter queue.' });
  }

  /** Of a buffer: tells of each dead letter, and parks it. */
  empty(deadLetters: IQueue, parked: IQueue): void {
    this.#tellEnding.addEnvironment('PARKED_QUEUE_URL', parked.queueUrl);
    parked.grantSendMessages(this.#tellEnding);
    this.#tellEnding.addEventSource(new SqsEventSource(deadLetters, { batchSize: 1 }));
  }
}
