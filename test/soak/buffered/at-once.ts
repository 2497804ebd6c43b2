import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rows } from '../on-disk.ts';

export interface AtOnce {
  /** How many were at work at the same moment, at the most. */
  most: number;
  /** How many there were in all. */
  count: number;
  problems: readonly string[];
}

/**
 * By a function's own log: its lines START and END are written one after the other by the process that hands out the
 * work, so that their order is that of the work. The log and the one before it are kept.
 */
export function invocationsAtOnce(data: string, folder: string): AtOnce {
  const begun = new Set<string>();
  let most = 0;
  let count = 0;
  const problems: string[] = [];
  for (const [, what, id = ''] of logOf(data, folder).matchAll(/\t(START|END) RequestId: (\S+)/g)) {
    if (what === 'START') {
      begun.add(id);
      count += 1;
      most = Math.max(most, begun.size);
    } else if (!begun.delete(id)) problems.push(`${folder}.log has the end of ${id}, and not its start`);
  }
  problems.push(...[...begun].map((id) => `${folder}.log has the start of ${id}, and not its end`));
  return { most, count, problems };
}

/** How often a function failed with an error of this name. */
export function failuresOf(data: string, folder: string, error: string): number {
  return logOf(data, folder).split(`\tError Type: ${error}`).length - 1;
}

/** By the histories: an execution is at work from the moment that its turn has come. */
export function executionsAtOnce(data: string): AtOnce {
  const executions = rows(data, 'states.db', 'SELECT begunAt, endedAt FROM executions');
  const changes = executions.flatMap(({ begunAt, endedAt }) => [
    { at: Number(begunAt), by: 1 },
    { at: Number(endedAt), by: -1 },
  ]);
  let atWork = 0;
  let most = 0;
  for (const { by } of changes.sort((a, b) => a.at - b.at || a.by - b.by)) {
    atWork += by;
    most = Math.max(most, atWork);
  }
  return { most, count: executions.length, problems: [] };
}

function logOf(data: string, folder: string): string {
  const file = join(data, 'logs', `${folder}.log`);
  const kept = [`${file}.1`, file].filter((each) => existsSync(each));
  return kept.map((each) => readFileSync(each, 'utf8')).join('');
}
