import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostileTable, inTable, type TestResult } from '../test/hostile/table.ts';

// Runs the tests that carry the id of a hostile case, and writes the table of docs/hostile.md from their results. Those
// of another run, by jest's --json, can be given as a file in their place.

interface JestResults {
  testResults: {
    name: string;
    assertionResults: { ancestorTitles: string[]; title: string; status: string }[];
  }[];
}

const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'docs/hostile.md');
const { testResults } = JSON.parse(
  process.argv[2] === undefined ? ranHere() : read(process.argv[2]),
) as JestResults;

const results = testResults.flatMap(({ name, assertionResults }) =>
  assertionResults.map(({ ancestorTitles, title, status }): TestResult => {
    return { file: relative(root, name), titles: [...ancestorTitles, title], status };
  }),
);
writeFileSync(page, inTable(read(page), hostileTable(results)));

function ranHere(): string {
  const folder = mkdtempSync(join(tmpdir(), 'darkroom-'));
  const output = join(folder, 'results.json');
  const jest = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
  ];
  const idFirst = '(^| )[KCPEF]\\d{1,2}[ ,:]';
  try {
    const args = [...jest, '--testNamePattern', idFirst, '--json', '--outputFile', output];
    process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
    return read(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function read(file: string): string {
  return readFileSync(file, 'utf8');
}
