import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { usualFolder } from './connection.ts';
import { numberIn, settingIn, typedFlags, UsageError } from './typed-flags.ts';

export interface Flags {
  help: boolean;
  ports: Ports;
  /** The folder that everything is kept in. */
  data: string;
  /** How many events each function works on at once. */
  concurrency: number;
  /** Run the bundles that deploy, and not the source. */
  bundled: boolean;
  /** The file that says what is to go wrong. */
  faults: string | undefined;
  /** What is waited for is multiplied by it: above 0, up to 1. */
  timeScale: number;
  /** What `-c` gave: settings as for `cdk deploy`. */
  context: Record<string, string>;
}

interface Ports {
  page: number;
  aws: number;
  links: number;
}

const firstPort = 4100;
const counted = { whole: true, digits: true };
const anyPort = { least: 0, most: 65_535, ...counted };

export const usage = `Runs darkroom on this machine: the page, the upload links, S3, SQS, SNS, Step Functions and the functions.

Usage: npm start -- [flags]

  --port N           the page's port (${firstPort}); the other two follow it unless they are given
  --aws-port N       S3, SQS, SNS and Step Functions (${firstPort + 1})
  --links-port N     the Function URL that makes upload links (${firstPort + 2})
  --data FOLDER      where photos, thumbnails and histories are kept (${usualFolder})
  --concurrency N    how many photos are resized at once (${availableParallelism()}, the cores of this machine)
  --bundled          run the bundles that deploy, in place of the source; takes some seconds more to start
  --faults FILE      what is to go wrong, and where: docs/local.md has the format
  --time-scale N     waits N times as long (above 0, up to 1) between retries and for what does not answer
  -c path=value      a setting, as for cdk deploy; may be given several times
  --help             this text

Examples:
  npm start -- -c delivery.mode=buffered -c delivery.maxConcurrency=2
  npm start -- -c links.auth=none
  npm start -- --port 4200 --data .darkroom-second

Settings are those of cdk.json; docs/settings.md lists them. Port 0 takes any that is free.`;

const options = {
  port: { type: 'string' },
  'aws-port': { type: 'string' },
  'links-port': { type: 'string' },
  data: { type: 'string' },
  concurrency: { type: 'string' },
  bundled: { type: 'boolean' },
  faults: { type: 'string' },
  'time-scale': { type: 'string' },
  context: { type: 'string', short: 'c', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the command line, or throws a UsageError that says what is wrong with it. */
export function readFlags(args: readonly string[]): Flags {
  const values = typedFlags(args, options);
  const port = numberIn('port', values.port, { ...anyPort, most: 65_533 }) ?? firstPort;
  const next = (by: number) => (port === 0 ? 0 : port + by);
  const ports = {
    page: port,
    aws: numberIn('aws-port', values['aws-port'], anyPort) ?? next(1),
    links: numberIn('links-port', values['links-port'], anyPort) ?? next(2),
  };
  const taken = Object.values(ports).filter((each) => each !== 0);
  if (new Set(taken).size < taken.length) throw new UsageError('The three ports have to be different.');
  return {
    help: values.help ?? false,
    ports,
    data: resolve(values.data ?? usualFolder),
    concurrency:
      numberIn('concurrency', values.concurrency, { least: 1, most: 256, ...counted }) ??
      availableParallelism(),
    bundled: values.bundled ?? false,
    faults: values.faults === undefined ? undefined : resolve(values.faults),
    timeScale: scaleIn(values['time-scale'] ?? '1'),
    context: Object.fromEntries(
      (values.context ?? []).map((text) => settingIn(text, 'delivery.mode=buffered')),
    ),
  };
}

function scaleIn(text: string): number {
  const scale = /^(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  if (scale > 0 && scale <= 1) return scale;
  throw new UsageError(
    `--time-scale is ${JSON.stringify(text)}; it may be a number above 0 and up to 1, as 0.1.`,
  );
}
