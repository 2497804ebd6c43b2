import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { withSoak } from './page.ts';

const now = readFileSync(new URL('../../docs/hostile.md', import.meta.url), 'utf8');
/** Before any soak. */
const page = now.replace(/(?<=<!-- the soak, by .* -->\n)[\s\S]*(?=\n<!-- the end of the soak -->)/, '');
const scenario = {
  ...{ name: 'faults', about: 'Faults.', seconds: 700.4, problems: ['lost: uploads/a.jpg'] },
  rows: [{ kind: 'a | b', injections: 50, ends: { done: 49, failed: 1 }, repeated: 2, checked: 'all' }],
};
const run = {
  ...{ date: '2026-11-21T15:00:00.000Z', command: 'npm run soak', size: 1, cores: 2, seconds: 900 },
  scenarios: [scenario],
};
const order = ['faults', 'storm'];

test('what a scenario came to takes the place of what it came to before, and nothing else is touched', () => {
  const first = withSoak(page, run, order);
  const written = withSoak(first, { ...run, scenarios: [{ ...scenario, name: 'storm', rows: [] }] }, order);

  expect(first).toContain('`npm run soak` on 2026-11-21, 2 cores, 700 s: 1 did not hold.');
  expect(first).toContain('| a \\| b | 50 | 49 done, 1 failed | 2 | all |');
  expect(first).toContain('### storm\n\nNot run yet.');
  expect(written).toContain('49 done');
  expect(written).not.toContain('Not run yet');
  expect(withSoak(written, { ...run, scenarios: [{ ...scenario, rows: [] }] }, order)).not.toContain(
    '49 done',
  );
  expect(withSoak(written, { ...run, scenarios: [] }, order)).toBe(written);
  expect(written.slice(0, 1000)).toBe(page.slice(0, 1000));
  expect(() => withSoak('nothing', run, order)).toThrow('has to have the lines');
});
