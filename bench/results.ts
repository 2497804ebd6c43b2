import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import type { Figure } from './ratio.ts';

/** What one goal gave with one photo, and what else the machine did then. */
export interface Result {
  goal: string;
  photo: string;
  time: string;
  load: number;
  figures: Figure[];
}

const file = new URL('results.json', import.meta.url);

export function resultOf(goal: string, photo: string, figures: Figure[]): Result {
  return { goal, photo, time: new Date().toISOString(), load: loadavg()[0] ?? Number.NaN, figures };
}

/** With what earlier runs gave for other goals and photos. */
export function keep(results: readonly Result[]): Result[] {
  const earlier: Result[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).results : [];
  const isAnew = ({ goal, photo }: Result) =>
    results.some((result) => result.goal === goal && result.photo === photo);
  const all = [...earlier.filter((result) => !isAnew(result)), ...results];
  const machine = { node: process.version, cpu: cpus()[0]?.model, cpus: cpus().length };
  writeFileSync(file, `${JSON.stringify({ machine, results: all }, undefined, 2)}\n`);
  return all;
}
