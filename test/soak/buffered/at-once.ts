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
  const file = join(data, 'logs', `${folder}.log`);
  const texts = [`${file}.1`, file].filter(existsSync).map((each) => readFileSync(each, 'utf8'));
  const begun = new Set<string>();
  let most = 0;
  let count = 0;
  const problems: string[] = [];
  for (const [, what, id = ''] of texts.join('').matchAll(/\t(START|END) RequestId: (\S+)/g)) {
    if (what === 'START') {
      begun.add(id);
      count += 1;
      most = Math.max(most, begun.size);
    } else if (!begun.delete(id)) problems.push(`${folder}.log has the end of ${id}, and not its start`);
  }
  problems.push(...[...begun].map((id) => `${folder}.log has the start of ${id}, and not its end`));
  return { most, count, problems };
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
