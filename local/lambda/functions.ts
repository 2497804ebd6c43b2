import { join } from 'node:path';
import { setTimeout as timeout } from 'node:timers/promises';
import { compileCache } from '../compile-cache.ts';
import type { FunctionSpec } from '../deployment.ts';
import { AsyncEvents } from './async-events.ts';
import { codeOf } from './code.ts';
import { InvocationError, requestTooLarge } from './error.ts';
import { FunctionLog } from './log.ts';
import { MemoryWatch } from './memory-watch.ts';
import { type Ailment, maxEventBytes } from './messages.ts';
import { metricsIn } from './metrics.ts';
import { type InvokeOptions, Pool } from './pool.ts';

export interface Functions extends AsyncDisposable {
  /** Waits for a free environment; rejects with InvocationError. */
  invoke(arn: string, payload: unknown, options?: InvokeOptions): Promise<unknown>;
  /** As events are: two more tries, then the dead-letter queue. It is on the disk when this returns. */
  invokeAsync(arn: string, payload: unknown): void;
  /** One environment has the function loaded. */
  warm(arn: string): Promise<void>;
}

/** Stands around each invocation when its turn has come: may refuse it, or have the environment fail on it. */
export type InvocationAround = (
  folder: string,
  payload: unknown,
  work: (ailment?: Ailment) => Promise<string>,
) => Promise<string>;

export interface FunctionsOptions {
  functions: readonly FunctionSpec[];
  /** The project's, which the entries start from. */
  root: string;
  logFolder: string;
  /** For asynchronous events, bundles fit for this machine and what Node makes of them; the one of the logs unless said. */
  folder?: string;
  /** Where AWS is, and the keys to it. */
  environment: Readonly<Record<string, string>>;
  /** Environments of each function. */
  concurrency: number;
  /** Of those functions that have a number of their own. */
  concurrencyOf?: Readonly<Record<string, number>>;
  deadLetter(queueArn: string, payload: unknown, error: InvocationError): Promise<void>;
  around?: InvocationAround;
  /** An invocation was refused, or the function failed at it; not told when all of it ends. */
  onFailed?: (arn: string, error: InvocationError) => void;
  onMetrics?: (folder: string, metrics: Record<string, unknown>) => void;
  sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** The functions of a deployment, each in child processes of its own. */
export function openFunctions(options: FunctionsOptions): Functions {
  const {
    functions,
    around = (_folder, _payload, work) => work(),
    deadLetter,
    sleep = (ms, signal) => timeout(ms, undefined, { signal }),
  } = options;
  const folder = options.folder ?? options.logFolder;
  const memory = new MemoryWatch();
  const logs = new Map(
    [...new Set(functions.map((spec) => spec.folder))].map((name) => [
      name,
      new FunctionLog(join(options.logFolder, `${name}.log`)),
    ]),
  );
  const log = ({ folder: name }: FunctionSpec, requestId: string, lines: readonly string[]) => {
    logs.get(name)?.write(requestId, lines);
    if (options.onMetrics === undefined) return;
    for (const line of lines) {
      const metrics = metricsIn(line);
      if (metrics !== undefined) options.onMetrics(name, metrics);
    }
  };

  const known = new Map(
    functions.map((spec) => {
      const most = options.concurrencyOf?.[spec.arn] ?? options.concurrency;
      const pool = new Pool({
        spec,
        code: codeOf(spec, options.root, folder),
        reach: options.environment,
        // A bundle may lie in a new folder each time, and nothing ever clears that cache.
        compileCache: spec.bundle === undefined ? compileCache : join(folder, 'compile-cache'),
        memory,
        maxEnvironments: Math.min(most, spec.reservedConcurrency ?? most),
        log: (requestId, lines) => log(spec, requestId, lines),
      });
      return [spec.arn, { spec, pool }];
    }),
  );
  const find = (arn: string) => {
    const found = known.get(arn);
    if (found !== undefined) return found;
    throw new InvocationError('Lambda.ResourceNotFoundException', `Function not found: ${arn}`);
  };

  const invoke: Functions['invoke'] = async (arn, payload, invokeOptions) => {
    const { spec, pool } = find(arn);
    const event = JSON.stringify(payload) ?? 'null';
    if (Buffer.byteLength(event) > maxEventBytes) {
      throw new InvocationError(
        requestTooLarge,
        `Request must be smaller than ${maxEventBytes} bytes for the InvokeFunction operation`,
      );
    }
    try {
      return JSON.parse(
        await pool.invoke(event, (work) => around(spec.folder, payload, work), invokeOptions),
      );
    } catch (error) {
      if (error instanceof InvocationError) options.onFailed?.(arn, error);
      throw error;
    }
  };

  const events = new AsyncEvents({
    file: join(folder, 'async-events.db'),
    invoke: (arn, event, signal) => invoke(arn, JSON.parse(event), { signal }),
    sleep,
    async giveUp(arn, event, error) {
      const spec = known.get(arn)?.spec;
      if (spec?.deadLetterQueueArn === undefined) return true; // as on Lambda: dropped
      try {
        await deadLetter(spec.deadLetterQueueArn, JSON.parse(event), error);
        return true;
      } catch (problem) {
        log(spec, '-', [`An event could not be put into ${spec.deadLetterQueueArn}: ${problem}`]);
        return false;
      }
    },
  });

  const close = async () => {
    await events[Symbol.asyncDispose]();
    await Promise.all([...known.values()].map(({ pool }) => pool[Symbol.asyncDispose]()));
    for (const each of logs.values()) each[Symbol.dispose]();
  };
  let closed: Promise<void> | undefined;

  return {
    invoke,
    invokeAsync: (arn, payload) => events.add(find(arn).spec.arn, JSON.stringify(payload) ?? 'null'),
    warm: async (arn) => find(arn).pool.warm(),
    [Symbol.asyncDispose]() {
      closed ??= close();
      return closed;
    },
  };
}
