import type { DatabaseSync } from 'node:sqlite';
import type { BusEvent } from '../../events/event.ts';
import type { Outbox } from '../../events/pump.ts';

/** Events, kept until their targets have them. */
export interface OwnOutbox extends Outbox {
  /** Within the transaction of the write that it tells of. */
  add(event: BusEvent): void;
  /** After that transaction. */
  added(): void;
}

/**
 * `quick` is a second connection to the same file, which does not wait for the disk: to deliver an event again after a
 * power cut is allowed, to make each delivery wait is not worth it.
 */
export function createOutbox(database: DatabaseSync, quick: DatabaseSync): OwnOutbox {
  const insert = database.prepare('INSERT INTO outbox (event) VALUES (?)');
  const select = database.prepare('SELECT id, event FROM outbox ORDER BY id LIMIT ?');
  const remove = quick.prepare('DELETE FROM outbox WHERE id = ?');
  const listeners: (() => void)[] = [];
  return {
    pending: (limit) =>
      select.all(limit).map(({ id, event }) => ({ id: String(id), event: JSON.parse(event as string) })),
    delivered: (id) => void remove.run(Number(id)),
    onAdded: (listener) => void listeners.push(listener),
    add: (event) => void insert.run(JSON.stringify(event)),
    added() {
      for (const listener of listeners) listener();
    },
  };
}
