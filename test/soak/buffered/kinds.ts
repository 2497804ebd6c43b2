import type { Client } from '../client.ts';
import { broken, picture } from '../pictures.ts';
import type { Messages } from './messages.ts';

/** One kind of message: how many there are in full, and where they come from. */
export interface Kind {
  name: string;
  messages: number;
  /** More than one message comes of each upload. */
  perUpload?: number;
  /** What becomes of the photo, or "parked" of what is none. */
  end: 'done' | 'rejected' | 'failed' | 'parked';
  /** How often the workflow runs for each message. */
  runs: number;
  send(client: Client, messages: Messages, number: number): Promise<void>;
}

/** As often as the queue delivers a message: workflow/buffered-trigger.ts. */
export const deliveries = 5;

const photos =
  (name: string, make = picture): Kind['send'] =>
  async (client, _messages, number) =>
    client.create(name, `uploads/${name}/${number}.jpg`, await make(number));
const poison =
  (body: (number: number) => string): Kind['send'] =>
  (_client, messages, number) =>
    messages.send(body(number));

const done = { end: 'done', runs: 1 } as const;
const failed = { end: 'failed', runs: deliveries } as const;
const parked = { end: 'parked', runs: deliveries } as const;

/** 10,000 messages in full. */
export const kinds: readonly Kind[] = [
  { ...done, name: 'photo', messages: 8690, send: photos('photo') },
  { ...done, name: 'delivered-twice', messages: 600, perUpload: 2, send: photos('delivered-twice') },
  { ...done, name: 'broken', end: 'rejected', messages: 300, send: photos('broken', broken) },
  { ...failed, name: 'failing', messages: 100, send: photos('failing') },
  { ...failed, name: 'dying', messages: 10, send: photos('dying') },
  { ...parked, name: 'no-json', runs: 0, messages: 100, send: poison((number) => `no-json ${number} {`) },
  {
    ...parked,
    name: 'no-event',
    messages: 100,
    send: poison((number) => `{"detail":{"no-event":${number}}}`),
  },
  { ...parked, name: 'no-photo', messages: 100, send: poison((number) => `["no-photo",${number},null]`) },
];

/** What makes them so. */
export const faults = [
  { at: 'events.Deliver', do: 'twice', match: '/delivered-twice/', times: 'always' },
  { at: 's3.GetObject', do: '403', match: 'uploads/uploads/failing/', times: 'always' },
  { at: 'function.resize', do: 'crash', match: '/dying/', times: 'always' },
];

/** How many are sent at this size; never so few that one could hide behind another. */
export function countOf({ messages, perUpload = 1 }: Kind, size: number): number {
  return Math.max(2, Math.round((messages * size) / perUpload));
}
