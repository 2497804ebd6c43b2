import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  BufferedTrigger,
  DeadLetterEndings,
  DirectTrigger,
  ExecutionEndings,
  Notices,
  PhotoBuckets,
  PhotoMachine,
  type Photos,
  UploadLinks,
} from '../workflow/index.ts';
import { consoleAddress } from './console-address.ts';
import { type OutputName, outputs } from './outputs.ts';
import type { Settings } from './settings.ts';

/** client → upload link → uploads bucket → rule → (queue) → state machine → thumbnails bucket and notices. */
export class PhotoStack extends Stack {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id, { description: 'darkroom: turns uploaded photos into thumbnails' });
    const { uploads, thumbnails, links, delivery, renditions, rules } = settings;

    const buckets = new PhotoBuckets(this, 'Buckets', {
      uploadsBucket: uploads.bucket,
      thumbnailsBucket: thumbnails.bucket,
      origins: links.origins,
    });
    const photos: Photos = {
      uploads: buckets.uploads,
      uploadsPrefix: uploads.prefix,
      ...(uploads.kmsKeyArn !== undefined && { uploadsKeyArn: uploads.kmsKeyArn }),
      thumbnails: buckets.thumbnails,
      renditions,
      rules,
    };

    const uploadLinks = new UploadLinks(this, 'UploadLinks', {
      photos,
      maxBytes: uploads.maxBytes,
      auth: links.auth,
      lifetime: Duration.seconds(links.lifetimeSeconds),
      origins: links.origins,
      reservedConcurrency: links.reservedConcurrency,
    });
    const { topic } = new Notices(this, 'Notices', settings.notify);
    const { stateMachine } = new PhotoMachine(this, 'PhotoMachine', {
      photos,
      maxBytes: uploads.maxBytes,
      maxPixels: uploads.maxPixels,
      onReject: uploads.onReject,
      topic,
      express: delivery.mode !== 'direct', // a starter waits for the end of its execution: Express alone can answer
    });

    if (delivery.mode === 'buffered') {
      const { maxConcurrency } = delivery;
      const trigger = new BufferedTrigger(this, 'BufferedTrigger', { photos, stateMachine, maxConcurrency });
      const { undelivered, buffer, deadLetters, parked } = trigger;
      new DeadLetterEndings(this, 'DeadLetterEndings', { photos, topic, deadLetters, parked });
      this.output('UndeliveredQueueUrl', undelivered.queueUrl);
      this.output('BufferQueueUrl', buffer.queueUrl);
      this.output('DeadLettersQueueUrl', deadLetters.queueUrl);
      this.output('ParkedQueueUrl', parked.queueUrl);
    } else {
      const { undelivered } = new DirectTrigger(this, 'DirectTrigger', { photos, stateMachine });
      this.output('UndeliveredQueueUrl', undelivered.queueUrl);
    }
    if (delivery.mode === 'direct') {
      const endings = new ExecutionEndings(this, 'ExecutionEndings', { photos, topic, stateMachine });
      this.output('UntoldQueueUrl', endings.untold.queueUrl);
      this.output('TellEndingFunctionName', endings.teller.lambda.functionName);
    }

    this.output('UploadLinksUrl', uploadLinks.url.url);
    this.output('UploadsBucketName', photos.uploads.bucketName);
    this.output('UploadsPrefix', photos.uploadsPrefix);
    this.output('ThumbnailsBucketName', photos.thumbnails.bucketName);
    this.output('NoticesTopicArn', topic.topicArn);
    this.output('StateMachineArn', stateMachine.stateMachineArn);
    this.output('ExecutionsConsoleUrl', consoleAddress(this, stateMachine));
  }

  private output(name: OutputName, value: string): void {
    new CfnOutput(this, name, { value, description: outputs[name] });
  }
}
