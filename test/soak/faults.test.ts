import { expect, test } from '@jest/globals';
import { faults } from './faults/index.ts';

test('faults of every kind, upon photos that are replaced and deleted on their way', async () => {
  const { problems, rows } = await faults.run(0.04, () => {});

  expect(problems).toEqual([]);
  expect(rows.length).toBeGreaterThan(0);
}, 300_000);
