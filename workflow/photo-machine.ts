import { Duration, Names, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { CfnSamplingRule } from 'aws-cdk-lib/aws-xray';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledge-wildcard.ts';
import { definition, workflowSeconds } from './definition.ts';
import { PhotoFunction } from './photo-function.ts';
import { allowOnPhotos, outcomesPrefix, type Photos, photosEnvironment, thumbnailsPrefix } from './photos.ts';
import { resizeMemory } from './resize-memory.ts';

export interface PhotoMachineProps {
  readonly photos: Photos;
  /** Larger photos are rejected. */
  readonly maxBytes: number;
  /** Width times height; larger photos are rejected. */
  readonly maxPixels: number;
  /** What becomes of a rejected upload; kept unless said. */
  readonly onReject?: 'keep' | 'delete';
  /** Where the notices go. */
  readonly topic: ITopic;
  /** Express is cheaper, cannot be redriven, and is not seen but in its log. */
  readonly express: boolean;
  /** What the function that resizes runs on; arm64 unless said, since it costs a fifth less. */
  readonly architecture?: Architecture;
}

/** The state machine with the functions that its tasks call. */
export class PhotoMachine extends Construct {
  readonly stateMachine: StateMachine;
  readonly express: boolean;
  readonly resizePhoto: PhotoFunction;
  readonly recordOutcome: PhotoFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, { photos, topic, express, ...props }: PhotoMachineProps) {
    super(scope, id);
    this.express = express;
    this.resizePhoto = this.resizing(photos, props);
    this.recordOutcome = this.recording(photos, props);
    this.logGroup = this.logs();
    const { account, region } = Stack.of(this);

    this.stateMachine = new StateMachine(this, 'StateMachine', {
      definitionBody: DefinitionBody.fromString(definition),
      definitionSubstitutions: {
        Account: account,
        Region: region,
        UploadsBucketName: photos.uploads.bucketName,
        UploadsPrefix: photos.uploadsPrefix,
        ThumbnailsPrefix: thumbnailsPrefix,
        OutcomesPrefix: outcomesPrefix,
        ResizePhotoArn: this.resizePhoto.lambda.functionArn,
        RecordOutcomeArn: this.recordOutcome.lambda.functionArn,
        NoticesTopicArn: topic.topicArn,
      },
      stateMachineType: express ? StateMachineType.EXPRESS : StateMachineType.STANDARD,
      // The log is all that one sees of an Express execution: each step, and without the data, which would make a
      // photo's lines four times as long. Whose photo it was say the functions' logs, by the execution. A Standard one
      // keeps its history itself: there the log has what failed, to be searched and to outlive a machine that another
      // delivery mode replaces.
      logs: {
        destination: this.logGroup,
        level: express ? LogLevel.ALL : LogLevel.ERROR,
        includeExecutionData: !express,
      },
      tracingEnabled: true,
    });
    this.sampleTraces();
    // A definition that is a file grants nothing.
    this.allow(
      'lambda:InvokeFunction',
      this.resizePhoto.lambda.functionArn,
      this.recordOutcome.lambda.functionArn,
    );
    this.allow('sns:Publish', topic.topicArn);
    acknowledgeWildcard(
      this.stateMachine,
      '*',
      'The delivery of logs and the traces of X-Ray have no resources that a policy could name.',
    );
    if (!express) {
      Validations.of(this.stateMachine).acknowledge({
        id: 'AwsSolutions-SF1',
        reason:
          'A Standard execution keeps every event for 90 days itself; a second copy in a log costs more.',
      });
    }
  }

  private resizing(photos: Photos, { maxBytes, maxPixels, architecture }: Settings): PhotoFunction {
    const resizePhoto = new PhotoFunction(this, 'ResizePhoto', {
      folder: 'resize',
      sharp: true,
      ...(architecture && { architecture }),
      timeout: Duration.seconds(12), // less than the task's 13, so that the function's own time-out is what is seen
      memorySize: resizeMemory(photos, { maxPixels, maxBytes }),
      environment: {
        ...photosEnvironment(photos),
        MAX_BYTES: `${maxBytes}`,
        MAX_PIXELS: `${maxPixels}`,
        CLAIM_LIFE_SECONDS: `${workflowSeconds}`,
        // glibc keeps a pool of freed memory for each thread that asks for some, and libvips makes threads for each
        // photo: with one pool a function that is kept warm peaks a fifth lower, for about as much of the processor.
        MALLOC_ARENA_MAX: '1',
      },
    });
    allowOnPhotos(resizePhoto, photos, {
      uploads: ['s3:GetObject'],
      thumbnails: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      outcomes: ['s3:GetObject', 's3:DeleteObject'],
    });
    return resizePhoto;
  }

  private recording(photos: Photos, { onReject = 'keep' }: Settings): PhotoFunction {
    const recordOutcome = new PhotoFunction(this, 'RecordOutcome', {
      folder: 'record-outcome',
      timeout: Duration.seconds(3), // the task's is 4
      memorySize: 512,
      environment: {
        ...photosEnvironment(photos),
        ON_REJECT: onReject,
        CLAIM_LIFE_SECONDS: `${workflowSeconds}`,
      },
    });
    const deletes = onReject === 'delete' ? ['s3:DeleteObject', 's3:DeleteObjectVersion'] : [];
    allowOnPhotos(recordOutcome, photos, {
      uploads: ['s3:GetObject', ...deletes],
      thumbnails: ['s3:GetObject'],
      outcomes: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    });
    return recordOutcome;
  }

  /** X-Ray's own rule traces nearly every photo as long as they come one a second, and a trace costs what five log. */
  private sampleTraces(): void {
    new CfnSamplingRule(this, 'Sampling', {
      samplingRule: {
        ruleName: Names.uniqueResourceName(this, { maxLength: 32 }), // CloudFormation makes none up
        priority: 9000, // before X-Ray's own, after those that an account may have
        fixedRate: 0.05,
        reservoirSize: 0,
        serviceName: this.stateMachine.stateMachineName, // as the map of traces shows it
        ...{ serviceType: '*', resourceArn: '*', host: '*', httpMethod: '*', urlPath: '*', version: 1 },
      },
    });
  }

  private logs(): LogGroup {
    return new LogGroup(this, 'Logs', {
      // A physical name. With any other beginning, Step Functions adds each group to a policy of the account
      // that has room for few: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
      logGroupName: `/aws/vendedlogs/states/${Stack.of(this).stackName}/${Names.uniqueId(this)}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private allow(action: string, ...resources: string[]): void {
    this.stateMachine.addToRolePolicy(new PolicyStatement({ actions: [action], resources }));
  }
}

type Settings = Pick<PhotoMachineProps, 'maxBytes' | 'maxPixels' | 'onReject' | 'architecture'>;
