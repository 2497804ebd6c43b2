import { expect, test } from '@jest/globals';
import { campaigns, fought } from './index.ts';

test('every kind of fault strikes photos that go through the buffer', async () => {
  const { problems, rows } = await fought(campaigns.buffered, 0.01, () => {});

  expect(problems).toEqual([]);
  expect(rows.filter(({ injections }) => injections > 0).length).toBeGreaterThanOrEqual(50);
}, 600_000);
