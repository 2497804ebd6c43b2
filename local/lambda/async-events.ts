import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../database.ts';
import { InvocationError, requestTooLarge, throttled } from './error.ts';
import { maxAsyncEventBytes } from './messages.ts';

export interface AsyncEventsOptions {
  /** The events outlive this process in it. */
  file: string;
  invoke(arn: string, event: string, signal: AbortSignal): Promise<unknown>;
  /** After the last attempt. False when the event could not be put anywhere, and has to be kept. */
  giveUp(arn: string, event: string, error: InvocationError): Promise<boolean>;
  sleep(ms: number, signal: AbortSignal): Promise<unknown>;
}

interface Row {
  id: number;
  arn: string;
  event: string;
  /** Of failed ones; being throttled counts for nothing. */
  attempts: number;
  due: number;
}

const schema = `CREATE TABLE IF NOT EXISTS events (
  id INTEGER PRIMARY KEY, arn TEXT NOT NULL, event TEXT NOT NULL, attempts INTEGER NOT NULL, due INTEGER NOT NULL
) STRICT`;

/** As Lambda waits before the second and the third attempt. */
const delaysMs = [60_000, 120_000];
const longestMs = 5 * 60_000;

/** Events that somebody has handed over without waiting for their end: Lambda's own queue before each function. */
export class AsyncEvents implements AsyncDisposable {
  private readonly options: AsyncEventsOptions;
  private readonly database: DatabaseSync;
  private readonly closing = new AbortController();
  private readonly running = new Set<Promise<void>>();

  constructor(options: AsyncEventsOptions) {
    this.options = options;
    this.database = openDatabase(options.file, 'safe', schema);
    const rows = this.database.prepare('SELECT * FROM events ORDER BY id').all() as unknown as Row[];
    for (const row of rows) this.run(row);
  }

  /** It is on the disk when this returns. */
  add(arn: string, event: string): void {
    if (Buffer.byteLength(event) > maxAsyncEventBytes) {
      throw new InvocationError(
        requestTooLarge,
        `An asynchronous event may have ${maxAsyncEventBytes} bytes and no more.`,
      );
    }
    const row = { arn, event, attempts: 0, due: Date.now() };
    const insert = this.database.prepare(
      'INSERT INTO events (arn, event, attempts, due) VALUES (?, ?, ?, ?)',
    );
    const { lastInsertRowid } = insert.run(arn, event, row.attempts, row.due);
    this.run({ id: Number(lastInsertRowid), ...row });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closing.abort();
    await Promise.all(this.running);
    this.database.close();
  }

  private run(row: Row): void {
    const work = this.untilDone(row).catch((error: unknown) => {
      if (!this.closing.signal.aborted) throw error;
    });
    this.running.add(work);
    void work.finally(() => this.running.delete(work));
  }

  private async untilDone(row: Row): Promise<void> {
    const { signal } = this.closing;
    let { attempts, due } = row;
    let throttledMs = 1000;
    for (;;) {
      await this.options.sleep(Math.max(0, due - Date.now()), signal);
      const error = await this.failureOf(row);
      if (error === undefined) break;
      if (error.name === throttled) {
        due = Date.now() + throttledMs;
        throttledMs = Math.min(2 * throttledMs, longestMs);
        continue;
      }
      const delay = delaysMs[attempts++];
      if (delay === undefined && (await this.options.giveUp(row.arn, row.event, error))) break;
      due = Date.now() + (delay ?? longestMs);
      this.database
        .prepare('UPDATE events SET attempts = ?, due = ? WHERE id = ?')
        .run(attempts, due, row.id);
    }
    this.database.prepare('DELETE FROM events WHERE id = ?').run(row.id);
  }

  private async failureOf({ arn, event }: Row): Promise<InvocationError | undefined> {
    const { signal } = this.closing;
    signal.throwIfAborted();
    try {
      await this.options.invoke(arn, event, signal);
      return undefined;
    } catch (error) {
      if (error instanceof InvocationError) return error;
      throw error;
    }
  }
}
