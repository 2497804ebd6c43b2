import { refuseTooHeavy } from './heavy.ts';
import type { Report } from './problems.ts';
import type { Path, Values } from './shape.ts';

/** Of 4,096; the rest is for names of buckets and queues, which are not known yet. */
const mostRenditionBytes = 2_800;

/** What is right by itself and wrong beside another setting. A value that is wrong by itself is not in `values`. */
export function checkTogether(values: Values, given: ReadonlyMap<Path, unknown>, report: Report): void {
  const complain = (path: Path, remedy: string) => report({ path, value: given.get(path), remedy });

  if (given.has('uploads.kmsKeyArn') && !given.has('uploads.bucket')) {
    complain(
      'uploads.kmsKeyArn',
      'it belongs to an existing bucket: give uploads.bucket too, or leave it out',
    );
  }

  const thumbnails = values['thumbnails.bucket'];
  if (thumbnails !== undefined && thumbnails === values['uploads.bucket']) {
    complain(
      'thumbnails.bucket',
      'it may be any bucket but uploads.bucket, so that no thumbnail is ever an upload',
    );
  }

  const prefix = values['uploads.prefix'];
  for (const [index, rule] of (values.rules ?? []).entries()) {
    if (prefix === undefined || (rule.prefix.startsWith(prefix) && rule.prefix !== prefix)) continue;
    report({
      path: `rules[${index}].prefix`,
      value: rule.prefix,
      remedy: `it may be a folder in ${prefix}, which is uploads.prefix: photos elsewhere are not processed`,
    });
  }

  // A function's environment has room for 4 KB: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
  const renditionBytes = Buffer.byteLength(JSON.stringify([values.renditions, values.rules]));
  if (renditionBytes > mostRenditionBytes) {
    const remedy = `together with renditions it takes ${renditionBytes} bytes of the functions' environment, where ${mostRenditionBytes} are free: fewer rules, or shorter prefixes and names`;
    complain('rules', remedy);
  }

  refuseTooHeavy(values, report);

  const mode = values['delivery.mode'];
  for (const path of ['delivery.maxConcurrency', 'delivery.batchSize'] as const) {
    if (!given.has(path) || mode === undefined || mode === 'buffered') continue;
    complain(
      path,
      `with delivery.mode ${JSON.stringify(mode)} it does nothing: leave it out, or choose "buffered"`,
    );
  }

  const { 'delivery.maxConcurrency': most = 0, 'delivery.batchSize': batch = 1 } = values;
  if (mode === 'buffered' && batch > 1 && (most % batch !== 0 || most / batch < 2)) {
    complain(
      'delivery.batchSize',
      `delivery.maxConcurrency, ${most}, may be twice as much or another multiple of it, so that exactly so many photos are at work`,
    );
  }

  if (values.observability === 'off') {
    for (const path of ['notify.alarms', 'notify.runbook'] as const) {
      if (!given.has(path)) continue;
      complain(path, 'with observability "off" there are no alarms: leave it out, or turn them on');
    }
  }

  const origins = values['links.origins'] ?? [];
  if (origins.includes('*') && origins.length > 1) {
    complain('links.origins', '* stands for every origin, so it stands by itself');
  }
}
