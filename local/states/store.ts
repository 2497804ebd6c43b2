import { join } from 'node:path';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { ExecutionStatus } from '../console/api.ts';
import { openDatabase, transaction } from '../database.ts';
import type { BusEvent } from '../events/event.ts';
import type { HistoryEvent, NewEvent } from './history.ts';

// `turn` is the place in the line of those that wait to be interpreted; null when it has come. What was begun when
// the process ended has a turn below zero. The events are most of the file, and half as long as they would be WITHOUT
// ROWID, which gives each that has more than a kilobyte pages of its own.
const schema = `
  CREATE TABLE IF NOT EXISTS definitions (hash TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS executions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    arn TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    machineArn TEXT NOT NULL,
    express INTEGER NOT NULL,
    awaited INTEGER NOT NULL,
    definition TEXT NOT NULL REFERENCES definitions (hash),
    input TEXT NOT NULL,
    status TEXT NOT NULL,
    turn INTEGER,
    startedAt INTEGER NOT NULL,
    begunAt INTEGER,
    endedAt INTEGER,
    state TEXT,
    output TEXT,
    error TEXT,
    cause TEXT,
    redrives INTEGER NOT NULL DEFAULT 0,
    redrivenAt INTEGER
  );
  CREATE INDEX IF NOT EXISTS line ON executions (turn) WHERE turn IS NOT NULL;
  CREATE INDEX IF NOT EXISTS running ON executions (seq) WHERE status = 'RUNNING';
  CREATE INDEX IF NOT EXISTS ofMachine ON executions (machineArn, seq);
  CREATE INDEX IF NOT EXISTS named ON executions (name);
  CREATE TABLE IF NOT EXISTS events (
    execution INTEGER NOT NULL,
    id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    type TEXT NOT NULL,
    details TEXT NOT NULL,
    PRIMARY KEY (execution, id)
  );
  CREATE TABLE IF NOT EXISTS outbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, event TEXT NOT NULL);
`;

/** Times are in milliseconds, input and output JSON as it came. */
export interface Execution {
  seq: number;
  arn: string;
  name: string;
  machineArn: string;
  express: boolean;
  /** Somebody waits for its end, and starts another one when the process ends before. */
  awaited: boolean;
  /** The hash of the definition that it was started with. */
  definition: string;
  input: string;
  status: ExecutionStatus;
  turn: number | null;
  startedAt: number;
  begunAt: number | null;
  endedAt: number | null;
  /** The state entered last. */
  state: string | null;
  output: string | null;
  error: string | null;
  cause: string | null;
  redrives: number;
  redrivenAt: number | null;
}

export type Store = ReturnType<typeof openStore>;

/** Executions with their histories, and the events that are still to be handed on. */
export function openStore(folder: string) {
  const database = openDatabase(join(folder, 'states.db'), 'quick', schema);
  const prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  const sql = (text: string) => {
    const statement = prepared.get(text) ?? database.prepare(text);
    prepared.set(text, statement);
    return statement;
  };
  const execution = (row: unknown): Execution | undefined =>
    row === undefined
      ? undefined
      : { ...(row as Execution), express: isSet(row, 'express'), awaited: isSet(row, 'awaited') };
  const executions = (rows: unknown[]) => rows.map((row) => execution(row) as Execution);

  return {
    transaction: <Result>(work: () => Result): Result => transaction(database, work),
    close: () => database.close(),

    keepDefinition(hash: string, text: string): void {
      sql('INSERT INTO definitions VALUES (?, ?) ON CONFLICT DO NOTHING').run(hash, text);
    },

    definition(hash: string): string {
      const { text } = sql('SELECT text FROM definitions WHERE hash = ?').get(hash) as { text: string };
      return text;
    },

    add(
      each: Pick<Execution, 'arn' | 'name' | 'machineArn' | 'express' | 'awaited'> &
        Pick<Execution, 'definition' | 'input' | 'startedAt'>,
    ): number {
      const { lastInsertRowid } = sql(`
        INSERT INTO executions (arn, name, machineArn, express, awaited, definition, input, startedAt, status, turn)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'RUNNING', ${lastTurn})
      `).run(
        ...[each.arn, each.name, each.machineArn, each.express ? 1 : 0, each.awaited ? 1 : 0],
        ...[each.definition, each.input, each.startedAt],
      );
      return Number(lastInsertRowid);
    },

    byArn: (arn: string) => execution(sql('SELECT * FROM executions WHERE arn = ?').get(arn)),
    named: (machineArn: string, name: string) =>
      execution(
        sql('SELECT * FROM executions WHERE name = ? AND machineArn = ? ORDER BY seq DESC').get(
          name,
          machineArn,
        ),
      ),
    bySeq: (seq: number) => execution(sql('SELECT * FROM executions WHERE seq = ?').get(seq)) as Execution,

    after(seq: number, limit: number): Execution[] {
      return executions(sql('SELECT * FROM executions WHERE seq > ? ORDER BY seq LIMIT ?').all(seq, limit));
    },

    /** Newest first. */
    ofMachine(
      machineArn: string,
      where: { status: string | undefined; redriven: boolean | undefined; before: number; limit: number },
    ): Execution[] {
      const { status = null, redriven, before, limit } = where;
      const redrives = redriven === undefined ? null : Number(redriven);
      return executions(
        sql(`
          SELECT * FROM executions
          WHERE machineArn = ?1 AND seq < ?2 AND (?3 IS NULL OR status = ?3)
            AND (?4 IS NULL OR (redrives > 0) = ?4)
          ORDER BY seq DESC LIMIT ?5
        `).all(machineArn, before, status, redrives, limit),
      );
    },

    change(seq: number, values: Partial<Execution>): void {
      const names = Object.keys(values);
      sql(`UPDATE executions SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE seq = ?`).run(
        ...(Object.values(values) as SQLInputValue[]),
        seq,
      );
    },

    /** Whose turn it is; from now on it is not in the line. */
    takeTurn(now: number): Execution | undefined {
      return execution(
        sql(`
          UPDATE executions SET turn = NULL, begunAt = coalesce(begunAt, ?)
          WHERE seq = (SELECT seq FROM executions WHERE turn IS NOT NULL ORDER BY turn LIMIT 1) RETURNING *
        `).get(now),
      );
    },

    lineUp(seq: number): void {
      sql(`UPDATE executions SET turn = ${lastTurn} WHERE seq = ?`).run(seq);
    },

    /** Those that were begun when the process ended come first, in their old order. */
    lineUpBegun(): void {
      sql(`
        UPDATE executions SET turn = seq - (SELECT max(seq) FROM executions) - 1
        WHERE status = 'RUNNING' AND (turn IS NULL OR turn < 0)
      `).run();
    },

    running: (after: number, limit: number): Execution[] =>
      executions(
        sql(`
          SELECT * FROM executions WHERE status = 'RUNNING' AND seq > ? ORDER BY seq LIMIT ?
        `).all(after, limit),
      ),

    record(seq: number, at: number, { type, details }: NewEvent): number {
      const row = sql(`
        INSERT INTO events SELECT ?1, coalesce(max(id), 0) + 1, ?2, ?3, ?4 FROM events WHERE execution = ?1
        RETURNING id
      `).get(seq, at, type, JSON.stringify(details));
      return (row as { id: number }).id;
    },

    /** Those with an id above `after` in order, or below it in reverse. */
    history(seq: number, where: { after: number; limit: number; reverse: boolean }): HistoryEvent[] {
      const { after, limit, reverse } = where;
      const rows = sql(`
        SELECT id, at, type, details FROM events WHERE execution = ? AND id ${reverse ? '<' : '>'} ?
        ORDER BY id ${reverse ? 'DESC' : 'ASC'} LIMIT ?
      `).all(seq, after, limit) as unknown as (HistoryEvent & { details: string })[];
      return rows.map((row) => ({ ...row, details: JSON.parse(row.details) }));
    },

    lastEntered(seq: number): HistoryEvent | undefined {
      const row = sql(`
        SELECT id, at, type, details FROM events WHERE execution = ? AND type LIKE '%StateEntered'
        ORDER BY id DESC LIMIT 1
      `).get(seq) as (HistoryEvent & { details: string }) | undefined;
      return row && { ...row, details: JSON.parse(row.details) };
    },

    send(event: BusEvent): void {
      sql('INSERT INTO outbox (id, event) VALUES (?, ?)').run(event.id, JSON.stringify(event));
    },

    unsent(limit: number): { id: string; event: BusEvent }[] {
      const rows = sql('SELECT id, event FROM outbox ORDER BY seq LIMIT ?').all(limit);
      return (rows as { id: string; event: string }[]).map(({ id, event }) => ({
        id,
        event: JSON.parse(event),
      }));
    },

    sent(id: string): void {
      sql('DELETE FROM outbox WHERE id = ?').run(id);
    },
  };
}

const lastTurn = '(SELECT max(coalesce(max(turn), 0), 0) + 1 FROM executions WHERE turn IS NOT NULL)';

function isSet(row: unknown, column: 'express' | 'awaited'): boolean {
  return (row as Record<typeof column, number>)[column] === 1;
}
