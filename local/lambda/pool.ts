import { Environment, type EnvironmentOptions } from './environment.ts';
import { FunctionsClosedError, throttledError } from './error.ts';
import type { Ailment } from './messages.ts';

export interface InvokeOptions {
  /** An environment has the event: from here time counts. */
  onBegin?: () => void;
  signal?: AbortSignal;
}

/** Stands around the work on an event, whose turn has come. */
export type Around = (work: (ailment?: Ailment) => Promise<string>) => Promise<string>;

interface Waiting {
  event: string;
  around: Around;
  begun: () => void;
  resolve: (result: string) => void;
  reject: (error: unknown) => void;
}

interface PoolOptions extends EnvironmentOptions {
  maxEnvironments: number;
  /** As long as Lambda leaves an environment, more or less, unless said; the one that was used last stays. */
  idleMs?: number;
}

const usualIdleMs = 5 * 60_000;

/** The environments of one function, and the line of the events that wait for one. */
export class Pool implements AsyncDisposable {
  private readonly options: PoolOptions;
  private readonly all = new Set<Environment>();
  /** The one that was used last is at the end, and is used first. */
  private readonly idle: { environment: Environment; timer: NodeJS.Timeout }[] = [];
  private readonly line = new Set<Waiting>();
  private starting = 0;
  private working = 0;
  private closed = false;

  constructor(options: PoolOptions) {
    this.options = options;
  }

  /** From the event's JSON to the result's; in the order in which they came. */
  async invoke(event: string, around: Around, { onBegin, signal }: InvokeOptions = {}): Promise<string> {
    signal?.throwIfAborted();
    this.refuseAboveReserved();
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const waiting: Waiting = { event, around, begun: () => onBegin?.(), resolve, reject };
    const leave = () => {
      this.line.delete(waiting);
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', leave, { once: true });
    this.line.add(waiting);
    this.advance();
    try {
      return await promise;
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  /** One environment has the function loaded. */
  async warm(): Promise<void> {
    if (this.closed) throw new FunctionsClosedError();
    const [environment = this.start()] = this.all;
    await environment.ready;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closed = true;
    for (const { reject } of this.line) reject(new FunctionsClosedError());
    this.line.clear();
    for (const { timer } of this.idle.splice(0)) clearTimeout(timer);
    await Promise.all([...this.all].map((environment) => environment.stop()));
  }

  private refuseAboveReserved(): void {
    const { reservedConcurrency } = this.options.spec;
    if (this.closed) throw new FunctionsClosedError();
    if (reservedConcurrency === undefined || this.working + this.line.size < reservedConcurrency) return;
    throw throttledError('ReservedFunctionConcurrentInvocationLimitExceeded');
  }

  /** Gives the first in the line to an environment, or starts one for it. */
  private advance(): void {
    for (const waiting of this.line) {
      const environment = this.takeIdle();
      if (environment === undefined) break;
      this.line.delete(waiting);
      void this.work(environment, waiting);
    }
    while (this.starting < this.line.size && this.all.size < this.options.maxEnvironments) this.start();
  }

  private async work(
    environment: Environment,
    { event, around, begun, resolve, reject }: Waiting,
  ): Promise<void> {
    this.working++;
    try {
      const work = (ailment?: Ailment) => {
        begun();
        return environment.invoke(event, ailment);
      };
      resolve(await around(work));
    } catch (error) {
      reject(this.closed ? new FunctionsClosedError() : error);
    } finally {
      this.working--;
      this.rest(environment);
      this.advance();
    }
  }

  private start(): Environment {
    const environment = new Environment(this.options);
    this.all.add(environment);
    this.starting++;
    void environment.ready
      .then(
        () => this.rest(environment),
        (error: unknown) => this.failFirst(error),
      )
      .finally(() => this.starting--)
      .then(() => this.advance());
    void environment.gone.then(() => {
      this.forget(environment);
      this.advance();
    });
    return environment;
  }

  /** On Lambda, too, the event for whose sake the function was loaded gets the error of that. */
  private failFirst(error: unknown): void {
    const [first] = this.line;
    if (first === undefined) return;
    this.line.delete(first);
    first.begun();
    first.reject(error);
  }

  private rest(environment: Environment): void {
    if (!environment.alive || this.closed) {
      this.forget(environment);
      return void environment.stop();
    }
    const timer = setTimeout(() => {
      if (this.all.size === 1) return;
      this.forget(environment); // at once, so that two whose time is over together do not both go
      void environment.stop();
    }, this.options.idleMs ?? usualIdleMs).unref();
    this.idle.push({ environment, timer });
  }

  private takeIdle(): Environment | undefined {
    for (let resting = this.idle.pop(); resting !== undefined; resting = this.idle.pop()) {
      clearTimeout(resting.timer);
      if (resting.environment.alive) return resting.environment;
    }
    return undefined;
  }

  private forget(environment: Environment): void {
    this.all.delete(environment);
    const index = this.idle.findIndex((resting) => resting.environment === environment);
    for (const { timer } of index < 0 ? [] : this.idle.splice(index, 1)) clearTimeout(timer);
  }
}
