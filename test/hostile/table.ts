import { cases, groups } from './cases.ts';
import { idsOf } from './ids.ts';

export interface TestResult {
  /** From the root of the project. */
  file: string;
  /** Of its describes, then its own. */
  titles: readonly string[];
  status: string;
}

const begin = '<!-- the table, by scripts/hostile-table.ts -->';
const end = '<!-- the end of the table -->';
const mostTitles = 2;

/** The table of docs/hostile.md: each case, the tests that carry its id, and what came of them. */
export function hostileTable(results: readonly TestResult[]): string {
  const sections = Object.entries(groups).map(([letter, name]) => {
    const rows = cases
      .filter(({ id }) => id.startsWith(letter))
      .map(({ id, comes, must }) => {
        const tests = results.filter(({ titles }) => titles.some((title) => idsOf(title).includes(id)));
        return `| ${[id, comes, must, testsIn(tests), resultOf(tests)].join(' | ')} |`;
      });
    const head = [
      '| Case | What comes | What must happen | Tests | Result |',
      '| --- | --- | --- | --- | --- |',
    ];
    return [`## ${name}`, '', ...head, ...rows].join('\n');
  });
  return sections.join('\n\n');
}

/** The page with another table in the place of the one that it has. */
export function inTable(page: string, table: string): string {
  const [before, , after] = partsOf(page);
  return `${before}${begin}\n\n${table}\n\n${end}${after}`;
}

/** The rows of the page's table: the cells of a case, and the test files that it links. */
export function rowsOf(
  page: string,
): { id: string; comes: string; must: string; files: string[]; result: string }[] {
  const [, table] = partsOf(page);
  return [...table.matchAll(/^\| ([A-Z]\d+) \| (.*) \| (.*) \| (.*) \| (.*) \|$/gm)].map(
    ([, id = '', comes = '', must = '', tests = '', result = '']) => {
      const files = [...tests.matchAll(/\]\(\.\.\/(.*?)\)/g)].map(([, file = '']) => file);
      return { id, comes, must, files, result };
    },
  );
}

function partsOf(page: string): [before: string, table: string, after: string] {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error(`docs/hostile.md has to have the lines ${begin} and ${end}`);
  return [page.slice(0, from), page.slice(from + begin.length, to), page.slice(to + end.length)];
}

function testsIn(tests: readonly TestResult[]): string {
  const files = [...new Set(tests.map(({ file }) => file))].sort();
  return files
    .map((file) => {
      const titles = tests.filter((each) => each.file === file).map(titleOf);
      const more = titles.length - mostTitles;
      const shown = titles.slice(0, mostTitles).join('; ');
      return `[${file.replace(/^test\//, '')}](../${file}): ${shown}${more > 0 ? `; and ${more} more` : ''}`;
    })
    .join('<br>');
}

/** Titles hold what strangers send: nothing of it may be markup here. */
function titleOf({ titles }: TestResult): string {
  const title = titles.join(' › ').replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '�');
  const short = title.length > 100 ? `${title.slice(0, 100)}…` : title;
  return short.replace(/[\\`*_[\]<>&~#|]/g, (each) => `&#${each.charCodeAt(0)};`);
}

function resultOf(tests: readonly TestResult[]): string {
  const failed = tests.filter(({ status }) => status !== 'passed');
  if (tests.length === 0) return 'no test';
  return failed.length === 0 ? `${tests.length} passed` : `${failed.length} of ${tests.length} did not pass`;
}
