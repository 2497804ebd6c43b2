// The default quotas of an account in us-east-1, as AWS publishes them.
// `verified` says whether the figure was found again on the day below, on the page or in a copy of it.

export const quotasOf = '2026-11-21';

interface Quota {
  readonly value: number;
  readonly source: string;
  readonly verified: boolean;
}

const quota = (value: number, source: string, verified: boolean): Quota => ({ value, source, verified });

const stepFunctions = 'https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html';
const lambda = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';
const lambdaScaling = 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html';
const sqsScaling = 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html';
const s3 = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html';

export const published = {
  /** StartExecution of standard workflows: at once, and each second. */
  standardStartsAtOnce: quota(1_300, stepFunctions, true),
  standardStartsPerSecond: quota(300, stepFunctions, true),
  expressStartsPerSecond: quota(6_000, stepFunctions, true),
  transitionsAtOnce: quota(5_000, stepFunctions, true),
  transitionsPerSecond: quota(1_500, stepFunctions, true),
  /** Environments at work in the account; a new account has 10. */
  lambdaConcurrency: quota(1_000, lambda, true),
  /** New environments of a function: 1,000 each 10 seconds. */
  environmentsAtOnce: quota(1_000, lambdaScaling, true),
  environmentsPerSecond: quota(100, lambdaScaling, true),
  /** Of a prefix. */
  s3WritesPerSecond: quota(3_500, s3, true),
  s3ReadsPerSecond: quota(5_500, s3, true),
  /** Invocations of targets by EventBridge. */
  deliveriesPerSecond: quota(
    18_750,
    'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html',
    false,
  ),
  /** Batches that an event source works on: at first, more each minute, and at most. */
  pollersAtFirst: quota(5, sqsScaling, true),
  pollersPerMinute: quota(300, sqsScaling, true),
  pollersAtMost: quota(1_000, sqsScaling, true),
  messagesInFlight: quota(
    120_000,
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html',
    true,
  ),
  publishesPerSecond: quota(30_000, 'https://docs.aws.amazon.com/general/latest/gr/sns.html', false),
} as const satisfies Record<string, Quota>;

export type Quotas = { readonly [Name in keyof typeof published]: number };

/** What an account has that never asked for more. */
export const defaultQuotas = Object.fromEntries(
  Object.entries(published).map(([name, { value }]) => [name, value]),
) as Quotas;
