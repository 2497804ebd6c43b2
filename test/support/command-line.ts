import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { OneMachine } from './one-machine.ts';

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

interface Options {
  env?: Record<string, string>;
  cwd?: string;
}

const entry = new URL('../../cli/darkroom.mjs', import.meta.url).pathname;

/** Nothing of the host's AWS: no profile, no keys, no region, no metadata service. */
const noAws = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(?:AWS_|NODE_OPTIONS$|NO_COLOR$|FORCE_COLOR$)/.test(name),
  ),
);
const bare = {
  ...noAws,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

/** `darkroom …` in a process of its own, as it runs behind a pipe. */
export function begin(
  args: readonly string[],
  { env = {}, cwd = process.cwd() }: Options = {},
): ChildProcess {
  return spawn(process.execPath, [entry, ...args], {
    env: { ...bare, ...env },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export async function darkroom(args: readonly string[], options: Options = {}): Promise<Ended> {
  return ended(begin(args, options));
}

export async function ended(child: ChildProcess): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk) => {
      said[name] += chunk;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}

/** The command with the darkroom of this machine. */
export function on({ data }: OneMachine) {
  return (...args: string[]) => darkroom([...args, '--data', data]);
}

/** Each line of `--json`. */
export function objects<Shape = Record<string, unknown>>({ stdout }: Pick<Ended, 'stdout'>): Shape[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Shape);
}

/** The lines of a command that goes on, as they come; ends when it says nothing more. */
export function linesOf(child: ChildProcess): AsyncIterable<string> {
  return createInterface({ input: child.stdout as NodeJS.ReadableStream });
}
