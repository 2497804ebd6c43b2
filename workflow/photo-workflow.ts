import { Duration } from 'aws-cdk-lib';
import type { FunctionUrl } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { BufferedDelivery, DirectDelivery } from './delivery.ts';
import { EndingTeller } from './ending-teller.ts';
import { Notices } from './notices.ts';
import { thumbnailsBucket, uploadsBucket } from './photo-buckets.ts';
import { PhotoMachine } from './photo-machine.ts';
import type { Photos, Rendition } from './photos.ts';
import { UploadLinks } from './upload-links.ts';

export interface PhotoWorkflowProps {
  renditions: readonly Rendition[];
  uploads?: {
    prefix?: string;
    maxBytes?: number;
    maxPixels?: number;
    onReject?: 'keep' | 'delete';
    /** A bucket that you have: it is not changed. */
    bucket?: IBucket;
    /** Of the key that this bucket is encrypted with. */
    kmsKeyArn?: string;
  };
  thumbnails?: { bucket?: IBucket };
  delivery?: { mode: 'direct' | 'buffered' | 'express'; maxConcurrency?: number };
  links?: {
    auth?: 'iam' | 'none';
    lifetimeSeconds?: number;
    origins?: readonly string[];
    reservedConcurrency?: number;
  };
  notify?: { emails?: readonly string[] };
}

/** The whole of it: from an upload link to a notice. Its parts can be used by themselves. */
export class PhotoWorkflow extends Construct {
  readonly uploads: IBucket;
  readonly thumbnails: IBucket;
  readonly topic: Topic;
  readonly stateMachine: StateMachine;
  readonly linksUrl: FunctionUrl;
  /** In the mode `buffered`. */
  readonly delivery: BufferedDelivery | undefined;

  constructor(scope: Construct, id: string, props: PhotoWorkflowProps) {
    super(scope, id);
    const { renditions, uploads = {}, thumbnails = {}, delivery = { mode: 'direct' }, links = {} } = props;
    const { prefix = 'uploads/', maxBytes = 50 * 1024 * 1024, maxPixels = 50e6, onReject = 'keep' } = uploads;

    this.uploads = uploads.bucket ?? uploadsBucket(this, 'Uploads', links.origins);
    this.thumbnails = thumbnails.bucket ?? thumbnailsBucket(this, 'Thumbnails');
    const photos: Photos = {
      uploads: this.uploads,
      uploadsPrefix: prefix,
      thumbnails: this.thumbnails,
      renditions,
      ...(uploads.kmsKeyArn !== undefined && { uploadsKeyArn: uploads.kmsKeyArn }),
    };

    const { lifetimeSeconds, ...access } = links;
    const lifetime = lifetimeSeconds === undefined ? {} : { lifetime: Duration.seconds(lifetimeSeconds) };
    this.linksUrl = new UploadLinks(this, 'UploadLinks', { photos, maxBytes, ...lifetime, ...access }).url;

    this.topic = new Notices(this, 'Notices', props.notify).topic;
    const { stateMachine } = new PhotoMachine(this, 'PhotoMachine', {
      photos,
      limits: { maxBytes, maxPixels },
      onReject,
      notices: this.topic,
      express: delivery.mode !== 'direct',
    });
    this.stateMachine = stateMachine;
    this.delivery = this.#deliver(photos, delivery);
  }

  #deliver(
    photos: Photos,
    { mode, maxConcurrency = 5 }: NonNullable<PhotoWorkflowProps['delivery']>,
  ): BufferedDelivery | undefined {
    const { stateMachine, topic: notices } = this;
    if (mode === 'buffered') {
      const buffered = new BufferedDelivery(this, 'Delivery', { photos, stateMachine, maxConcurrency });
      new EndingTeller(this, 'EndingTeller', { photos, notices }).empty(
        buffered.deadLetters,
        buffered.parked,
      );
      return buffered;
    }
    new DirectDelivery(this, 'Delivery', { photos, stateMachine });
    // Express executions send no events of how they end.
    if (mode === 'direct') new EndingTeller(this, 'EndingTeller', { photos, notices }).watch(stateMachine);
    return undefined;
  }
}
