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

/** The section of docs/hostile.md. */
export function soakTable({ date, command, cores, seconds, scenarios }: SoakRun): string {
  const problems = scenarios.flatMap((each) => each.problems);
  const verdict = problems.length === 0 ? 'all held' : `${problems.length} problems`;
  return [
    `\`${command}\` on ${date.slice(0, 10)}, ${cores} cores, ${Math.round(seconds)} s: ${verdict}.`,
    ...scenarios.map(({ name, about, rows }) =>
      [
        `### ${name}\n\n${about}\n`,
        '| Kind | Injections | Ended | Told again | Checked |',
        '| --- | --- | --- | --- | --- |',
        ...rows.map(({ kind, injections, ends, repeated, checked }) =>
          row(kind, injections, endsIn(ends), repeated, checked),
        ),
      ].join('\n'),
    ),
  ].join('\n\n');
}

/** The page with the section in the place of the one that it has. */
export function withSoak(page: string, section: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`docs/hostile.md has to have the lines ${begin} and ${end}`);
  return `${page.slice(0, from)}${begin}\n\n${section}\n\n${page.slice(to)}`;
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
