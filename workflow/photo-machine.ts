import { Aws, Duration, Names, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import * as grants from './grants.ts';
import { PhotoFunction } from './photo-function.ts';
import { type Photos, photosEnvironment } from './photos.ts';
import { definitionText, executionSeconds, outcomesPrefix, thumbnailsPrefix } from './places.ts';

export interface PhotoMachineProps {
  photos: Photos;
  limits: { maxBytes: number; maxPixels: number };
  /** What becomes of an upload that is no usable photo. */
  onReject?: 'keep' | 'delete';
  notices: ITopic;
  /** An Express machine: cheaper, and without history or redrives. */
  express?: boolean;
}

/** The state machine of statemachine/photo.asl.json, with the functions that do its tasks. */
export class PhotoMachine extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: PhotoMachineProps) {
    super(scope, id);
    const { photos, notices, express = false } = props;
    const resizePhoto = this.#resizePhoto(props);
    const recordOutcome = this.#recordOutcome(props);

    this.stateMachine = new StateMachine(this, 'StateMachine', {
      definitionBody: DefinitionBody.fromString(definitionText),
      definitionSubstitutions: {
        Account: Aws.ACCOUNT_ID,
        Region: Aws.REGION,
        UploadsBucketName: photos.uploads.bucketName,
        UploadsPrefix: photos.uploadsPrefix,
        ThumbnailsPrefix: thumbnailsPrefix,
        OutcomesPrefix: outcomesPrefix,
        ResizePhotoArn: resizePhoto.functionArn,
        RecordOutcomeArn: recordOutcome.functionArn,
        NoticesTopicArn: notices.topicArn,
      },
      stateMachineType: express ? StateMachineType.EXPRESS : StateMachineType.STANDARD,
      tracingEnabled: true,
      logs: {
        destination: this.#logs(),
        // Express has no history: what the console shows of it comes from here.
        level: express ? LogLevel.ALL : LogLevel.ERROR,
        includeExecutionData: true,
      },
    });
    // A definition out of a file grants nothing by itself.
    resizePhoto.grantInvoke(this.stateMachine);
    recordOutcome.grantInvoke(this.stateMachine);
    notices.grantPublish(this.stateMachine);
    Validations.of(this.stateMachine).acknowledge(
      {
        id: 'AwsSolutions-IAM5',
        reason: 'The versions of our own two functions; and log delivery and X-Ray, which know no resources.',
      },
      {
        id: 'AwsSolutions-SF1',
        reason: 'Every step of a Standard execution is in its history: the log repeats only the failures.',
      },
    );
  }

  #resizePhoto({ photos, limits }: PhotoMachineProps): PhotoFunction {
    const resizePhoto = new PhotoFunction(this, 'ResizePhoto', {
      folder: 'resize',
      sharp: true,
      // A second less than its task has; the photo's own limit, 10 s of decoding, comes before.
      timeout: Duration.seconds(12),
      memorySize: 1769,
      environment: {
        ...photosEnvironment(photos),
        MAX_BYTES: `${limits.maxBytes}`,
        MAX_PIXELS: `${limits.maxPixels}`,
        CLAIM_LIFE_SECONDS: `${executionSeconds}`,
      },
    });
    grants.mayReadUploads(resizePhoto, photos);
    grants.mayWriteThumbnails(resizePhoto, photos);
    grants.mayRemoveOutcomes(resizePhoto, photos);
    return resizePhoto;
  }

  #recordOutcome({ photos, onReject = 'keep' }: PhotoMachineProps): PhotoFunction {
    const recordOutcome = new PhotoFunction(this, 'RecordOutcome', {
      folder: 'record-outcome',
      timeout: Duration.seconds(3),
      memorySize: 512,
      environment: {
        ...photosEnvironment(photos),
        ON_REJECT: onReject,
        CLAIM_LIFE_SECONDS: `${executionSeconds}`,
      },
    });
    grants.mayReadUploads(recordOutcome, photos);
    grants.mayReadThumbnails(recordOutcome, photos);
    grants.mayWriteOutcomes(recordOutcome, photos);
    if (onReject === 'delete') grants.mayDeleteUploads(recordOutcome, photos);
    return recordOutcome;
  }

  #logs(): LogGroup {
    return new LogGroup(this, 'Logs', {
      // The one name that is ours: log groups with this beginning need no resource policy each, of which there
      // may be few in an account.
      logGroupName: `/aws/vendedlogs/states/${Names.uniqueResourceName(this, { maxLength: 120 })}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
