import { expect, test } from '@jest/globals';
import { campaigns, fought } from './index.ts';

test('every kind of fault strikes photos that go to the workflow at once', async () => {
  const { problems, rows } = await fought(campaigns.direct, 0.01, () => {});

  expect(problems).toEqual([]);
  expect(rows.filter(({ injections }) => injections > 0).length).toBeGreaterThanOrEqual(60);
}, 600_000);
