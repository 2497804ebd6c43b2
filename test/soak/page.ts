import type { Result } from './scenario.ts';

/** What one `npm run soak` came to; coverage/soak.json holds it. */
export interface SoakRun {
  date: string;
  command: string;
  size: number;
  cores: number;
  seconds: number;
  scenarios: readonly (Result & { name: string; about: string; seconds: number })[];
}

const begin = '<!-- the soak, by scripts/soak.ts -->';
const end = '<!-- the end of the soak -->';

/** The page of docs/hostile.md with what the run's scenarios came to; of the others it keeps what it has, all in `order`. */
export function withSoak(page: string, run: SoakRun, order: readonly string[]): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`docs/hostile.md has to have the lines ${begin} and ${end}`);
  const known = page
    .slice(from + begin.length, to)
    .split(/^### /m)
    .slice(1);
  const sections = new Map(known.map((section) => [section.split('\n', 1)[0], `### ${section.trim()}`]));
  for (const each of run.scenarios) sections.set(each.name, sectionOf(each, run));
  const written = order.map((name) => sections.get(name) ?? `### ${name}\n\nNot run yet.`);
  return `${page.slice(0, from)}${[begin, ...written, page.slice(to)].join('\n\n')}`;
}

function sectionOf(scenario: SoakRun['scenarios'][number], { date, command, cores }: SoakRun): string {
  const { name, about, rows, seconds, problems } = scenario;
  const verdict = problems.length === 0 ? 'all held' : `${problems.length} did not hold`;
  return [
    `### ${name}\n\n${about}\n`,
    `\`${command}\` on ${date.slice(0, 10)}, ${cores} cores, ${Math.round(seconds)} s: ${verdict}.\n`,
    '| Kind | Injections | Ended | Told again | Checked |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(({ kind, injections, ends, repeated, checked }) =>
      row(kind, injections, endsIn(ends), repeated, checked),
    ),
  ].join('\n');
}

/** How many ended how, in words. */
export function endsIn(ends: Readonly<Record<string, number>>): string {
  return Object.entries(ends)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}

function row(...cells: (string | number)[]): string {
  return `| ${cells.map((cell) => `${cell}`.replaceAll('|', '\\|')).join(' | ')} |`;
}
