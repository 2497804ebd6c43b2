import { numberIn, oneOf, typedFlags, UsageError } from '../../local/typed-flags.ts';
import { type Mode, modes } from '../cost/flags.ts';

export interface SimulateFlags {
  json: boolean;
  /** The file that a picture of it goes to. */
  plot?: string;
  photos: number;
  overSeconds: number;
  untilSeconds: number;
  modes: readonly Mode[];
  megabytes: number;
  renditions?: number;
  lambdaConcurrency?: number;
  maxConcurrency?: number;
  arrivals: 'even' | 'random';
  service: 'constant' | 'exponential';
  seed: number;
  /** Milliseconds of a warm invocation, by the function's folder. */
  ms: Record<string, number>;
  context: Record<string, string>;
}

export const usage = `What becomes of a burst of photos under AWS's published quotas: how long until all are done, what holds
them up, and how long each waits.

Usage: npm run simulate -- [flags]

  --photos N               how many (1e6); of more than a million the first million is simulated
  --over TIME              they come within so long: 90s, 5m, 1h, 1d (1h)
  --mode MODE              direct, buffered or express; all three unless given
  --mb N                   megabytes of each (5)
  --renditions N           how many thumbnails are made of each; as the settings say unless given
  --max-concurrency N      photos at work at once, of the buffered delivery; as the settings say unless given
  --lambda-concurrency N   environments of the account (1000; a new account has 10)
  --until TIME             look when so much time has passed, and not at the end
  --arrivals KIND          random, or even (random)
  --service KIND           how long a function takes: constant, or exponential about that (constant)
  --ms FUNCTION=N          milliseconds of a warm invocation, in place of the measured ones; several times if you like
  --seed N                 other photos at the same rate (1)
  -c path=value            a setting, as for cdk deploy; may be given several times
  --plot FILE              a picture of it, as SVG
  --json                   all of it as JSON, with the course of it
  --help                   this text

Examples:
  npm run simulate -- --photos 1e6 --over 1h
  npm run simulate -- --photos 1440 --over 1d
  npm run simulate -- --photos 1e5 --over 1m --plot burst.svg
  npm run simulate -- --photos 1e9 --over 1d --mode express
  npm run simulate -- --photos 1e5 --over 1m --mode buffered --max-concurrency 200
  npm run simulate -- --photos 1e5 --over 1m --lambda-concurrency 10

docs/capacity.md has the assumptions, bench/simulate/quotas.ts the quotas with their pages.`;

const options = {
  photos: { type: 'string' },
  over: { type: 'string' },
  until: { type: 'string' },
  mode: { type: 'string' },
  mb: { type: 'string' },
  renditions: { type: 'string' },
  'max-concurrency': { type: 'string' },
  'lambda-concurrency': { type: 'string' },
  arrivals: { type: 'string' },
  service: { type: 'string' },
  seed: { type: 'string' },
  ms: { type: 'string', multiple: true },
  context: { type: 'string', short: 'c', multiple: true },
  plot: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** Reads the command line, or throws a UsageError that says what is wrong with it. */
export function readFlags(args: readonly string[]): SimulateFlags {
  const values = typedFlags(args, options);
  const count = (
    flag: 'photos' | 'renditions' | 'max-concurrency' | 'lambda-concurrency' | 'seed',
    least: number,
    most: number,
  ) => numberIn(flag, values[flag], { least, most, whole: true });
  const optional = {
    renditions: count('renditions', 1, 20),
    lambdaConcurrency: count('lambda-concurrency', 2, 1e6),
    maxConcurrency: count('max-concurrency', 2, 1000),
  };
  const given = Object.entries(optional).filter(([, value]) => value !== undefined);
  return {
    json: values.json ?? false,
    ...(values.plot !== undefined && { plot: values.plot }),
    photos: count('photos', 1, 1e12) ?? 1e6,
    overSeconds: secondsIn('over', values.over) ?? 3600,
    untilSeconds: secondsIn('until', values.until) ?? Number.POSITIVE_INFINITY,
    modes: values.mode === undefined ? modes : [oneOf('mode', values.mode, modes)],
    megabytes: megabytesIn(values.mb),
    ...(Object.fromEntries(given) as Pick<
      SimulateFlags,
      'renditions' | 'lambdaConcurrency' | 'maxConcurrency'
    >),
    arrivals: oneOf('arrivals', values.arrivals ?? 'random', ['random', 'even']),
    service: oneOf('service', values.service ?? 'constant', ['constant', 'exponential']),
    seed: count('seed', 0, 2 ** 32 - 1) ?? 1,
    ms: Object.fromEntries((values.ms ?? []).map(millisecondsIn)),
    context: Object.fromEntries((values.context ?? []).map(settingIn)),
  };
}

const units = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

function secondsIn(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, number, unit] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? [];
  const seconds = Number(number) * (units[unit as keyof typeof units] ?? Number.NaN);
  if (seconds > 0) return seconds;
  throw new UsageError(`--${flag} is ${JSON.stringify(text)}; it is written 90s, 5m, 1h or 1d.`);
}

function megabytesIn(text: string | undefined): number {
  const number = text === undefined ? 5 : /^\d/.test(text) ? Number(text) : Number.NaN;
  if (number > 0 && number <= 200) return number;
  throw new UsageError(`--mb is ${JSON.stringify(text)}; it may be a number up to 200.`);
}

function millisecondsIn(text: string): [string, number] {
  const [, folder = '', ms = ''] = /^([a-z-]+)=(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  const timed = ['resize', 'record-outcome', 'start-execution'];
  if (timed.includes(folder) && Number(ms) > 0) return [folder, Number(ms)];
  throw new UsageError(`--ms ${text}: it is written FUNCTION=N, with one of ${timed.join(', ')}.`);
}

function settingIn(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at >= 1 && !text.startsWith('delivery.')) return [text.slice(0, at), text.slice(at + 1)];
  throw new UsageError(
    `-c ${text}: a setting is written path=value; for the delivery there are --mode and --max-concurrency.`,
  );
}
