import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { renditionFields } from '../../../infra/settings/renditions.ts';
import { ruleFields } from '../../../infra/settings/rules.ts';
import { subscriberFields } from '../../../infra/settings/subscribers.ts';
import { table } from '../../../infra/settings/table.ts';

const docs = readFileSync(new URL('../../../docs/settings.md', import.meta.url), 'utf8');

/** The rows of the table under a heading, each as its cells. */
function rowsUnder(heading: string): string[][] {
  const section = docs.split(/^## /m).find((section) => section.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test('docs/settings.md has every setting, in the order of the table, with its default and what it may be', () => {
  const expected = Object.entries(table).map(([path, { kind, default: unlessGiven }]) => [
    `\`${path}\``,
    unlessGiven === undefined ? 'none' : `\`${JSON.stringify(unlessGiven)}\``,
    kind.mayBe,
  ]);
  expect(rowsUnder('All settings').map(([path, , ...rest]) => [path, ...rest])).toEqual(expected);
});

test('docs/settings.md has every field of a rendition, with what it may be', () => {
  const expected = Object.entries(renditionFields).map(([name, { mayBe }]) => [`\`${name}\``, mayBe]);
  expect(rowsUnder('Renditions').map(([name, , , mayBe]) => [name, mayBe])).toEqual(expected);
});

test('docs/settings.md has every field of a rule, with what it may be', () => {
  const expected = Object.entries(ruleFields).map(([name, { mayBe }]) => [`\`${name}\``, mayBe]);
  expect(rowsUnder('Rules').map(([name, , , mayBe]) => [name, mayBe])).toEqual(expected);
});

test('docs/settings.md has every field of a subscriber, with what it may be', () => {
  const expected = Object.entries(subscriberFields).map(([name, { mayBe }]) => [`\`${name}\``, mayBe]);
  expect(rowsUnder('Subscribers').map(([name, , , mayBe]) => [name, mayBe])).toEqual(expected);
});

test('docs/settings.md says of everything what it is', () => {
  const described = ['All settings', 'Renditions', 'Rules', 'Subscribers'].flatMap(rowsUnder);
  for (const [, what] of described) expect(what?.length).toBeGreaterThan(8);
});
