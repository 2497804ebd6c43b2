import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const page = readFileSync(new URL('../../../docs/upload-links.md', import.meta.url), 'utf8');
const code = globSync('functions/presign/*.ts')
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

/** The first cells of the table that begins with this one. */
function rowsOf(head: string): string[] {
  const [, table = ''] = page.split(`| ${head} |`);
  const rows = table.split('\n\n')[0]?.split('\n').slice(2) ?? [];
  return rows.map((row) => /^\| `?([^`|]+?)`? \|/.exec(row)?.[1] ?? '');
}

const allIn = (text: string, pattern: RegExp) => [
  ...new Set(Array.from(text.matchAll(pattern), ([, found]) => found)),
];

test('docs/upload-links.md has the fields that a request is read for', () => {
  expect(rowsOf('Field').toSorted()).toEqual(allIn(code, /\bfields\.(\w+)/g).toSorted());
});

test('docs/upload-links.md has each error that there is', () => {
  expect(rowsOf('Status')).toEqual(allIn(code, /new Problem\(\s*(\d{3})/g).toSorted());
});

test('docs/upload-links.md has each status that a photo can have', () => {
  const status = readFileSync('functions/shared/status.ts', 'utf8');
  const [, words = ''] = /status: ('waiting'[^;]*);/.exec(status) ?? [];
  expect(rowsOf('`status`').toSorted()).toEqual(allIn(words, /'(\w+)'/g).toSorted());
});
