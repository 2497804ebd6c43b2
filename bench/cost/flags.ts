import { numberIn, oneOf, settingIn, typedFlags, UsageError } from '../../local/typed-flags.ts';
import type { Workload } from './workload.ts';

export const modes = ['direct', 'buffered', 'express'] as const;
export type Mode = (typeof modes)[number];

export interface CostFlags extends Workload {
  json: boolean;
  measure: boolean;
  /** Whose bill is shown line by line; all of them are summed up beside it. */
  mode: Mode;
  /** undefined: as the settings say. */
  renditions?: number;
  /** What Lambda bills for a warm invocation, by the function's folder. */
  ms: Record<string, number>;
  /** Settings, as for `cdk deploy`. */
  context: Record<string, string>;
}

export const usage = `What AWS charges for so many photos, out of the template and the workflow as they would be deployed.

Usage: npm run cost -- [flags]

  --photos N         how many (1e6)
  --mb N             megabytes of each (5)
  --renditions N     how many thumbnails are made of each; as the settings say unless given
  --mode MODE        whose bill is shown line by line: direct, buffered or express (express)
  --days N           the photos come evenly over so many days (30)
  --stored-days N    how long photos and thumbnails are kept (30)
  --overwritten N    the share of photos that replace another one, 0 to 1 (0)
  --cold N           the share of invocations that find no warm environment, 0 to 1 (0.01)
  --ms FUNCTION=N    milliseconds that Lambda bills, in place of the measured ones; may be given several times
  -c path=value      a setting, as for cdk deploy; may be given several times
  --json             all of it as JSON
  --measure          measure the functions on this machine first, and keep that in bench/cost/measurements.json
  --help             this text

Examples:
  npm run cost
  npm run cost -- --photos 1e9 --mode buffered --days 30
  npm run cost -- --renditions 3 --mb 8 --ms resize=420
  npm run cost -- -c notify.emails=ops@example.com --json

Prices are those of us-east-1 in bench/cost/prices.ts, with their pages and their day; no free tier is taken off.`;

const options = {
  photos: { type: 'string' },
  mb: { type: 'string' },
  renditions: { type: 'string' },
  mode: { type: 'string' },
  days: { type: 'string' },
  'stored-days': { type: 'string' },
  overwritten: { type: 'string' },
  cold: { type: 'string' },
  ms: { type: 'string', multiple: true },
  context: { type: 'string', short: 'c', multiple: true },
  json: { type: 'boolean' },
  measure: { type: 'boolean' },
} as const;

/** Reads the command line, or throws a UsageError that says what is wrong with it. */
export function readFlags(args: readonly string[]): CostFlags {
  const values = typedFlags(args, options);
  const renditions = numberIn('renditions', values.renditions, { least: 1, most: 20, whole: true });
  return {
    json: values.json ?? false,
    measure: values.measure ?? false,
    mode: oneOf('mode', values.mode ?? 'express', modes),
    photos: numberIn('photos', values.photos, { least: 1, most: 1e13, whole: true }) ?? 1e6,
    megabytes: numberIn('mb', values.mb, { least: 0.001, most: 200 }) ?? 5,
    ...(renditions !== undefined && { renditions }),
    days: numberIn('days', values.days, { least: 0.001, most: 31 }) ?? 30,
    storedDays: numberIn('stored-days', values['stored-days'], { least: 0, most: 36_500 }) ?? 30,
    overwritten: numberIn('overwritten', values.overwritten, { least: 0, most: 1 }) ?? 0,
    cold: numberIn('cold', values.cold, { least: 0, most: 1 }) ?? 0.01,
    ms: Object.fromEntries((values.ms ?? []).map(millisecondsIn)),
    context: Object.fromEntries((values.context ?? []).map(costSettingIn)),
  };
}

function millisecondsIn(text: string): [string, number] {
  const [, folder = '', ms] = /^([a-z-]+)=(.*)$/.exec(text) ?? [];
  const timed = ['resize', 'presign', 'start-execution'];
  if (!timed.includes(folder)) {
    throw new UsageError(`--ms ${text}: it is written FUNCTION=N, with one of ${timed.join(', ')}.`);
  }
  return [folder, numberIn(`ms ${folder}`, ms, { least: 1, most: 900_000 }) ?? 0];
}

function costSettingIn(text: string): [string, string] {
  const setting = settingIn(text, 'notify.emails=a@example.com');
  if (setting[0] === 'delivery.mode')
    throw new UsageError('All delivery modes are shown: give --mode, not -c.');
  return setting;
}
