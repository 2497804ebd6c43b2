import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OneMachine, oneMachine } from '../support/one-machine.ts';

/** A darkroom that is started again at once, with the same folder and ports, whenever it is killed. */
export interface Supervised extends AsyncDisposable {
  /** Addresses, folder and keys: the same all the time. */
  readonly machine: Omit<OneMachine, 'live' | 'process' | 'kill' | typeof Symbol.asyncDispose>;
  readonly about: OneMachine['live']['snapshot']['about'];
  /** Of the process that is up just now. */
  readonly pid: number | undefined;
  /** When it was seen to end by SIGKILL, in milliseconds. */
  readonly deaths: readonly number[];
  /** What must not have been: it ended otherwise than by SIGKILL, did not come up again, left a process behind. */
  readonly problems: string[];
  /** Resolves when it answers. */
  up(): Promise<void>;
  /** Ends it as Ctrl-C does, and looks for what is left of it. The folder stays until it is disposed of. */
  stop(): Promise<void>;
}

/** As docs/local.md has it. */
export interface FaultsFile {
  seed: number;
  faults: readonly object[];
}

/** Starts in a row that came to nothing; more are no bad luck. */
const mostFailedStarts = 30;
const goneWithinMs = 20_000;

export async function supervised(settings: readonly string[], faults?: FaultsFile): Promise<Supervised> {
  const data = await mkdtemp(join(tmpdir(), 'darkroom-soak-'));
  const file = join(data, 'faults.json');
  if (faults !== undefined) await writeFile(file, JSON.stringify(faults));
  const flags = [...settings, ...(faults === undefined ? [] : ['--faults', file])];
  const problems: string[] = [];
  const deaths: number[] = [];
  let stopping = false;
  let failed = 0;
  let stderr = '';
  const first = await start([]);
  const { page, aws, links } = first;
  const { about } = first.live.snapshot;
  const ports = [
    ...['--port', portOf(page)],
    ...['--aws-port', portOf(aws)],
    ...['--links-port', portOf(links)],
  ];
  let running: OneMachine | undefined = first;
  const watching = watch();

  async function start(more: readonly string[]): Promise<OneMachine> {
    for (;;) {
      try {
        const machine = await oneMachine({ data, flags: [...flags, ...more] });
        failed = 0;
        stderr = '';
        machine.process.stderr?.on('data', (chunk) => {
          stderr = `${stderr}${chunk}`.slice(-2000);
        });
        return machine;
      } catch (error) {
        failed += 1;
        deaths.push(Date.now());
        if (failed === mostFailedStarts) throw error; // a kill on the way up is not the last one, but this is no kill
      }
    }
  }

  async function watch(): Promise<void> {
    while (running !== undefined) {
      const { process: child, live } = running;
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      live[Symbol.dispose]();
      running = undefined;
      if (stopping) return;
      if (child.signalCode === 'SIGKILL') deaths.push(Date.now());
      else problems.push(`it ended by itself (${child.exitCode}): ${stderr}`);
      running = await start(ports).catch((error) => {
        problems.push(`it does not come up any more: ${(error as Error).message}`);
        return undefined;
      });
      if (stopping) await running?.kill('SIGINT');
    }
  }

  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    await running?.kill('SIGINT');
    await watching;
    problems.push(...(await leftBehind(first.credentials.secretAccessKey)));
  }

  return {
    machine: first,
    about,
    problems,
    get pid() {
      return running?.process.pid;
    },
    deaths,
    up: () => answers(page),
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}

async function answers(page: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${page}/api/notices`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100)); // it is being started, and tells nobody when it is up
  }
}

function portOf(origin: string): string {
  return new URL(origin).port;
}

/** Functions are given the key pair, which no other darkroom has: whoever has it still is one of ours. Linux alone. */
async function leftBehind(secret: string): Promise<string[]> {
  const until = performance.now() + goneWithinMs;
  for (;;) {
    const left = await processesWith(secret);
    if (left.length === 0) return [];
    if (performance.now() > until) return left.map((pid) => `a process was left behind: ${pid}`);
    await new Promise((resolve) => setTimeout(resolve, 100)); // nothing tells of the end of a process that is not ours
  }
}

async function processesWith(secret: string): Promise<string[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
      return environment.includes(secret) ? [pid] : [];
    }),
  );
  return found.flat();
}
