import { Duration, Stack } from 'aws-cdk-lib';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { DefinedMachine } from './defined-machine.ts';
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
  readonly stateMachine: DefinedMachine;
  readonly express: boolean;
  readonly resizePhoto: PhotoFunction;
  readonly recordOutcome: PhotoFunction;

  constructor(scope: Construct, id: string, { photos, topic, express, ...props }: PhotoMachineProps) {
    super(scope, id);
    this.express = express;
    this.resizePhoto = this.resizing(photos, props);
    this.recordOutcome = this.recording(photos, props);
    const { account, region } = Stack.of(this);

    this.stateMachine = new DefinedMachine(this, 'StateMachine', {
      definition,
      substitutions: {
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
      express,
    });
    const functions = [this.resizePhoto, this.recordOutcome].map(({ lambda }) => lambda.functionArn);
    this.stateMachine.allow('lambda:InvokeFunction', ...functions);
    this.stateMachine.allow('sns:Publish', topic.topicArn);
  }

  private resizing(photos: Photos, { maxBytes, maxPixels, architecture }: Settings): PhotoFunction {
    const resizePhoto = new PhotoFunction(this, 'ResizePhoto', {
      folder: 'resize',
      sharp: true,
      traced: true,
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
      traced: true,
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
}

type Settings = Pick<PhotoMachineProps, 'maxBytes' | 'maxPixels' | 'onReject' | 'architecture'>;
