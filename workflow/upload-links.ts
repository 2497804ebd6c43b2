import { Duration } from 'aws-cdk-lib';
import { type FunctionUrl, FunctionUrlAuthType, HttpMethod } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import * as grants from './grants.ts';
import { PhotoFunction } from './photo-function.ts';
import { type Photos, photosEnvironment } from './photos.ts';

export interface UploadLinksProps {
  photos: Photos;
  maxBytes: number;
  /** iam unless given: callers sign. none: everybody may upload. */
  auth?: 'iam' | 'none';
  lifetime?: Duration;
  /** Web pages that may call from a browser. */
  origins?: readonly string[];
  /** Off unless given: accounts that are new cannot reserve any. */
  reservedConcurrency?: number;
}

/** The Function URL that hands out upload links and says how far a photo is. */
export class UploadLinks extends Construct {
  readonly url: FunctionUrl;

  constructor(scope: Construct, id: string, props: UploadLinksProps) {
    super(scope, id);
    const { photos, maxBytes, auth = 'iam', lifetime = Duration.minutes(15), origins = [] } = props;
    const presign = new PhotoFunction(this, 'Presign', {
      folder: 'presign',
      timeout: Duration.seconds(10),
      memorySize: 512,
      environment: {
        ...photosEnvironment(photos),
        MAX_BYTES: `${maxBytes}`,
        LINK_LIFETIME_SECONDS: `${lifetime.toSeconds()}`,
      },
      ...(props.reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: props.reservedConcurrency,
      }),
    });
    grants.maySignUploads(presign, photos);
    grants.mayReadThumbnails(presign, photos);
    grants.mayReadOutcomes(presign, photos);
    this.url = presign.addFunctionUrl({
      authType: auth === 'iam' ? FunctionUrlAuthType.AWS_IAM : FunctionUrlAuthType.NONE,
      ...(origins.length > 0 && { cors: cors(origins) }),
    });
  }
}

function cors(origins: readonly string[]) {
  return {
    allowedOrigins: [...origins],
    allowedMethods: [HttpMethod.GET, HttpMethod.POST],
    // What a call that is signed in the browser carries.
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
