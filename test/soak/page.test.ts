import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { soakTable, withSoak } from './page.ts';

const page = readFileSync(new URL('../../docs/hostile.md', import.meta.url), 'utf8');
const run = {
  ...{ date: '2026-11-21T15:00:00.000Z', command: 'npm run soak', size: 1, cores: 2, seconds: 700.4 },
  scenarios: [
    {
      ...{ name: 'faults', about: 'Faults.', seconds: 700, problems: ['lost: uploads/a.jpg'] },
      rows: [{ kind: 'a | b', injections: 50, ends: { done: 49, failed: 1 }, repeated: 2, checked: 'all' }],
    },
  ],
};

test('the last run is written between its own markers, and nothing else is touched', () => {
  const written = withSoak(page, soakTable(run));

  expect(written).toContain('`npm run soak` on 2026-11-21, 2 cores, 700 s: 1 problems.');
  expect(written).toContain('| a \\| b | 50 | 49 done, 1 failed | 2 | all |');
  expect(withSoak(written, soakTable({ ...run, scenarios: [] }))).not.toContain('49 done');
  expect(written.slice(0, 1000)).toBe(page.slice(0, 1000));
  expect(() => withSoak('nothing', 'section')).toThrow('has to have the lines');
});
