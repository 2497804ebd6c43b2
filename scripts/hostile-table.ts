import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { idsIn, testFiles } from '../test/hostile/ids.ts';
import { hostileTable, inTable, type TestResult } from '../test/hostile/table.ts';

// Runs the tests that carry the id of a hostile case, and writes the table of docs/hostile.md from their results, which
// it leaves in coverage/hostile.json. Those of other runs, by jest's --json, can be given as files in their place; where
// two have the same test file the last one counts.

interface JestResults {
  testResults: {
    name: string;
    assertionResults: { ancestorTitles: string[]; title: string; status: string }[];
  }[];
}

const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'docs/hostile.md');
const given = process.argv.slice(2);
const runs = (given.length === 0 ? [ranHere()] : given.map(read)).map(
  (text) => JSON.parse(text) as JestResults,
);
const testResults = new Map(runs.flatMap((run) => run.testResults.map((result) => [result.name, result])));

const results = [...testResults.values()].flatMap(({ name, assertionResults }) =>
  assertionResults.map(({ ancestorTitles, title, status }): TestResult => {
    return { file: relative(root, name), titles: [...ancestorTitles, title], status };
  }),
);
writeFileSync(page, inTable(read(page), hostileTable(results)));

function ranHere(): string {
  const output = join(root, 'coverage/hostile.json');
  mkdirSync(join(root, 'coverage'), { recursive: true });
  const args = [
    ...[
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
    ],
    ...['--testNamePattern', '(^| )[KCPEF]\\d{1,2}[ ,:]', '--json', '--outputFile', output],
    ...['--runTestsByPath', ...testFiles.filter((file) => idsIn(file).size > 0)],
  ];
  process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
  return read(output);
}

function read(file: string): string {
  return readFileSync(file, 'utf8');
}
