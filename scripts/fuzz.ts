import { readFile } from 'node:fs/promises';
import { asked } from '../local/asked.ts';
import { numberIn, oneOf, typedFlags } from '../local/typed-flags.ts';
import { photoFormats } from '../test/fixtures/mutants/bases.ts';
import { addEnds, type Ends, fuzz } from '../test/fuzz/campaign.ts';
import { wordsOf } from '../test/fuzz/finding.ts';
import { WatchedChild } from '../test/fuzz/watched-child.ts';

const usage = `Usage: npm run fuzz -- [--minutes n] [--seed n] [--mutants n] [--format name] [--file mutant]

Sends mutants of pictures through Resize Photo for as long as wanted.
  --minutes 10               other mutants each time
  --seed 7 --mutants 250     the same each time
  --format png               of ${photoFormats.join(', ')}; of all of them unless given
  --file mutant.png          one that was found`;

const flags = asked(usage, (args) => {
  const text = { type: 'string' } as const;
  const typed = typedFlags(args, { minutes: text, seed: text, mutants: text, format: text, file: text });
  return {
    file: typed.file,
    formats: typed.format === undefined ? photoFormats : [oneOf('format', typed.format, photoFormats)],
    minutes: numberIn('minutes', typed.minutes, { least: 0, most: 1e6 }),
    seed: numberIn('seed', typed.seed, { least: 0, most: 1e9, whole: true }),
    mutants: numberIn('mutants', typed.mutants, { least: 1, most: 1e9, whole: true }),
  };
});
const perSeed = 250;

await using child = new WatchedChild(new URL('../test/fuzz/child.ts', import.meta.url));
if (flags.file === undefined) process.exitCode = (await campaign()) > 0 ? 1 : 0;
else console.log(await child.verdictOn(await readFile(flags.file)));

async function campaign(): Promise<number> {
  const { formats, mutants: wanted, seed: first = Date.now() % 1e9 } = flags;
  const until = performance.now() + (flags.minutes ?? (wanted === undefined ? 1 : 1e6)) * 60_000;
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
