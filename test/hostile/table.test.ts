import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { cases, groups } from './cases.ts';
import { idsIn, idsOf, testFiles } from './ids.ts';
import { hostileTable, inTable, rowsOf } from './table.ts';

const page = readFileSync(new URL('../../docs/hostile.md', import.meta.url), 'utf8');

const carried = new Map(testFiles.map((file) => [file, idsIn(file)]));

describe('docs/hostile.md', () => {
  test('has every case, in its order and words', () => {
    const inOrder = Object.keys(groups).flatMap((letter) => cases.filter(({ id }) => id.startsWith(letter)));

    expect(rowsOf(page).map(({ id, comes, must }) => ({ id, comes, must }))).toEqual(inOrder);
    expect(inOrder).toHaveLength(cases.length);
  });

  test.each(rowsOf(page))(
    'shows for $id the tests that there are, and that they passed',
    ({ id, files, result }) => {
      expect(files).toEqual(testFiles.filter((file) => carried.get(file)?.has(id)));
      expect(files).not.toEqual([]);
      expect(result).toMatch(/^\d+ passed$/);
    },
  );

  test('knows every id that a test carries', () => {
    const known = new Set(cases.map(({ id }) => id));

    expect(known.size).toBe(cases.length);
    for (const [file, ids] of carried) {
      expect({ file, unknown: [...ids].filter((id) => !known.has(id)) }).toEqual({
        file,
        unknown: [],
      });
    }
  });
});

test.each([
  [`${'C9'} a bomb`, ['C9']],
  [`${'P5'}, ${'P7'}: a method`, ['P5', 'P7']],
  [`${'F4'} ${'F5'} a fault`, ['F4', 'F5']],
  ['a bomb of C9', []],
  ['C99x is no case', []],
])('a test named %j is about %j', (title, ids) => {
  expect(idsOf(title)).toEqual(ids);
});

test('a test that fails, and a case without a test, are seen in the table', () => {
  const results = [
    { file: 'test/a.test.ts', titles: ['C9 is <refused> | told'], status: 'failed' },
    { file: 'test/a.test.ts', titles: ['C9 of a group', 'of another kind'], status: 'passed' },
  ];
  const made = rowsOf(inTable(page, hostileTable(results)));

  expect(made.find(({ id }) => id === 'C9')).toMatchObject({
    files: ['test/a.test.ts'],
    result: '1 of 2 did not pass',
  });
  expect(made.find(({ id }) => id === 'C10')).toMatchObject({ files: [], result: 'no test' });
  expect(hostileTable(results)).not.toContain('<refused>');
});
