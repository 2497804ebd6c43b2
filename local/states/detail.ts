import type { ExecutionDetail, StateVisit } from '../console/api.ts';
import type { HistoryEvent } from './history.ts';
import { redrivability } from './redrivable.ts';
import type { Execution } from './store.ts';

type Open = { -readonly [Key in keyof StateVisit]: StateVisit[Key] } & {
  failures: { at: string; error: string; cause: string }[];
};

/** An execution as the page shows it. */
export function detailOf(
  execution: Execution,
  history: readonly HistoryEvent[],
  now: number,
): ExecutionDetail {
  const { arn, machineArn, name, status, begunAt, endedAt, redrives, input, output, error, cause } =
    execution;
  return {
    arn,
    machineArn,
    name,
    status,
    ...(begunAt !== null && { startedAt: isoTime(begunAt) }),
    ...(endedAt !== null && { endedAt: isoTime(endedAt) }),
    redrives,
    redrivable: redrivability(execution, now, history.length).redrivable,
    input: JSON.parse(input),
    ...(output !== null && { output: JSON.parse(output) }),
    ...(error !== null && { error }),
    ...(cause !== null && { cause }),
    visits: visitsOf(history),
  };
}

function visitsOf(history: readonly HistoryEvent[]): StateVisit[] {
  const visits: Open[] = [];
  let tries = 0;
  let lastTryFailed = false;
  for (const { type, at, details } of history) {
    const [said = {}] = Object.values(details) as Record<string, string | undefined>[];
    const time = isoTime(at);
    const [, entered] = /^(\w+)StateEntered$/.exec(type) ?? [];
    if (entered !== undefined) {
      tries = 0;
      lastTryFailed = false;
      const { name: state = '', input = 'null' } = said;
      visits.push({
        ...{ state, type: entered, enteredAt: time, input: JSON.parse(input) },
        ...{ failures: [], retries: 0, outcome: 'running' },
      });
      continue;
    }
    const visit = visits.at(-1);
    if (visit === undefined || visit.outcome !== 'running') continue;
    const { error = '', cause = '' } = said;
    if (type === 'TaskScheduled') {
      visit.retries = tries++;
    } else if (type === 'TaskFailed' || type === 'TaskTimedOut') {
      lastTryFailed = true;
      visit.failures.push({ at: time, error, cause });
    } else if (type === 'TaskSucceeded') {
      lastTryFailed = false;
    } else if (type.endsWith('StateExited')) {
      visit.leftAt = time;
      visit.output = JSON.parse(said.output ?? 'null');
      visit.outcome = lastTryFailed ? 'caught' : 'succeeded';
    } else if (/^Execution(Failed|TimedOut|Aborted)$/.test(type)) {
      visit.leftAt = time;
      visit.outcome = 'failed';
      const last = visit.failures.at(-1);
      const told = last?.error === error && last.cause === cause;
      if (type === 'ExecutionFailed' && !told) visit.failures.push({ at: time, error, cause });
    }
  }
  return visits;
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
