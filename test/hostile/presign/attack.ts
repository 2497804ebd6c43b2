import { aPhoto, type Site } from './site.ts';
import type { Wire } from './wire.ts';

/** One thing that a stranger does to the upload links, or to the store with what they gave him. */
export interface Attack {
  /** Of the hostile cases that it is about: "P1 K4". */
  ids: string;
  what: string;
  door: 'links' | 'store';
  /** Bytes are sent as they are. A request to the links is signed where that is asked for, unless it is about that. */
  request: (site: Site) => Promise<Sent> | Sent;
  unsigned?: true;
  /** The statuses of the answers, one after the other: "201", "400 403"; none when the server only hangs up. */
  answers: string;
  /** Where upload links are open to everybody, when it is another. */
  open?: string;
  /** What is sent is broken off, and the server is told so. */
  ends?: true;
  /** It stores an object, at the key of its own link and nowhere else. */
  stores?: true;
}

export type Sent = Wire | Buffer;
type Rest = Pick<Attack, 'unsigned' | 'open' | 'ends'>;
type Fields = Wire['headers'];

const json: Fields = [['content-type', 'application/json']];

/** A request for a link that is like a rightful one, but for these fields. */
export function asking(ids: string, what: string, fields: object, answers: string): Attack {
  return posting(ids, what, JSON.stringify({ ...aPhoto, ...fields }), answers);
}

/** A POST of this body. */
export function posting(
  ids: string,
  what: string,
  body: string | Buffer,
  answers: string,
  headers: Fields = json,
): Attack {
  return toLinks(ids, what, { body: Buffer.from(body), headers }, answers);
}

/** A request for a link that is rightful, but for this. */
export function toLinks(
  ids: string,
  what: string,
  wire: Partial<Wire>,
  answers: string,
  rest: Rest = {},
): Attack {
  return { ids, what, door: 'links', request: () => ({ ...rightful(), ...wire }), answers, ...rest };
}

/** Bytes as they are; {host} becomes the server's. */
export function raw(ids: string, what: string, text: string, answers: string, rest: Rest = {}): Attack {
  const request = ({ machine }: Site) =>
    Buffer.from(text.replaceAll('{host}', new URL(machine.links).host), 'latin1');
  return { ids, what, door: 'links', request, unsigned: true, answers, ...rest };
}

export function rightful(): Wire {
  return { method: 'POST', target: '/', headers: json, body: Buffer.from(JSON.stringify(aPhoto)) };
}

/** A text as it may stand in the name of a test. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  const plain = text.replace(
    /[^ -~]/gu,
    (each) => `\\u${each.codePointAt(0)?.toString(16).padStart(4, '0')}`,
  );
  return plain.length > 60 ? `${plain.slice(0, 60)}… (${text.length} characters)` : plain;
}
