import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { asked } from '../local/asked.ts';
import { typedWords, UsageError } from '../local/typed-flags.ts';
import { coldStart } from './goals/cold-start/index.ts';
import { earlyRefusal } from './goals/early-refusal.ts';
import type { Goal } from './goals/goal.ts';
import { memory } from './goals/memory/index.ts';
import { throughOneMachine } from './goals/one-machine/index.ts';
import { oneRendition } from './goals/one-rendition.ts';
import { sixOfOne } from './goals/six-renditions.ts';
import { wallTime } from './goals/wall-time/index.ts';
import { phonePhoto } from './photos.ts';
import { plotOf } from './plot.ts';
import { isWorse } from './ratio.ts';
import { keep, type Result, resultOf } from './results.ts';
import { tableOf } from './table.ts';

const goals: readonly Goal[] = [
  ...[oneRendition, sixOfOne, earlyRefusal, coldStart, memory],
  ...[throughOneMachine, wallTime],
];

const usage = `Usage: npm run bench -- [names] [--photos folder] [--check] [--plot file]

Measures darkroom against what else could do its work, and writes bench/results.json, where the other goals' last results stay.
  names            ${goals.map(({ name }) => name).join(', ')}; all of them unless given
  --photos folder  with each picture in it, instead of one of 12 megapixels that is made by code
  --check          fails when a figure is worse than its bar by more than its spread
  --plot file      an SVG of the ratios that have a bar, those of earlier runs too
`;

const { wanted, pictures, check, plot } = asked(usage, (args) => {
  const { values, positionals } = typedWords(args, {
    photos: { type: 'string' },
    check: { type: 'boolean' },
    plot: { type: 'string' },
  });
  const { photos, check = false, plot } = values;
  const unknown = positionals.filter((name) => !goals.some((goal) => goal.name === name));
  if (unknown.length > 0) throw new UsageError(`There is no goal of the name ${unknown.join(', ')}.`);
  const wanted = goals.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  return { wanted, pictures: photos === undefined ? undefined : picturesIn(photos), check, plot };
});

const results: Result[] = [];
for (const [index, [photo, bytes]] of (await photosToMeasure()).entries()) {
  for (const goal of wanted) {
    if (goal.samePhoto && index > 0) continue;
    const figures = await goal.measure(bytes, progress(goal));
    console.log(`${goal.name}: ${goal.about} (${photo})\n${tableOf(figures)}\n`);
    results.push(resultOf(goal.name, photo, figures));
  }
}
const all = keep(results);
if (plot !== undefined) await writeFile(plot, await plotOf(all));
const worse = results.flatMap(({ figures }) => figures).filter(isWorse);
if (check && worse.length > 0) {
  console.error(`${worse.length} not kept: ${worse.map(({ what }) => what).join('; ')}`);
  process.exitCode = 1;
}

function picturesIn(folder: string): string[] {
  if (!existsSync(folder)) throw new UsageError(`--photos: there is no folder ${folder}.`);
  const names = readdirSync(folder).filter((name) => /\.(jpe?g|png|webp|avif|gif)$/i.test(name));
  if (names.length === 0) throw new UsageError(`--photos: there is no picture in ${folder}.`);
  return names.map((name) => join(folder, name));
}

async function photosToMeasure(): Promise<[name: string, bytes: Buffer][]> {
  if (pictures === undefined) return [['a photo made by code', await phonePhoto()]];
  return Promise.all(
    pictures.map(async (file) => [basename(file), await readFile(file)] as [string, Buffer]),
  );
}

function progress({ name, rounds }: Goal): () => void {
  let done = 0;
  return () => {
    done += 1;
    if (!process.stderr.isTTY) return;
    const bar = '█'.repeat(Math.round((30 * done) / rounds)).padEnd(30, '░');
    process.stderr.write(done < rounds ? `\r${name} ${bar} ${done}/${rounds}` : `\r${' '.repeat(70)}\r`);
  };
}
