import { join } from 'node:path';
import type { NoticeView } from './console/api.ts';
import { openDatabase } from './database.ts';
import type { Published } from './queues/index.ts';

/** Every notice that was published, as an e-mail subscriber reads it and as all others get it. */
export interface Inbox extends Disposable {
  add(published: Published): void;
  /** The newest first, from before the one with this id. */
  newest(limit: number, before?: number): NoticeView[];
  /** All of them, the oldest first. */
  all(): Iterable<NoticeView>;
  onAdded(listener: (notice: NoticeView) => void): void;
}

const schema = `CREATE TABLE IF NOT EXISTS notices (
  id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, subject TEXT NOT NULL, status TEXT NOT NULL,
  text TEXT NOT NULL, json TEXT NOT NULL
) STRICT`;

export function openInbox(folder: string): Inbox {
  const database = openDatabase(join(folder, 'inbox.db'), 'quick', schema);
  const insert = database.prepare(
    'INSERT INTO notices (time, subject, status, text, json) VALUES (?, ?, ?, ?, ?)',
  );
  const newest = database.prepare('SELECT * FROM notices WHERE id < ? ORDER BY id DESC LIMIT ?');
  const all = database.prepare('SELECT * FROM notices ORDER BY id');
  const listeners: ((notice: NoticeView) => void)[] = [];

  return {
    add({ time, subject = '', attributes, text, json }) {
      const status = attributes.status?.StringValue ?? '';
      const { lastInsertRowid } = insert.run(time, subject, status, text, json);
      const notice = viewOf({ id: Number(lastInsertRowid), time, subject, status, text, json });
      for (const listener of listeners) listener(notice);
    },
    newest: (limit, before = Number.MAX_SAFE_INTEGER) => newest.all(before, limit).map(viewOf),
    *all() {
      for (const row of all.iterate()) yield viewOf(row);
    },
    onAdded: (listener) => void listeners.push(listener),
    [Symbol.dispose]: () => database.close(),
  };
}

function viewOf({ id, time, subject, status, text, json }: Record<string, unknown>): NoticeView {
  return { id, time: new Date(time as number).toISOString(), subject, status, text, json } as NoticeView;
}
