import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type CfnBucket,
  HttpMethods,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { inventoriesPrefix, reportsPrefix } from './photos.ts';

export interface PhotoBucketsProps {
  /** An existing bucket for uploads, which is not changed. A new one unless given. */
  readonly uploadsBucket?: string | undefined;
  /** An existing bucket for thumbnails, which is not changed. A new one unless given. */
  readonly thumbnailsBucket?: string | undefined;
  /** The web pages that may upload from a browser into a new uploads bucket; none unless given. */
  readonly origins?: readonly string[];
}

/** The two buckets of a workflow. Those that are made here outlive the stack: they hold somebody's photos. */
export class PhotoBuckets extends Construct {
  readonly uploads: IBucket;
  readonly thumbnails: IBucket;

  constructor(scope: Construct, id: string, props: PhotoBucketsProps = {}) {
    super(scope, id);
    const { uploadsBucket, thumbnailsBucket, origins = [] } = props;
    this.uploads =
      uploadsBucket === undefined
        ? this.newUploads(origins)
        : Bucket.fromBucketName(this, 'Uploads', uploadsBucket);
    this.thumbnails =
      thumbnailsBucket === undefined
        ? asInterface(this.newThumbnails())
        : Bucket.fromBucketName(this, 'Thumbnails', thumbnailsBucket);
  }

  private newUploads(origins: readonly string[]): IBucket {
    const bucket = this.newBucket('Uploads', {
      versioned: true,
      lifecycleRules: [
        abandonedUploads,
        { noncurrentVersionExpiration: Duration.days(30), expiredObjectDeleteMarker: true },
      ],
      cors: origins.length === 0 ? [] : [browserUploads(origins)],
    });
    // The property eventBridgeEnabled of the construct would add a function that sets the same after each deployment.
    const resource = bucket.node.defaultChild as CfnBucket;
    resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    return asInterface(bucket);
  }

  private newThumbnails(): Bucket {
    const bucket = this.newBucket('Thumbnails', {
      lifecycleRules: [
        abandonedUploads,
        { prefix: reportsPrefix, expiration: Duration.days(90) },
        { prefix: inventoriesPrefix, expiration: Duration.days(30) },
      ],
    });
    // An inventory of the uploads can be had here without more ado; nothing asks for one by itself.
    bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects(`${inventoriesPrefix}*`)],
        conditions: {
          ArnLike: { 'aws:SourceArn': this.uploads.bucketArn },
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        },
      }),
    );
    return bucket;
  }

  private newBucket(id: string, props: BucketProps): Bucket {
    const bucket = new Bucket(this, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      encryption: BucketEncryption.S3_MANAGED,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
      ...props,
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Access logs would be one more bucket to pay and to guard, in a format with gaps. Whoever has to know each access turns on CloudTrail data events for the account.',
    });
    return bucket;
  }
}

/** The CDK's own types disagree here, once an absent property is told from an undefined one. */
function asInterface(bucket: Bucket): IBucket {
  return bucket as IBucket;
}

const abandonedUploads = { abortIncompleteMultipartUploadAfter: Duration.days(1) };

/** The headers that an upload link binds; without ETag among the exposed ones Uppy complains. */
function browserUploads(origins: readonly string[]) {
  return {
    allowedOrigins: [...origins],
    allowedMethods: [HttpMethods.PUT],
    allowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
    exposedHeaders: ['ETag'],
    maxAge: 3600,
  };
}
