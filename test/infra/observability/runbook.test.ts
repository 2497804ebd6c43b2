import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { outputs } from '../../../infra/outputs.ts';
import { resourcesOf } from '../synthesized.ts';
import { alarmsOf, modes, templateOf } from './watching.ts';

const folder = new URL('../../../docs/', import.meta.url);
const page = readFileSync(new URL('runbook.md', folder), 'utf8');
const withoutCode = page.replace(/```[\s\S]*?```/g, '');

/** As code hosts make it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');

const anchorsIn = (text: string) =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));

/** The headings of the third level in a section of the second. */
function headingsIn(section: string): string[] {
  const text = withoutCode.split(/^## /m).find((each) => each.startsWith(`${section}\n`)) ?? '';
  return [...text.matchAll(/^### (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

const links = modes.flatMap((mode) =>
  alarmsOf(mode).map(({ id, properties }) => {
    const [, anchor] = /docs\/runbook\.md#([\w-]+)$/.exec(properties.AlarmDescription) ?? [];
    return { mode, id, anchor };
  }),
);

test.each(links)('$id of the mode $mode links to its paragraph', ({ anchor }) => {
  expect(headingsIn('Alarms')).toContain(anchor);
});

test('every paragraph under Alarms is that of an alarm, and of one only', () => {
  const byAnchor = Map.groupBy(links, ({ anchor }) => anchor);

  expect([...byAnchor.keys()].toSorted()).toEqual(headingsIn('Alarms').toSorted());
  for (const those of byAnchor.values()) expect(new Set(those.map(({ id }) => id)).size).toBe(1);
});

test('every paragraph of an alarm says what it means, where to look and what to do', () => {
  const [, alarms = ''] = page.split(/^## Alarms$/m);
  for (const paragraph of alarms.split(/^### /m).slice(1)) {
    const words = [...paragraph.matchAll(/^\*\*(\w+)\.\*\*/gm)].map(([, word]) => word);
    expect([paragraph.split('\n')[0], words]).toEqual([expect.any(String), ['Means', 'Look', 'Do']]);
  }
});

test('with notify.runbook each alarm links there, in the room that a description has', () => {
  const runbook = `https://example.com/${'a'.repeat(480)}`;
  for (const { properties } of modes.flatMap((mode) => alarmsOf(mode, { 'notify.runbook': runbook }))) {
    expect(properties.AlarmDescription).toContain(` ${runbook}#`);
    expect(properties.AlarmDescription.length).toBeLessThanOrEqual(1024);
  }
});

test('every link of the runbook leads somewhere', () => {
  for (const [, file = '', anchor] of withoutCode.matchAll(/\]\(([\w./-]*)(?:#([\w-]+))?\)/g)) {
    const target = new URL(file === '' ? 'runbook.md' : file, folder);
    expect([file, existsSync(target)]).toEqual([file, true]);
    if (anchor !== undefined) expect(anchorsIn(readFileSync(target, 'utf8'))).toContain(anchor);
  }
});

const blocksIn = (text: string) =>
  [...text.matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm)].map(([, block = '']) => block);

/** Variables that a command needs, and those that it sets. */
const needed = (script: string) => [...script.matchAll(/\$\{?([a-z]\w*)/g)].map(([, name = '']) => name);
const set = (script: string) =>
  [...script.matchAll(/\b([a-z]\w*)=|\bread (?:-r )?(\w+)/g)].map(([, name, read]) => name ?? read ?? '');

test('every name in a command is set before it, by its paragraph or by what one pastes first', () => {
  const paragraphs = page
    .split(/^### /m)
    .map((text) => ({ title: text.split('\n')[0], blocks: blocksIn(text) }));
  const known = paragraphs.find(({ title }) => title === 'Before you begin')?.blocks.flatMap(set) ?? [];

  expect(known).toContain('machine');
  for (const { title, blocks } of paragraphs) {
    const here = new Set([...known, ...blocks.flatMap(set)]);
    const unknown = blocks.flatMap(needed).filter((name) => !here.has(name));
    expect({ title, unknown }).toEqual({ title, unknown: [] });
  }
});

const commands = blocksIn(page).join('\n');
const named = (pattern: RegExp) => [...new Set([...commands.matchAll(pattern)].map(([, name = '']) => name))];

test('every output that a command asks for is one of the stack', () => {
  const asked = [
    ...named(/\$\(output (\w+)\)/g),
    ...named(/\$\(queue (\w+)\)/g).map((name) => `${name}QueueUrl`),
  ];

  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter((name) => !Object.hasOwn(outputs, name))).toEqual([]);
});

test.each([
  ...named(/\$\(function_named (\w+)\)/g).map((name) => ['AWS::Lambda::Function', name] as const),
  ...named(/\$\(resource AWS::Logs::LogGroup (\w+)\)/g).map((name) => ['AWS::Logs::LogGroup', name] as const),
])('of the %s %s there is one where there is any', (type, name) => {
  const found = modes.map(
    (mode) => resourcesOf(templateOf(mode), type).filter(([id]) => id.includes(name)).length,
  );

  expect(found).toContain(1);
  expect(Math.max(...found)).toBe(1);
});

test('a shell can read every command', () => {
  const blocks = blocksIn(page);

  expect(blocks.length).toBeGreaterThan(15);
  for (const block of blocks) execFileSync('sh', ['-n'], { input: block });
});

test('the table of costs is right', () => {
  const rows = modes.map((mode) => {
    const alarms = alarmsOf(mode);
    const metrics = alarms.flatMap((alarm) => alarm.metrics).length;
    return `| \`${mode}\` | ${alarms.length} | ${metrics} | $${(metrics * 0.1).toFixed(2)} |`;
  });
  for (const row of rows) expect(page).toContain(row);
});
