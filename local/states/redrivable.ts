import { mostEvents } from './history.ts';
import type { Execution } from './store.ts';

const redrivableFor = 14 * 24 * 3600 * 1000;

/** Whether RedriveExecution takes it, and if not why, in the words of AWS. */
export function redrivability(
  { express, status, endedAt }: Execution,
  now: number,
  events = 0,
): { redrivable: boolean; reason?: string } {
  const not = (reason: string) => ({ redrivable: false, reason });
  if (express) return not('Executions of EXPRESS state machines cannot be redriven');
  if (status === 'RUNNING' || status === 'SUCCEEDED') {
    return not(`Execution is ${status} and cannot be redriven`);
  }
  if (now - (endedAt ?? now) > redrivableFor) return not('Execution redrivable period exceeded');
  if (events >= mostEvents) return not('Execution history event limit exceeded');
  return { redrivable: true };
}
