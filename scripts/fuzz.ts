import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { photoFormats } from '../test/fixtures/mutants/bases.ts';
import { addEnds, type Ends, fuzz } from '../test/fuzz/campaign.ts';
import { wordsOf } from '../test/fuzz/finding.ts';
import { WatchedChild } from '../test/fuzz/watched-child.ts';

// Sends mutants of pictures through Resize Photo for as long as wanted:
//   npm run fuzz -- --minutes 10                    other mutants each time
//   npm run fuzz -- --seed 7 --mutants 250          the same each time, of all formats or of --format png
//   npm run fuzz -- --file mutant.png               one that was found

const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    seed: { type: 'string' },
    mutants: { type: 'string' },
    format: { type: 'string' },
    file: { type: 'string' },
  },
});
const perSeed = 250;

await using child = new WatchedChild(new URL('../test/fuzz/child.ts', import.meta.url));
if (values.file === undefined) process.exitCode = (await campaign()) > 0 ? 1 : 0;
else console.log(await child.verdictOn(await readFile(values.file)));

async function campaign(): Promise<number> {
  const first = number('seed') ?? Date.now() % 1e9;
  const wanted = number('mutants');
  const until = performance.now() + (number('minutes') ?? (wanted === undefined ? 1 : 1e6)) * 60_000;
  const formats = photoFormats.filter((each) => values.format === undefined || each === values.format);
  if (formats.length === 0) throw new Error(`--format is one of ${photoFormats.join(', ')}`);
  const ends: Ends = {};
  let mutants = 0;
  let findings = 0;
  let seed = first;
  for (
    ;
    performance.now() < until && mutants < (wanted ?? Number.POSITIVE_INFINITY) * formats.length;
    seed += 1
  ) {
    for (const format of formats) {
      const run = await fuzz(child, { format, seed, mutants: Math.min(wanted ?? perSeed, perSeed) });
      mutants += run.mutants;
      addEnds(ends, run.ends);
      if (run.finding === undefined) continue;
      findings += 1;
      console.log(wordsOf(run.finding));
    }
    const { cpuMs, rssBytes } = child.most;
    const most = `at most ${(cpuMs / 1000).toFixed(1)} s and ${Math.round(rssBytes / 1e6)} MB`;
    console.log(`seed ${seed}: ${mutants} mutants, ${findings} findings, ${most}`);
  }
  console.log(JSON.stringify(ends));
  const verdict = findings === 0 ? 'All ended as they may' : `${findings} ended as none may`;
  console.log(`${verdict}: ${mutants} mutants, seeds ${first} to ${seed - 1}.`);
  return findings;
}

function number(name: 'minutes' | 'seed' | 'mutants'): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value >= 0)) throw new Error(`--${name} is a number, not ${text}`);
  return value;
}
