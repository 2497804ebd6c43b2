import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { alarmsOf, modes } from './watching.ts';

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

test('a shell can read every command', () => {
  const blocks = [...page.matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm)].map(([, block = '']) => block);

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
