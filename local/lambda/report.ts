import type { Failure } from './error.ts';
import type { FromRuntime } from './messages.ts';

/** How a piece of work ended, loading the function included. */
export type Ending =
  | { kind: 'result'; result: string }
  | { kind: 'failed'; status: 'error' | 'timeout'; failure: Failure };

export function endingOf(told: FromRuntime): Ending {
  if (told.kind === 'ready') return { kind: 'result', result: '' };
  if (told.kind === 'result') return told;
  return { kind: 'failed', status: 'error', failure: told.failure };
}

/** The lines that Lambda itself writes into a function's log. */
export class Report {
  private readonly memoryMegabytes: number;
  private since = performance.now();
  /** Of the first invocation alone. */
  private initMs: number | undefined;
  private peakBytes = 0;

  constructor(memoryMegabytes: number) {
    this.memoryMegabytes = memoryMegabytes;
  }

  memory(bytes: number): void {
    this.peakBytes = Math.max(this.peakBytes, bytes);
  }

  init(): string[] {
    this.since = performance.now();
    return [`INIT_START Runtime Version: nodejs:24 (${process.version})`];
  }

  initialized(ending: Ending): string[] {
    this.initMs = performance.now() - this.since;
    if (ending.kind === 'result') return [];
    return [`INIT_REPORT Init Duration: ${this.initMs.toFixed(2)} ms\tPhase: init${statusOf(ending)}`];
  }

  start(requestId: string): string[] {
    this.since = performance.now();
    return [`START RequestId: ${requestId} Version: $LATEST`];
  }

  end(requestId: string, ending: Ending): string[] {
    const ms = performance.now() - this.since;
    const { initMs = 0 } = this;
    this.initMs = undefined;
    const parts = [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${ms.toFixed(2)} ms`,
      `Billed Duration: ${Math.ceil(ms + initMs)} ms`, // Lambda bills both
      `Memory Size: ${this.memoryMegabytes} MB`,
      `Max Memory Used: ${Math.ceil(this.peakBytes / 1024 / 1024)} MB`,
      ...(initMs > 0 ? [`Init Duration: ${initMs.toFixed(2)} ms`] : []),
    ];
    return [`END RequestId: ${requestId}`, `${parts.join('\t')}${statusOf(ending)}`];
  }
}

function statusOf(ending: Ending): string {
  if (ending.kind === 'result') return '';
  if (ending.status === 'timeout') return '\tStatus: timeout';
  return `\tStatus: error\tError Type: ${ending.failure.errorType}`;
}
