import { expect, test } from '@jest/globals';
import { campaigns, fought } from './index.ts';

test('faults strike photos that go to an Express workflow', async () => {
  const { problems, rows } = await fought(campaigns.express, 0.01, () => {});

  expect(problems).toEqual([]);
  expect(rows.filter(({ injections }) => injections > 0).length).toBeGreaterThanOrEqual(6);
}, 600_000);
