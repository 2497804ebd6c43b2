import type { IncomingMessage } from 'node:http';
import { SignatureError } from './error.ts';

// All strings here hold one byte in each character, as Node hands over headers and request targets: signatures are
// made over bytes, and whether those are good UTF-8 is for others to say.

/** A request as it came over the wire, with nothing merged, dropped or made nicer. */
export interface WireRequest {
  method: string;
  /** As sent: percent signs and double slashes included. */
  path: string;
  query: readonly (readonly [name: string, value: string])[];
  /** By lower-case name, the values in the order they came. */
  headers: ReadonlyMap<string, readonly string[]>;
}

export function wireRequest(request: Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'>): WireRequest {
  const target = request.url ?? '';
  if (!target.startsWith('/')) {
    throw new SignatureError(
      'InvalidURI',
      400,
      'The request target has to be a path that begins with a slash.',
    );
  }
  const mark = target.indexOf('?');
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? [] : queryPairs(target.slice(mark + 1)),
    headers: headerValues(request.rawHeaders),
  };
}

/** What a name stands for in the query, when it is there exactly once. */
export function queryValue(query: WireRequest['query'], name: string): string | undefined {
  const values = query.filter(([given]) => given === name);
  return values.length === 1 ? values[0]?.[1] : undefined;
}

/** The percent signs taken out. A plus stays one: it is a space in queries only. */
export function percentDecoded(text: string): string {
  if (!text.includes('%')) return text;
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) {
    throw new SignatureError(
      'InvalidURI',
      400,
      "Couldn't parse the specified URI: a % needs two hex digits.",
    );
  }
  return text.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** As Signature Version 4 wants it: every byte but RFC 3986's unreserved ones, in upper-case hex. */
export function percentEncoded(text: string): string {
  return text.replace(
    /[^A-Za-z0-9\-._~]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

function queryPairs(query: string): [string, string][] {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      const name = equals < 0 ? part : part.slice(0, equals);
      const value = equals < 0 ? '' : part.slice(equals + 1);
      return [formDecoded(name), formDecoded(value)];
    });
}

// A plus is a space to whoever reads the query afterwards, so it has to be one in what was signed too.
function formDecoded(text: string): string {
  return percentDecoded(text.replaceAll('+', ' '));
}

function headerValues(rawHeaders: readonly string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    const value = rawHeaders[at + 1] ?? '';
    const values = headers.get(name);
    if (values === undefined) headers.set(name, [value]);
    else values.push(value);
  }
  return headers;
}
