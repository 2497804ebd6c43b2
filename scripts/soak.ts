import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { asked } from '../local/asked.ts';
import { typedFlags, UsageError } from '../local/typed-flags.ts';
import { endsIn, type SoakRun, withSoak } from '../test/soak/page.ts';
import type { Report, Result, Scenario } from '../test/soak/scenario.ts';
import { scenarios } from '../test/soak/scenarios.ts';

const usage = `Usage: npm run soak -- [--only names] [--size part]

Runs in full what npm test runs small. Ends with 1 when anything did not hold; the result is in coverage/soak.json. What came of
a scenario in full goes into docs/hostile.md.
  --only names   ${scenarios.map(({ name }) => name).join(',')}; all of them unless given
  --size part    above 0 and at most 1: 0.1 is a tenth`;

const { size, wanted } = asked(usage, (args) => {
  const { only, size } = typedFlags(args, { only: { type: 'string' }, size: { type: 'string' } });
  return { size: sizeFrom(size), wanted: wantedFrom(only) };
});
const root = new URL('../', import.meta.url);

const begun = performance.now();
const run: SoakRun = {
  date: new Date().toISOString(),
  command: ['npm run soak', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' '),
  size,
  cores: availableParallelism(),
  seconds: 0,
  scenarios: [],
};
const done: SoakRun['scenarios'][number][] = [];
for (const scenario of wanted) done.push(await tried(scenario));
const whole: SoakRun = { ...run, scenarios: done, seconds: secondsSince(begun) };

mkdirSync(new URL('coverage', root), { recursive: true });
writeFileSync(new URL('coverage/soak.json', root), `${JSON.stringify(whole, null, 2)}\n`);
if (size === 1) {
  const page = new URL('docs/hostile.md', root);
  const order = scenarios.map(({ name }) => name);
  writeFileSync(page, withSoak(readFileSync(page, 'utf8'), whole, order));
}
process.exitCode = summarized(whole) ? 0 : 1;

async function tried(scenario: Scenario): Promise<SoakRun['scenarios'][number]> {
  const { name, about } = scenario;
  const from = performance.now();
  const result = await scenario.run(size, progressOf(name, from)).catch((error): Result => {
    return { rows: [], problems: [`it broke off: ${error instanceof Error ? error.stack : error}`] };
  });
  endLine();
  return { name, about, ...result, seconds: secondsSince(from) };
}

/** One line that is written over, or where that cannot be a line now and then. */
function progressOf(name: string, from: number): Report {
  let last = Number.NEGATIVE_INFINITY;
  const everyMs = process.stdout.isTTY ? 200 : 10_000;
  return (progress) => {
    const now = performance.now();
    if (now - last < everyMs) return;
    last = now;
    const line = `${name}, ${Math.round(secondsSince(from))} s: ${progress}`;
    if (process.stdout.isTTY) process.stdout.write(`\r\x1b[2K${line.slice(0, process.stdout.columns - 1)}`);
    else console.log(line);
  };
}

function endLine(): void {
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[2K');
}

function summarized({ scenarios: all, seconds }: SoakRun): boolean {
  for (const { name, rows, seconds: took } of all) {
    console.log(`\n${name}, ${Math.round(took)} s`);
    for (const { kind, injections, ends, repeated } of rows) {
      const again = repeated === 0 ? '' : `; ${repeated} told again`;
      console.log(`  ${kind}: ${injections} → ${endsIn(ends)}${again}`);
    }
  }
  const problems = all.flatMap(({ name, problems: those }) => those.map((each) => `${name}: ${each}`));
  for (const each of problems) console.log(`\n✗ ${each}`);
  const verdict = problems.length === 0 ? 'All held' : `${problems.length} did not hold`;
  const injections = all.flatMap(({ rows }) => rows).reduce((sum, each) => sum + each.injections, 0);
  console.log(`\n${verdict}: ${all.length} scenarios, ${injections} injections, ${Math.round(seconds)} s.`);
  return problems.length === 0;
}

function sizeFrom(text = '1'): number {
  const number = Number(text);
  if (number > 0 && number <= 1) return number;
  throw new UsageError(`--size is a number above 0 and at most 1, not ${text}`);
}

function wantedFrom(text: string | undefined): readonly Scenario[] {
  const names = text?.split(',');
  const unknown = names?.filter((name) => !scenarios.some((each) => each.name === name)) ?? [];
  if (unknown.length > 0) {
    throw new UsageError(`--only names ${unknown.join(', ')}, which is no scenario.`);
  }
  return scenarios.filter(({ name }) => names?.includes(name) ?? true);
}

function secondsSince(from: number): number {
  return (performance.now() - from) / 1000;
}
