import { styleText } from 'node:util';
import { onOneLine } from '../functions/shared/one-line.ts';

type Format = Parameters<typeof styleText>[0];

/** Results, one after the other: for eyes or for the next program. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** One object for each line: https://jsonlines.org */
export function sayJson(value: object): void {
  say(JSON.stringify(value));
}

/** What is no result: it does not get in the way of a pipe. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Plain where there is no terminal, or NO_COLOR is set. */
export function tinted(format: Format, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(format, text, { stream });
}

export const well = () => tinted('green', '✓');
export const bad = () => tinted('red', '✗');

/** File names and keys are whatever somebody called them. */
export const legible = onOneLine;

/** As COLUMNS or the terminal says; 80 where there is none. */
export function columns(stream: NodeJS.WriteStream = process.stdout): number {
  const given = Number(process.env.COLUMNS);
  if (Number.isInteger(given) && given > 0) return given;
  return stream.columns ?? 80;
}

/** In units of a thousand, as file managers and disks count. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const unit = Math.min(Math.floor(Math.log10(Math.max(value, 1)) / 3), units.length - 1);
  const scaled = value / 1000 ** unit;
  return `${unit === 0 || scaled >= 100 ? Math.round(scaled) : scaled.toFixed(1)} ${units[unit]}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
