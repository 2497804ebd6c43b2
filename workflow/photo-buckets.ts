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
import type { Construct } from 'constructs';

const isPrivate: BucketProps = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  encryption: BucketEncryption.S3_MANAGED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  // Photos outlive a stack that is destroyed by mistake.
  removalPolicy: RemovalPolicy.RETAIN,
};

/** Where photos arrive: private, versioned, and telling EventBridge of each object. */
export function uploadsBucket(scope: Construct, id: string, origins: readonly string[] = []): IBucket {
  const bucket = new Bucket(scope, id, {
    ...isPrivate,
    versioned: true,
    lifecycleRules: [
      {
        abortIncompleteMultipartUploadAfter: Duration.days(1),
        noncurrentVersionExpiration: Duration.days(30),
        expiredObjectDeleteMarker: true,
      },
    ],
    ...(origins.length > 0 && { cors: [uploadsFrom(origins)] }),
  });
  // Natively: the property of the L2 construct would bring a function of its own along.
  (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
    eventBridgeConfiguration: { eventBridgeEnabled: true },
  };
  withoutAccessLogs(bucket);
  return asInterface(bucket);
}

/** Where renditions and outcome records land: apart from the uploads, so that nothing we write starts anything. */
export function thumbnailsBucket(scope: Construct, id: string): IBucket {
  const bucket = new Bucket(scope, id, {
    ...isPrivate,
    lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
  });
  withoutAccessLogs(bucket);
  return asInterface(bucket);
}

/** The CDK's own types disagree here once an absent property is told from an undefined one. */
function asInterface(bucket: Bucket): IBucket {
  return bucket as IBucket;
}

function uploadsFrom(origins: readonly string[]) {
  return {
    allowedOrigins: [...origins],
    allowedMethods: [HttpMethods.PUT],
    allowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
    exposedHeaders: ['ETag'],
    maxAge: 3600,
  };
}

function withoutAccessLogs(bucket: Bucket): void {
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason:
      'Access logs would be a third bucket with costs of its own; who needs them has CloudTrail data events.',
  });
}
