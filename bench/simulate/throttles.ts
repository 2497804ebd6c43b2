import { Bucket } from './bucket.ts';
import type { Bound, Scenario } from './scenario.ts';

/** Requests of a photo to the prefix of the uploads: it is read, and looked at once more. */
const readsOfUploads = 2;

/** What AWS lets through in a second, of each kind of request. */
export class Throttles {
  readonly deliveries: Bucket;
  readonly starts: Bucket;
  /** Nobody counts those of an express execution. */
  readonly transitions: Bucket | undefined;
  readonly publishes: Bucket;
  private readonly s3Reads: Bucket;
  private readonly s3Writes: Bucket;
  private readonly renditions: number;

  constructor({ quotas, express, renditions }: Scenario) {
    this.renditions = renditions;
    this.deliveries = new Bucket(quotas.deliveriesPerSecond, quotas.deliveriesPerSecond);
    this.starts = express
      ? new Bucket(quotas.expressStartsPerSecond, quotas.expressStartsPerSecond)
      : new Bucket(quotas.standardStartsAtOnce, quotas.standardStartsPerSecond);
    this.transitions = express
      ? undefined
      : new Bucket(quotas.transitionsAtOnce, quotas.transitionsPerSecond);
    this.publishes = new Bucket(quotas.publishesPerSecond, quotas.publishesPerSecond);
    this.s3Reads = new Bucket(quotas.s3ReadsPerSecond, quotas.s3ReadsPerSecond);
    this.s3Writes = new Bucket(quotas.s3WritesPerSecond, quotas.s3WritesPerSecond);
  }

  /** Which of its prefixes refuses a photo's requests to S3. */
  busyS3(now: number): Bound | undefined {
    if (!this.s3Reads.take(now, readsOfUploads)) return 's3Reads';
    return this.s3Writes.take(now, this.renditions) ? undefined : 's3Writes';
  }
}
