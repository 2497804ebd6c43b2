import { notImplemented, S3Error } from '../errors.ts';

/** Bytes from `start` to before `end`. */
export interface Range {
  start: number;
  end: number;
}

/** Nothing when there is no range, or one that is not understood and so passed over, as RFC 9110 has it. */
export function rangeOf(header: string | undefined, bytes: number): Range | undefined {
  if (header === undefined || !/^bytes=/i.test(header)) return undefined;
  if (header.includes(',')) throw notImplemented('More than one range', { Header: 'Range' });
  const [, first, last] = /^bytes=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header) ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const start = first === '' ? Math.max(bytes - Number(last), 0) : Number(first);
  const end = first === '' || last === '' ? bytes : Math.min(Number(last) + 1, bytes);
  if (start < end) return { start, end };
  throw new S3Error('InvalidRange', {
    detail: { RangeRequested: header, ActualObjectSize: String(bytes) },
    headers: { 'content-range': `bytes */${bytes}` },
  });
}
