import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Message, Told } from './protocol.ts';
import { cpuMsOf, rssBytesOf } from './usage.ts';
import type { Verdict } from './verdict.ts';

export interface Limits {
  /** Of processor time: a mutant is not slow because others take the machine's. */
  cpuMs: number;
  rssBytes: number;
  /** For a process that waits for ever and computes nothing. */
  silentMs: number;
}

/** Below what the function has in Lambda. */
const limits: Limits = { cpuMs: 5_000, rssBytes: 700e6, silentMs: 120_000 };

const lookEveryMs = 50;

/** A process that takes mutants one after another. One that breaks it ends it, and the next gets a new one. */
export class WatchedChild implements AsyncDisposable {
  /** The most that a mutant took, of all that were within the limits. */
  readonly most = { cpuMs: 0, rssBytes: 0 };
  readonly #script: URL;
  readonly #limits: Limits;
  #child: ChildProcess | undefined;

  constructor(script: URL, given: Partial<Limits> = {}) {
    this.#script = script;
    this.#limits = { ...limits, ...given };
  }

  async verdictOn(mutant: Buffer): Promise<Verdict> {
    this.#child ??= await started(this.#script);
    const told = await answerOf(this.#child, mutant, this.#limits);
    const broken = typeof told === 'string' ? told : this.#overLimit(told);
    if (broken !== undefined) await this[Symbol.asyncDispose]();
    if (broken !== undefined || typeof told === 'string') return { end: 'wrong', what: broken ?? '' };
    this.most.cpuMs = Math.max(this.most.cpuMs, told.cpuMs);
    this.most.rssBytes = Math.max(this.most.rssBytes, told.peakRssBytes);
    return told.verdict;
  }

  /** What passed between two looks is known from what the process says of itself. */
  #overLimit({ cpuMs, peakRssBytes }: Told): string | undefined {
    if (cpuMs > this.#limits.cpuMs) return tookTime(cpuMs);
    return peakRssBytes > this.#limits.rssBytes ? tookMemory(peakRssBytes) : undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

async function started(script: URL): Promise<ChildProcess> {
  const child = fork(script, {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
    env: { ...process.env, MALLOC_ARENA_MAX: '1' }, // as the function has it
    // libvips and its loaders say there what they think of mutants.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  await once(child, 'message');
  return child;
}

/** What the process tells of the mutant, or what became of the process. */
function answerOf(child: ChildProcess, mutant: Buffer, { cpuMs, rssBytes, silentMs }: Limits) {
  const pid = child.pid ?? 0;
  const cpuBefore = cpuMsOf(pid) ?? 0;
  const begun = performance.now();
  return new Promise<Told | string>((resolve) => {
    const watch = setInterval(look, lookEveryMs);
    const end = (what: Told | string) => {
      clearInterval(watch);
      child.off('message', hear).off('exit', die);
      resolve(what);
    };
    const hear = (message: Message) => {
      if (message !== 'ready') end(message);
    };
    const die = (code: number | null, signal: string | null) =>
      end(`crashed: ${signal ?? `exit code ${code}`}`);
    child.on('message', hear).on('exit', die);
    child.send(mutant, (error) => error && end(`took no mutant: ${error.message}`));

    function look(): void {
      const cpu = (cpuMsOf(pid) ?? 0) - cpuBefore;
      const rss = rssBytesOf(pid) ?? 0;
      const waited = performance.now() - begun;
      if (cpu > cpuMs) end(tookTime(cpu));
      else if (rss > rssBytes) end(tookMemory(rss));
      else if (waited > silentMs) end(`silent for ${Math.round(waited / 1000)} s`);
    }
  });
}

function tookTime(cpuMs: number): string {
  return `took ${(cpuMs / 1000).toFixed(1)} s of the processor`;
}

function tookMemory(bytes: number): string {
  return `took ${Math.round(bytes / 1e6)} MB`;
}
