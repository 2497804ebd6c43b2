import { randomUUID } from 'node:crypto';
import type { BusEvent } from '../events/event.ts';
import type { Store } from './store.ts';

export interface EventEntry {
  Source: string;
  DetailType: string;
  /** An object, or an object as JSON. */
  Detail: unknown;
}

interface Surroundings {
  store: Pick<Store, 'send' | 'transaction'>;
  region: string;
  account: string;
  now(): number;
  /** There is an event for the bus. */
  sent(): void;
}

/** EventBridge's PutEvents, on the default bus: on disk when it returns, and on its way from there. */
export function eventPutter({ store, region, account, now, sent }: Surroundings) {
  return (entries: readonly EventEntry[], resources: readonly string[]) => {
    const events = entries.map(
      ({ Source, DetailType, Detail }): BusEvent => ({
        version: '0',
        id: randomUUID(),
        'detail-type': DetailType,
        source: Source,
        account,
        time: new Date(now()).toISOString().replace(/\.\d+Z$/, 'Z'),
        region,
        resources,
        detail: typeof Detail === 'string' ? JSON.parse(Detail) : Detail,
      }),
    );
    store.transaction(() => {
      for (const event of events) store.send(event);
    });
    sent();
    return { Entries: events.map(({ id }) => ({ EventId: id })), FailedEntryCount: 0 };
  };
}
