import { type Kind, oneOf, wholeNumber } from './kinds.ts';
import { bucketName, emails, kmsKeyArn, origins, runbook, uploadsPrefix } from './names.ts';
import { renditions } from './renditions.ts';
import { rules } from './rules.ts';
import type { Path, ValueAt } from './shape.ts';
import { subscribers } from './subscribers.ts';

interface Setting<T> {
  kind: Kind<NonNullable<T>>;
  /** undefined where the setting may be left out for nothing. */
  default: T;
}

/** Every setting. docs/settings.md has the same rows, and a test compares them. */
export const table: { readonly [P in Path]: Setting<ValueAt<P>> } = {
  renditions: {
    kind: renditions,
    default: [{ name: 'thumbnail', width: 200, fit: 'inside', format: 'jpeg', quality: 80 }],
  },
  rules: { kind: rules, default: [] },
  'uploads.prefix': { kind: uploadsPrefix, default: 'uploads/' },
  'uploads.maxBytes': {
    kind: wholeNumber(1, 200 * 1024 ** 2, '200 MiB: the function that resizes has the whole photo in memory'),
    default: 50 * 1024 ** 2,
  },
  'uploads.maxPixels': { kind: wholeNumber(1, 100_000_000), default: 50_000_000 },
  'uploads.bucket': { kind: bucketName, default: undefined },
  'uploads.kmsKeyArn': { kind: kmsKeyArn, default: undefined },
  'uploads.onReject': { kind: oneOf('keep', 'delete'), default: 'keep' },
  'thumbnails.bucket': { kind: bucketName, default: undefined },
  'delivery.mode': { kind: oneOf('direct', 'buffered', 'express'), default: 'direct' },
  // An SQS event source takes 2 to 1000: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
  'delivery.maxConcurrency': { kind: wholeNumber(2, 1000), default: 5 },
  // SQS hands out ten messages at once.
  'delivery.batchSize': { kind: wholeNumber(1, 10), default: 1 },
  'links.auth': { kind: oneOf('iam', 'none'), default: 'iam' },
  // More would promise too much: a link dies with the role session that signed it.
  'links.lifetimeSeconds': { kind: wholeNumber(60, 3600), default: 900 },
  'links.origins': { kind: origins, default: [] },
  'links.reservedConcurrency': { kind: wholeNumber(1, 1000), default: undefined },
  'notify.emails': { kind: emails, default: [] },
  'notify.subscribers': { kind: subscribers, default: [] },
  'notify.alarms': { kind: emails, default: [] },
  'notify.runbook': { kind: runbook, default: undefined },
  deletes: { kind: oneOf('follow', 'keep'), default: 'follow' },
  observability: { kind: oneOf('on', 'off'), default: 'on' },
};

export const paths = Object.keys(table) as Path[];

export function isPath(key: string): key is Path {
  return Object.hasOwn(table, key);
}
