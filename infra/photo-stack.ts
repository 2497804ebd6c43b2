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
      const { buffer, deadLetters, parked } = trigger;
      new DeadLetterEndings(this, 'DeadLetterEndings', { photos, topic, deadLetters, parked });
      this.output('BufferQueueUrl', buffer.queueUrl, 'Uploads wait here for their turn');
      this.output(
        'ParkedQueueUrl',
        parked.queueUrl,
        'Photos that failed each time, to be sent back or dropped',
      );
    } else {
      new DirectTrigger(this, 'DirectTrigger', { photos, stateMachine });
    }
    if (delivery.mode === 'direct') {
      new ExecutionEndings(this, 'ExecutionEndings', { photos, topic, stateMachine });
    }

    this.output('UploadLinksUrl', uploadLinks.url.url, 'POST here for an upload link');
    this.output(
      'UploadsBucketName',
      photos.uploads.bucketName,
      `Photos arrive here, below ${uploads.prefix}`,
    );
    this.output('ThumbnailsBucketName', photos.thumbnails.bucketName, 'Thumbnails and outcome records');
    this.output(
      'NoticesTopicArn',
      topic.topicArn,
      'Every photo that is done, rejected or failed is told here',
    );
    this.output('StateMachineArn', stateMachine.stateMachineArn, 'The workflow');
    this.output('ExecutionsConsoleUrl', consoleAddress(this, stateMachine), 'The workflow at work');
  }

  private output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}
