import { createHash } from 'node:crypto';
import { invalidArgument } from '../errors.ts';
import type { Call } from '../http/call.ts';
import type { XmlNode } from '../xml/write.ts';

const mostEntries = 1000;

/** What all listings are asked in the same way. */
export interface ListingQuery {
  prefix: string;
  delimiter: string;
  limit: number;
  /** For keys and what is made of them: XML cannot have every character. */
  encode: (key: string) => string;
  encodingType: string | undefined;
}

export function listingQuery(call: Call, limitName: string): ListingQuery {
  const encodingType = call.query('encoding-type');
  if (encodingType !== undefined && encodingType !== 'url') {
    throw invalidArgument('encoding-type', encodingType, 'Invalid Encoding Method specified in Request');
  }
  return {
    prefix: call.query('prefix') ?? '',
    delimiter: call.query('delimiter') ?? '',
    limit: limitIn(call, limitName),
    encode: encodingType === undefined ? (key) => key : urlEncoded,
    encodingType,
  };
}

export function limitIn(call: Call, name: string): number {
  return Math.min(numberIn(call, name) ?? mostEntries, mostEntries);
}

export function numberIn(call: Call, name: string): number | undefined {
  const text = call.query(name);
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,10}$/.test(text) && Number(text) <= 0x7fffffff) return Number(text);
  throw invalidArgument(name, text, `Argument ${name} must be an integer between 0 and 2147483647`);
}

export function commonPrefixElements(prefixes: readonly string[], { encode }: ListingQuery): XmlNode[] {
  return prefixes.map((prefix) => ({ Prefix: encode(prefix) }));
}

/** Everything belongs to the one account. */
export function ownerElement(account: string): XmlNode {
  return { ID: createHash('sha256').update(account).digest('hex') };
}

// As an HTML form would write it, but for the slash.
function urlEncoded(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+');
}
