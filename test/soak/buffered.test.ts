import { expect, test } from '@jest/globals';
import { buffered } from './buffered/index.ts';

test('E8 F11 of a burst none is lost or done twice, never more are at work than the cap, and poison is parked', async () => {
  const { problems, rows } = await buffered.run(0.02, () => {});

  expect(problems).toEqual([]);
  expect(rows.at(-1)?.injections).toBeGreaterThan(200);
}, 300_000);
