import type { PhotoFormat } from '../../functions/resize/inspect.ts';
import type { Measured } from './measure.ts';
import { heaviest, inWords, type Kind } from './renditions.ts';

interface Picture {
  format: PhotoFormat;
  what: string;
}

/** A picture, and what Resize Photo made of it. */
export interface Row extends Picture {
  bytes: number;
  /** Twice in one process, with the usual renditions. */
  usual: readonly Measured[];
  /** With each of the heaviest renditions, in processes of their own. */
  heaviest: readonly Measured[];
}

function headOf(kind: Kind): string[] {
  return ['Format', 'Picture', 'MB', 'Usual', 'Usual, again', ...heaviest[kind].map(inWords)];
}

/** The rows in the order of the pictures: those just measured, and of the others what the table had before. */
export function measuredTable(
  kind: Kind,
  pictures: readonly Picture[],
  { before, measured }: { before: string; measured: readonly Row[] },
): string {
  const known = before.startsWith(lineOf(headOf(kind))) ? before.split('\n') : [];
  const rows = pictures.flatMap(({ format, what }) => {
    const begin = `| ${format} | ${what} | `;
    const row = measured.find((each) => each.format === format && each.what === what);
    return row ? lineOf(cellsOf(row)) : (known.find((line) => line.startsWith(begin)) ?? []);
  });
  return [lineOf(headOf(kind)), lineOf(headOf(kind).map(() => '---')), ...rows].join('\n');
}

function cellsOf({ format, what, bytes, usual, heaviest }: Row): string[] {
  return [format, what, (bytes / 1e6).toFixed(1), ...[...usual, ...heaviest].map(cell)];
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function cell({ outcome, cpuSeconds, peakBytes }: Measured): string {
  const ends = outcome === 'done' ? '' : `${outcome}, `;
  return `${ends}${cpuSeconds.toFixed(1)} s, ${(peakBytes / 1e6).toFixed(0)} MB`;
}

/** A cell of the table. */
interface Told {
  outcome: string;
  seconds: number;
  megabytes: number;
}

export interface ToldRow {
  format: string;
  what: string;
  usual: Told[];
  heaviest: Told[];
}

/** What a table says; a head that is not today's is of other renditions, and an error. */
export function rowsIn(kind: Kind, table: string): ToldRow[] {
  const [first, , ...rows] = table.split('\n').filter((line) => line.startsWith('| '));
  if (first !== lineOf(headOf(kind))) {
    throw new Error('the settings allow other renditions than those that were measured: npm run limits');
  }
  return rows.map((row) => {
    const [format = '', what = '', , ...cells] = row.slice(2, -2).split(' | ');
    const told = cells.map(toldIn);
    return { format, what, usual: told.slice(0, 2), heaviest: told.slice(2) };
  });
}

function toldIn(text: string): Told {
  const [, outcome = 'done', seconds, megabytes] = /^(?:([a-z-]+), )?([\d.]+) s, (\d+) MB$/.exec(text) ?? [];
  return { outcome, seconds: Number(seconds), megabytes: Number(megabytes) };
}
