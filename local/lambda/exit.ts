import { constants } from 'node:os';

const words: Readonly<Record<string, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
};

/** How Lambda words the end of a runtime that gave no answer. */
export function wordsOfExit(status: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) {
    return `Runtime exited with error: signal: ${words[signal] ?? `signal ${constants.signals[signal]}`}`;
  }
  return status === 0 || status === null
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: exit status ${status}`;
}
