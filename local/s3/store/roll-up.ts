import { compareKeys, keyAfterPrefix } from './key-order.ts';

export interface Listed {
  prefix: string;
  delimiter: string;
  limit: number;
  /** The first key that may be listed. */
  from: string;
  /** The common prefix that the page before ended with. */
  rolledUp?: string;
}

export interface Page<Row> {
  rows: Row[];
  commonPrefixes: string[];
  /** What the page ended with, when there is more. */
  last?: { row: Row } | { commonPrefix: string };
}

/** Rows in key order from that key on. An `upTo` that is no string is above all keys. */
export type Scan<Row> = (from: string, upTo: string | Uint8Array) => Iterable<Row>;

/** SQLite holds every blob to be greater than every text. */
export const aboveAllKeys = new Uint8Array();

/**
 * One page of a listing. Keys that share their name up to the delimiter count as one, and are jumped over and not read,
 * however many they are.
 */
export function rollUp<Row extends { key: string }>(scan: Scan<Row>, listed: Listed): Page<Row> {
  const { prefix, limit } = listed;
  const upTo = keyAfterPrefix(prefix) ?? aboveAllKeys;
  const page: Page<Row> = { rows: [], commonPrefixes: [] };
  if (limit === 0) return page;
  let last: Page<Row>['last'];
  let from: string | undefined = compareKeys(listed.from, prefix) < 0 ? prefix : listed.from;
  while (from !== undefined) {
    const start: string = from;
    from = undefined;
    for (const row of scan(start, upTo)) {
      const commonPrefix = commonPrefixOf(row.key, listed);
      const repeated = commonPrefix !== undefined && commonPrefix === listed.rolledUp;
      if (!repeated && page.rows.length + page.commonPrefixes.length === limit) {
        return { ...page, ...(last && { last }) };
      }
      if (commonPrefix === undefined) {
        page.rows.push(row);
        last = { row };
        continue;
      }
      if (!repeated) {
        page.commonPrefixes.push(commonPrefix);
        last = { commonPrefix };
      }
      from = keyAfterPrefix(commonPrefix);
      break;
    }
  }
  return page;
}

function commonPrefixOf(key: string, { prefix, delimiter }: Listed): string | undefined {
  if (delimiter === '') return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}
