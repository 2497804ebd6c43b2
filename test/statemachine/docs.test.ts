import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { definitionText, deployed, type State } from './definition.ts';
import { delaysOf, longestOf, sumOf, waysThrough } from './worst-case.ts';

// When one of these is red, docs/workflow.md has to say what the definition says now: the expected rows
// of the failure can be pasted into it.

const page = readFileSync(new URL('../../docs/workflow.md', import.meta.url), 'utf8');
const definition = deployed();
const states = Object.entries(definition.States);
const tasks = states.filter(([, { Type }]) => Type === 'Task');

/** The rows of the table under a heading, without its head. */
function rowsUnder(heading: string): string[] {
  const section = page.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2);
}

function row(...cells: (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** The state's name as a link to the line of the definition where its field begins. */
function linkTo(name: string, field: string): string {
  const lines = definitionText.split('\n');
  const state = lines.indexOf(`    "${name}": {`);
  const line = 1 + lines.findIndex((each, index) => index > state && each.startsWith(`      "${field}":`));
  return `[${name}](../statemachine/photo.asl.json#L${line})`;
}

/** The page's own name for a list of errors. */
function groupOf(names: string[]): string {
  const list = names.map((each) => `\`${each}\``).join(', ');
  const group = page.match(/^- \*\*.*$/gm)?.find((line) => line.includes(`: ${list}`));
  return group?.match(/\*\*(.*)\*\*/)?.[1] ?? list;
}

function joined(numbers: number[]): string {
  return numbers.join(' + ');
}

test('docs/workflow.md names every state, in the order of the definition', () => {
  expect(rowsUnder('States').map((each) => each.split(' | ')[0])).toEqual(
    states.map(([name]) => `| ${name}`),
  );
});

test('docs/workflow.md has every rule of Validate Key, in order', () => {
  const rules = definition.States['Validate Key']?.Choices as { Comment: string; Next: string }[];

  expect(rowsUnder('Validate Key')).toEqual(
    rules.map(({ Comment, Next }, index) => row(index + 1, Comment.replace(/\.$/, ''), Next)),
  );
});

test('docs/workflow.md has every retry, its delays, and a link to its line', () => {
  const expected = tasks.flatMap(([name, { Retry = [] }]) =>
    Retry.map((retrier) => {
      const jitter = retrier.JitterStrategy === 'FULL' ? 'up to ' : '';
      const delays = delaysOf(retrier);
      return row(
        linkTo(name, 'Retry'),
        groupOf(retrier.ErrorEquals),
        delays.length,
        `${jitter}${delays.join(', ')}`,
      );
    }),
  );

  expect(rowsUnder('Retries')).toEqual(expected);
});

test('docs/workflow.md has every catch, in order, and a link to its line', () => {
  const expected = tasks.flatMap(([name, { Catch = [] }]) =>
    Catch.map(({ ErrorEquals, Next }) => row(linkTo(name, 'Catch'), groupOf(ErrorEquals), Next)),
  );

  expect(rowsUnder('Catches')).toEqual(expected);
});

function arithmetic(state: State): string {
  const retries = (state.Retry ?? []).map(delaysOf);
  const tries = joined([1, ...retries.map((delays) => delays.length)]);
  return `(${tries}) × ${state.TimeoutSeconds} + ${joined(retries.flat())}`;
}

test('docs/workflow.md has the longest that each task takes, and the longest way through', () => {
  const expected = tasks.map(([name, state]) => row(name, arithmetic(state), longestOf(state)));
  const [longest] = waysThrough(definition);

  expect(rowsUnder('How long it takes at most')).toEqual(expected);
  expect(page).toContain(longest && sumOf(longest, definition));
  expect(page).toContain(`\`TimeoutSeconds\` is ${definition.TimeoutSeconds}`);
});
