import { Duration } from 'aws-cdk-lib';
import { type FunctionUrl, FunctionUrlAuthType, HttpMethod } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { PhotoFunction } from './photo-function.ts';
import { allowOnPhotos, type Photos, photosEnvironment } from './photos.ts';

export interface UploadLinksProps {
  readonly photos: Photos;
  /** No link is made for more than this. */
  readonly maxBytes: number;
  /** Who may ask: callers that sign with AWS credentials, or everybody on the internet; iam unless said. */
  readonly auth?: 'iam' | 'none';
  /** How long a link works; 15 minutes unless said. */
  readonly lifetime?: Duration;
  /** The web pages that may ask from a browser; none unless given. */
  readonly origins?: readonly string[];
  /** How many requests may run at once. Fails to deploy where the account's quota has no room for it. */
  readonly reservedConcurrency?: number | undefined;
}

/** The Function URL that makes upload links and says how far a photo is. */
export class UploadLinks extends Construct {
  readonly url: FunctionUrl;
  readonly presign: PhotoFunction;

  constructor(scope: Construct, id: string, props: UploadLinksProps) {
    super(scope, id);
    const { photos, maxBytes, auth = 'iam', lifetime = Duration.minutes(15), origins = [] } = props;
    this.presign = new PhotoFunction(this, 'Presign', {
      folder: 'presign',
      timeout: Duration.seconds(10),
      memorySize: 512, // somebody waits, and with less the start takes longer
      environment: {
        ...photosEnvironment(photos),
        MAX_BYTES: `${maxBytes}`,
        LINK_LIFETIME_SECONDS: `${lifetime.toSeconds()}`,
      },
      reservedConcurrency: props.reservedConcurrency,
    });
    // A link can do what its signer may do, so the rights to put and to look are for the links.
    allowOnPhotos(this.presign, photos, {
      uploads: ['s3:PutObject', 's3:GetObject'],
      thumbnails: ['s3:GetObject'],
      outcomes: ['s3:GetObject'],
    });
    this.url = this.presign.lambda.addFunctionUrl({
      authType: auth === 'none' ? FunctionUrlAuthType.NONE : FunctionUrlAuthType.AWS_IAM,
      ...(origins.length > 0 && { cors: signedCalls(origins) }),
    });
  }
}

/** Lets a page send what a signature of version 4 consists of. */
function signedCalls(origins: readonly string[]) {
  return {
    allowedOrigins: [...origins],
    allowedMethods: [HttpMethod.GET, HttpMethod.POST],
    allowedHeaders: [
      'authorization',
      'content-type',
      'x-amz-content-sha256',
      'x-amz-date',
      'x-amz-security-token',
    ],
    maxAge: Duration.hours(1),
  };
}
