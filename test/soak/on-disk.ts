import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Execution, Injection, Letter, World } from './account/world.ts';

// What has no listing that one could ask for: an Express execution, an event in an outbox, a message in somebody's hand.
// The databases of a darkroom may be read beside it, as with sqlite3 by hand.

/** From some queues nothing takes: messages come to rest there, for an operator. */
const atRest = ['Parked', 'Undelivered', 'Untold'];
const isAtRest = `(${atRest.map((name) => `queue_name LIKE '%${name}%'`).join(' OR ')})`;
const lookEveryMs = 250;
/** Longer than any retry, redelivery or ending takes that is still to come. */
const longestWaitMs = 10 * 60_000;

/** What is still on its way, in words. In the order of the way: what has left one place is in the next one already. */
function unfinishedIn(data: string): string[] {
  const places: [string, () => number][] = [
    ['events of S3', () => count(data, 's3/s3.db', 'outbox')],
    ['messages', () => count(data, 'queues/fauxqs.db', `sqs_messages WHERE NOT ${isAtRest}`)],
    ['executions', () => executionsAtWork(data)],
    ['endings', () => count(data, 'states.db', 'outbox')],
    ['asynchronous calls', () => count(data, 'functions/async-events.db', 'events')],
  ];
  return places.flatMap(([what, countIt]) => {
    const many = countIt();
    return many === 0 ? [] : [`${many} ${what}`];
  });
}

export function executionsAtWork(data: string): number {
  return count(data, 'states.db', "executions WHERE status = 'RUNNING'");
}

/** Resolves when nothing is on its way any more, or to what still is when none of it has moved for so long. */
export async function settled(
  data: string,
  { stillMs = longestWaitMs, report }: { stillMs?: number; report(left: string): void },
): Promise<string[]> {
  let movedAt = performance.now();
  let before = '';
  for (;;) {
    const left = unfinishedIn(data);
    if (left.length === 0 || performance.now() - movedAt > stillMs) return left;
    if (left.join() !== before) movedAt = performance.now();
    before = left.join();
    report(left.join(', '));
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs)); // another process's databases tell nobody of a change
  }
}

export function onDisk(data: string): Pick<World, 'executions' | 'letters' | 'unfinished'> {
  return { unfinished: unfinishedIn(data), letters: lettersIn(data), executions: executionsIn(data) };
}

function lettersIn(data: string): Letter[] {
  const messages = rows(
    data,
    'queues/fauxqs.db',
    `SELECT queue_name AS queue, body FROM sqs_messages WHERE ${isAtRest}`,
  );
  return messages.flatMap(({ queue, body }) => {
    const event = parsed(`${body}`);
    // An ending that could not be told has the event of the upload in it, as the input of its execution.
    const upload = uploadIn(event.detail?.input === undefined ? event : JSON.parse(event.detail.input));
    const [name = ''] = atRest.filter((each) => `${queue}`.includes(each));
    return upload === undefined ? [] : [{ queue: name, ...upload }];
  });
}

function executionsIn(data: string): Execution[] {
  const published = rows(
    data,
    'states.db',
    `SELECT execution, at, type FROM events
     WHERE type IN ('TaskSucceeded', 'TaskTimedOut') AND details LIKE '%"resourceType":"sns"%'`,
  );
  const ends = Map.groupBy(published, ({ execution, type }) => `${type} ${execution}`);
  const timesOf = (end: string) => (ends.get(end) ?? []).map(({ at }) => Number(at));
  return rows(
    data,
    'states.db',
    'SELECT seq, arn, name, express, status, state, input FROM executions',
  ).flatMap(({ seq, arn, name, express, status, state, input }) => {
    const upload = uploadIn(JSON.parse(`${input}`));
    if (upload === undefined) return [];
    return {
      ...{ arn: `${arn}`, name: `${name}`, status: `${status}`, state: `${state}`, express: express === 1 },
      ...upload,
      toldAt: timesOf(`TaskSucceeded ${seq}`),
      gaveUpAt: timesOf(`TaskTimedOut ${seq}`),
    };
  });
}

function uploadIn(event: { detail?: { object?: Record<string, unknown> } }) {
  const { key, 'version-id': versionId } = event.detail?.object ?? {};
  return typeof key === 'string' && typeof versionId === 'string' ? { key, versionId } : undefined;
}

/** The journal of the faults; a line that a kill cut off is no line. */
export function journalIn(data: string): Injection[] {
  const file = join(data, 'faults.jsonl');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => {
    const injection = JSON.parse(line);
    return { ...injection, time: Date.parse(injection.time) };
  });
}

function count(data: string, file: string, from: string): number {
  return Number(rows(data, file, `SELECT count(*) AS many FROM ${from}`)[0]?.many);
}

/** A letter may be anything that somebody has sent. */
function parsed(body: string) {
  try {
    return JSON.parse(body) ?? {};
  } catch {
    return {};
  }
}

export function rows(data: string, file: string, sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(join(data, file), { readOnly: true, timeout: 5000 });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}
