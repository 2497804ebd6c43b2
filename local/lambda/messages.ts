import type { Failure } from './error.ts';

// What the main process and an environment say to each other. Events and results travel as the JSON texts that they are
// on AWS, so that nothing but JSON can get across.

export interface Load {
  kind: 'load';
  /** The module with the handler: an absolute path. */
  file: string;
  /** Ends each invocation's part of stdout and stderr; secret to the process, so that no line of a log can be it. */
  endOfLog: string;
  compileCache: string;
}

export interface Invoke {
  kind: 'invoke';
  requestId: string;
  functionArn: string;
  event: string;
  /** ms since 1970 */
  deadline: number;
  /** How the environment is to fail on it. */
  ailment?: Ailment;
}

/** As functions fail that nobody made to: `-after` when the handler has done its work, else in its place. */
export type Ailment = 'crash' | 'crash-after' | 'hang' | 'hang-after' | 'out-of-memory';

export type ToRuntime = Load | Invoke;

/** With the most memory that the process has had at once. */
export type FromRuntime = { peakBytes: number } & (
  | { kind: 'ready' }
  | { kind: 'unusable'; failure: Failure }
  | { kind: 'result'; result: string }
  | { kind: 'error'; failure: Failure /** The process ends of it. */; fatal: boolean }
);

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const maxEventBytes = 6 * 1024 * 1024;
export const maxAsyncEventBytes = 1024 * 1024;
/** Lambda grants answers a hundred bytes more. */
export const maxResultBytes = maxEventBytes + 100;
