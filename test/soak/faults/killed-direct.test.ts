import { expect, test } from '@jest/globals';
import { campaigns, fought } from './index.ts';

test('killed at every step of a photo, darkroom goes on where it was', async () => {
  const { problems, rows } = await fought(campaigns.killedDirect, 0.01, () => {});

  expect(problems).toEqual([]);
  expect(rows.filter(({ injections }) => injections > 0).length).toBeGreaterThanOrEqual(6);
}, 600_000);
