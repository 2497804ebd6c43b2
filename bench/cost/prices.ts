// What AWS charges in us-east-1, in US dollars. Free tiers are not taken off: they are an account's, not a workload's.
// `verified` says whether the figure itself was found again on the day below, on the page or in a copy of it; where it
// was not, it is the figure that the page had when this was written from memory.

export const pricesOf = '2026-11-21';

/** A price for each unit, by how many there are in a month: the first `upTo` cost `each`, those after it the next. */
export interface Price {
  readonly tiers: readonly { readonly upTo: number; readonly each: number }[];
  readonly unit: string;
  readonly source: string;
  readonly verified: boolean;
  /** Where the figure was found again, when not on AWS's own page. */
  readonly readAt?: string;
}

const endless = Number.POSITIVE_INFINITY;
const flat = (each: number, unit: string, source: string, verified: boolean, readAt?: string): Price => ({
  ...{ tiers: [{ upTo: endless, each }], unit, source, verified, ...(readAt !== undefined && { readAt }) },
});
const perMillion = (dollars: number) => dollars / 1e6;

const stepFunctions = 'https://aws.amazon.com/step-functions/pricing/';
const lambda = 'https://aws.amazon.com/lambda/pricing/';
const s3 = 'https://aws.amazon.com/s3/pricing/';
const sqs = 'https://aws.amazon.com/sqs/pricing/';
const sns = 'https://aws.amazon.com/sns/pricing/';
const snsRetold = 'https://www.factualminds.com/blog/amazon-sns-pricing-publishes-fanout-protocols/';
const cloudWatch = 'https://aws.amazon.com/cloudwatch/pricing/';

export const prices = {
  transition: flat(perMillion(25), 'state transition', stepFunctions, true),
  expressRequest: flat(perMillion(1), 'request', stepFunctions, true),
  /** Of its tiers the first was found again: https://www.wring.co/blog/aws-step-functions-pricing-guide */
  expressGbSecond: {
    tiers: [
      { upTo: 1_000 * 3600, each: 0.06 / 3600 },
      { upTo: 5_000 * 3600, each: 0.03 / 3600 },
      { upTo: endless, each: 0.01642 / 3600 },
    ],
    ...{ unit: 'GB-second', source: stepFunctions, verified: false },
  },
  lambdaRequest: flat(perMillion(0.2), 'request', lambda, true),
  lambdaArmGbSecond: {
    tiers: [
      { upTo: 7.5e9, each: 0.0000133334 },
      { upTo: 18.75e9, each: 0.0000120001 },
      { upTo: endless, each: 0.0000106667 },
    ],
    ...{ unit: 'GB-second', source: lambda, verified: true },
  },
  lambdaX86GbSecond: {
    tiers: [
      { upTo: 6e9, each: 0.0000166667 },
      { upTo: 15e9, each: 0.000015 },
      { upTo: endless, each: 0.0000133334 },
    ],
    ...{ unit: 'GB-second', source: lambda, verified: true },
  },
  s3Write: flat(perMillion(5), 'PUT, COPY, POST or LIST', s3, true),
  s3Read: flat(perMillion(0.4), 'GET, HEAD or other', s3, true),
  s3GbMonth: {
    tiers: [
      { upTo: 50 * 1024, each: 0.023 },
      { upTo: 500 * 1024, each: 0.022 },
      { upTo: endless, each: 0.021 },
    ],
    ...{ unit: 'GB-month', source: s3, verified: true },
  },
  /** S3's events are "opt-in data events"; those that services send of themselves are free, and so is delivery. */
  optInEvent: flat(perMillion(1), '64 KB event', 'https://aws.amazon.com/eventbridge/pricing/', false),
  sqsRequest: {
    tiers: [
      { upTo: 100e9, each: perMillion(0.4) },
      { upTo: 200e9, each: perMillion(0.3) },
      { upTo: endless, each: perMillion(0.24) },
    ],
    ...{ unit: '64 KB request', source: sqs, verified: true },
    readAt: 'https://cloudburn.io/blog/amazon-sqs-pricing',
  },
  snsPublish: flat(perMillion(0.5), '64 KB publish', sns, true, snsRetold),
  snsEmail: flat(2 / 100_000, 'e-mail', sns, true, snsRetold),
  snsHttp: flat(0.06 / 100_000, 'HTTP delivery', sns, true, snsRetold),
  logGb: {
    tiers: [
      { upTo: 10 * 1024, each: 0.5 },
      { upTo: 30 * 1024, each: 0.25 },
      { upTo: 50 * 1024, each: 0.1 },
      { upTo: endless, each: 0.05 },
    ],
    ...{ unit: 'GB ingested', source: cloudWatch, verified: true },
  },
  logGbMonth: flat(0.03, 'GB-month archived', cloudWatch, true),
  trace: flat(perMillion(5), 'trace recorded', 'https://aws.amazon.com/xray/pricing/', true),
  kmsRequest: flat(0.03 / 10_000, 'request', 'https://aws.amazon.com/kms/pricing/', true),
  transferOutGb: {
    tiers: [
      { upTo: 10 * 1024, each: 0.09 },
      { upTo: 50 * 1024, each: 0.085 },
      { upTo: 150 * 1024, each: 0.07 },
      { upTo: endless, each: 0.05 },
    ],
    ...{
      unit: 'GB to the internet',
      source: 'https://aws.amazon.com/ec2/pricing/on-demand/',
      verified: true,
      readAt: 'https://wring.co/blog/aws-data-transfer-pricing-guide',
    },
  },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;

/** What so many of them cost in a month. */
export function costOf(amount: number, { tiers }: Price): number {
  let dollars = 0;
  let from = 0;
  for (const { upTo, each } of tiers) {
    if (amount <= from) break;
    dollars += (Math.min(amount, upTo) - from) * each;
    from = upTo;
  }
  return dollars;
}
