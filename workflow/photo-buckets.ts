import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
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
        ? asInterface(this.newBucket('Thumbnails', { lifecycleRules: [abandonedUploads] }))
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
