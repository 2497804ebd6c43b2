import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { FunctionSpec } from '../deployment.ts';
import type { Code } from './code.ts';
import { type Failure, invocationError } from './error.ts';
import { wordsOfExit } from './exit.ts';
import type { MemoryWatch } from './memory-watch.ts';
import type { Ailment, FromRuntime, Invoke, ToRuntime } from './messages.ts';
import { Output } from './output.ts';
import { type Ending, endingOf, Report } from './report.ts';
import { environmentVariables } from './variables.ts';

export interface EnvironmentOptions {
  spec: FunctionSpec;
  code: Code;
  /** Where AWS is, and the keys to it. */
  reach: Readonly<Record<string, string>>;
  compileCache: string;
  memory: MemoryWatch;
  log(requestId: string, lines: readonly string[]): void;
}

interface Task {
  requestId: string;
  settle(ending: Ending): void;
  /** All lines of it have been read. */
  drained: Promise<unknown>;
  /** How it ends, as soon as that is known. */
  verdict?: Ending;
}

const runtime = fileURLToPath(new URL('./runtime.ts', import.meta.url));
/** Lambda's own limit; what takes longer gets the function's time-out on top, as it does there. */
const initLimitMs = 10_000;
/** Nobody waits longer for the last lines: the function may have closed its stdout, or left it to a child. */
const lastLinesMs = 250;

/** One child process with one function in it, which works on one event at a time. */
export class Environment {
  /** The function is loaded; rejects with the InvocationError that says why it cannot be. */
  readonly ready: Promise<void>;
  /** The process has ended. */
  readonly gone: Promise<void>;
  private readonly options: EnvironmentOptions;
  private readonly child: ChildProcess;
  private readonly streams: readonly Readable[];
  private readonly outputs: readonly Output[];
  private readonly report: Report;
  private task: Task | undefined;
  private usable = true;

  constructor(options: EnvironmentOptions) {
    const { code, reach, spec, compileCache } = options;
    this.options = options;
    this.report = new Report(spec.memoryMegabytes);
    this.child = fork(runtime, [], {
      cwd: code.taskRoot,
      env: environmentVariables(spec, code.taskRoot, reach),
      execArgv: ['--disable-warning=ExperimentalWarning'],
      serialization: 'advanced', // JSON texts need no second wrapping into JSON
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true, // a group of its own: Ctrl-C is for the main process, and what a function starts ends with it
    });
    const endOfLog = `\u0000${randomUUID()}`;
    this.streams = [this.child.stdout, this.child.stderr].filter((stream) => stream !== null);
    this.outputs = this.streams.map((stream) => new Output(stream, endOfLog, (lines) => this.log(lines)));
    const exited = new Promise<string>((resolve) => {
      this.child.once('exit', (status, signal) => resolve(wordsOfExit(status, signal)));
      this.child.once('error', ({ message }) => resolve(`The runtime could not be started: ${message}`));
    });
    this.gone = exited.then((words) => this.buried(words));
    this.child.on('message', (message: FromRuntime) => void this.hear(message));
    this.ready = this.load({ kind: 'load', file: code.file, endOfLog, compileCache });
  }

  /** Can take an event. */
  get alive(): boolean {
    return this.usable;
  }

  /** From the event's JSON to the result's. */
  async invoke(event: string, ailment?: Ailment): Promise<string> {
    const { arn: functionArn, timeoutSeconds } = this.options.spec;
    const requestId = randomUUID();
    this.log(this.report.start(requestId), requestId);
    const deadline = Date.now() + timeoutSeconds * 1000;
    const invoke: Invoke = { kind: 'invoke', requestId, functionArn, event, deadline };
    const message = ailment === undefined ? invoke : { ...invoke, ailment };
    const ending = await this.work(requestId, message, timeoutSeconds * 1000);
    this.log(this.report.end(requestId, ending), requestId);
    if (ending.kind === 'failed') throw invocationError(ending.failure);
    return ending.result;
  }

  /** Ends it, with all that the function has started, whatever they are doing. */
  stop(): Promise<void> {
    this.usable = false;
    this.kill();
    return this.gone;
  }

  private async load(message: ToRuntime): Promise<void> {
    const requestId = randomUUID();
    this.log(this.report.init(), requestId);
    const ending = await this.work(requestId, message, initLimitMs + this.options.spec.timeoutSeconds * 1000);
    this.log(this.report.initialized(ending), requestId);
    if (ending.kind === 'result') return;
    await this.stop();
    throw invocationError(ending.failure);
  }

  /** Sends a message, and waits for the answer or for what comes in its place. */
  private async work(requestId: string, message: ToRuntime, limitMs: number): Promise<Ending> {
    const { memory } = this.options;
    const { pid } = this.child;
    const ended = new Promise<Ending>((settle) => {
      const drained = Promise.all(this.outputs.map((output) => output.end()));
      this.task = { requestId, settle, drained };
    });
    const timer = setTimeout(() => this.timeOut(), limitMs);
    const unwatch = pid === undefined ? () => {} : memory.watch(pid, (bytes) => this.sawMemory(bytes));
    if (this.child.connected) this.child.send(message, () => {}); // one that is going says so by its end
    try {
      return await ended;
    } finally {
      clearTimeout(timer);
      unwatch();
      this.task = undefined;
    }
  }

  private async hear(message: FromRuntime): Promise<void> {
    if (message.kind === 'error' && message.fatal) this.usable = false;
    this.report.memory(message.peakBytes);
    const { task } = this;
    if (task === undefined || task.verdict !== undefined) return;
    task.verdict = endingOf(message);
    await within(lastLinesMs, task.drained);
    task.settle(task.verdict);
  }

  /** As Lambda does it: without a word, the kernel kills what has more than it may. */
  private sawMemory(bytes: number): void {
    this.report.memory(bytes);
    if (bytes > this.options.spec.memoryMegabytes * 1024 * 1024) void this.stop();
  }

  private timeOut(): void {
    const { task } = this;
    if (task === undefined || task.verdict !== undefined) return;
    const text = `Task timed out after ${this.options.spec.timeoutSeconds.toFixed(2)} seconds`;
    const failure = failureOf('Sandbox.Timedout', task, text);
    task.verdict = { kind: 'failed', status: 'timeout', failure };
    this.log([text]);
    void this.stop();
  }

  private async buried(words: string): Promise<void> {
    this.usable = false;
    this.kill();
    const open = this.streams.filter((stream) => !stream.closed).map((stream) => once(stream, 'close'));
    if (this.child.connected) open.push(once(this.child, 'disconnect')); // its last message may still be on its way
    await within(lastLinesMs, Promise.all(open));
    const { task } = this;
    if (task === undefined) return;
    const failure = failureOf('Runtime.ExitError', task, words);
    task.settle(task.verdict ?? { kind: 'failed', status: 'error', failure });
  }

  /** The whole group; nothing, when all of it has ended. */
  private kill(): void {
    const { pid } = this.child;
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    } catch {}
  }

  private log(lines: readonly string[], requestId = this.task?.requestId ?? '-'): void {
    this.options.log(requestId, lines);
  }
}

function failureOf(errorType: string, { requestId }: Task, text: string): Failure {
  return { errorType, errorMessage: `RequestId: ${requestId} Error: ${text}` };
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}
