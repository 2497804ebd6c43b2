import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  Backfill,
  BufferedTrigger,
  DeadLetterEndings,
  DeletionFollower,
  DirectTrigger,
  ExecutionEndings,
  Notices,
  Observability,
  PhotoBuckets,
  PhotoMachine,
  type Photos,
  UploadLinks,
} from '../workflow/index.ts';
import { consolePages } from './console-address.ts';
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
    const machine = new PhotoMachine(this, 'PhotoMachine', {
      photos,
      maxBytes: uploads.maxBytes,
      maxPixels: uploads.maxPixels,
      onReject: uploads.onReject,
      topic,
      express: delivery.mode !== 'direct', // a starter waits for the end of its execution: Express alone can answer
    });

    const { stateMachine } = machine;
    const announced = settings.deletes === 'follow';
    let trigger: DirectTrigger | BufferedTrigger;
    let endings: ExecutionEndings | DeadLetterEndings | undefined;
    if (delivery.mode === 'buffered') {
      const { maxConcurrency, batchSize } = delivery;
      const buffered = new BufferedTrigger(this, 'BufferedTrigger', {
        ...{ photos, announced, stateMachine, maxConcurrency, batchSize },
      });
      trigger = buffered;
      const { buffer, deadLetters, parked } = buffered;
      endings = new DeadLetterEndings(this, 'DeadLetterEndings', { photos, topic, deadLetters, parked });
      this.output('BufferQueueUrl', buffer.queueUrl);
      this.output('DeadLettersQueueUrl', deadLetters.queueUrl);
      this.output('ParkedQueueUrl', parked.queueUrl);
    } else {
      trigger = new DirectTrigger(this, 'DirectTrigger', { photos, announced, stateMachine });
    }
    this.output('UndeliveredQueueUrl', trigger.undelivered.queueUrl);
    if (delivery.mode === 'direct') {
      const direct = new ExecutionEndings(this, 'ExecutionEndings', { photos, topic, stateMachine });
      endings = direct;
      this.output('UntoldQueueUrl', direct.untold.queueUrl);
      this.output('TellEndingFunctionName', direct.teller.lambda.functionName);
    }

    const backfill = new Backfill(this, 'Backfill', { photos, machine });
    this.output('BackfillStateMachineArn', backfill.stateMachine.stateMachineArn);
    this.output('BackfillRates', JSON.stringify(backfill.rates));
    this.output('ChoosePhotosFunctionName', backfill.choosePhotos.lambda.functionName);

    let deletions: DeletionFollower | undefined;
    if (settings.deletes === 'follow') {
      const { onReject } = uploads;
      deletions = new DeletionFollower(this, 'DeletionFollower', { photos, onReject, topic });
      this.output('DeletionStateMachineArn', deletions.stateMachine.stateMachineArn);
      this.output('UndeliveredDeletionsQueueUrl', deletions.undelivered.queueUrl);
    }

    const pages = consolePages(this);
    const executionsUrl = pages.executions(stateMachine);
    this.output('UploadLinksUrl', uploadLinks.url.url);
    this.output('UploadsBucketName', photos.uploads.bucketName);
    this.output('UploadsPrefix', photos.uploadsPrefix);
    this.output('ThumbnailsBucketName', photos.thumbnails.bucketName);
    this.output('NoticesTopicArn', topic.topicArn);
    this.output('StateMachineArn', stateMachine.stateMachineArn);
    this.output('ExecutionsConsoleUrl', executionsUrl);

    if (settings.observability === 'off') return;
    const { alarms, runbook } = settings.notify;
    const { topic: alarmsTopic, dashboardName } = new Observability(this, 'Observability', {
      watched: {
        ...{ machine, links: uploadLinks, trigger, backfill },
        ...(endings && { endings }),
        ...(deletions && { deletions }),
      },
      emails: alarms,
      ...(runbook !== undefined && { runbook }),
      executionsUrl,
      renditions: renditions.length,
    });
    this.output('AlarmsTopicArn', alarmsTopic.topicArn);
    this.output('DashboardUrl', pages.dashboard(dashboardName));
  }

  private output(name: OutputName, value: string): void {
    new CfnOutput(this, name, { value, description: outputs[name] });
  }
}
