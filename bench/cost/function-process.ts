import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { FunctionSpec } from '../../local/deployment.ts';
import { environmentVariables } from '../../local/lambda/variables.ts';

export type Asked = { mark: string } & (
  | { kind: 'load'; file: string }
  | { kind: 'invoke'; event: unknown; context: object }
);

/** In milliseconds. */
export interface Done {
  result: unknown;
  ms: number;
  cpuMs: number;
  peakMegabytes: number;
}

/** One invocation: what it took, and what it wrote into its log. */
export interface Invocation extends Done {
  lines: readonly string[];
}

const root = new URL('../../', import.meta.url);

/** A function in a process of its own, from source, under the environment that the template gives it. */
export class FunctionProcess implements AsyncDisposable {
  readonly spec: FunctionSpec;
  readonly invocations: Invocation[] = [];
  private readonly child: ChildProcess;
  private readonly output: Interface;
  private readonly lines: string[] = [];
  private readonly loading: Promise<Invocation>;

  constructor(spec: FunctionSpec, reach: Readonly<Record<string, string>>) {
    this.spec = spec;
    this.child = fork(fileURLToPath(new URL('./function-program.ts', import.meta.url)), [], {
      env: environmentVariables(spec, fileURLToPath(root), reach),
      execArgv: ['--disable-warning=ExperimentalWarning'],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    this.output = createInterface({ input: this.child.stdout as Readable });
    this.output.on('line', (line) => this.lines.push(line));
    this.loading = this.ask({ kind: 'load', file: new URL(spec.entry, root).href });
    this.loading.catch(() => {}); // whoever invokes it hears of this
  }

  /** What loading it took. */
  get loaded(): Promise<Invocation> {
    return this.loading;
  }

  async invoke(event: unknown): Promise<unknown> {
    await this.loading;
    const { name, arn, memoryMegabytes } = this.spec;
    const context = {
      functionName: name,
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      memoryLimitInMB: `${memoryMegabytes}`,
      awsRequestId: randomUUID(),
    };
    const invocation = await this.ask({ kind: 'invoke', event, context });
    this.invocations.push(invocation);
    return invocation.result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  private async ask(
    asked: { kind: 'load'; file: string } | { kind: 'invoke'; event: unknown; context: object },
  ) {
    const mark = `\u0000${randomUUID()}`;
    const ended = new AbortController();
    const { signal } = ended;
    const begun = this.lines.length;
    const died = once(this.child, 'exit', { signal }).then(([status]) => {
      throw new Error(`The function ${this.spec.folder} ended its process with status ${status}.`);
    });
    const answered = once(this.child, 'message', { signal }).then(([done]) => done as Done);
    const logged = this.marked(mark);
    this.child.send({ ...asked, mark } satisfies Asked);
    try {
      const [done] = await Promise.race([Promise.all([answered, logged]), died]);
      return { ...done, lines: this.lines.slice(begun).filter((line) => line !== mark) };
    } finally {
      ended.abort();
    }
  }

  /** Resolves when all that was written before the mark has been read. */
  private marked(mark: string): Promise<void> {
    return new Promise((resolve) => {
      const look = (line: string) => {
        if (line !== mark) return;
        this.output.off('line', look);
        resolve();
      };
      this.output.on('line', look);
    });
  }
}
