import { expect, test } from '@jest/globals';
import { storm } from './storm/index.ts';

test('a storm of duplicates in disorder leaves one effect and one notice for each newest upload', async () => {
  const { problems, rows } = await storm.run(0.02, () => {});

  expect(problems).toEqual([]);
  expect(rows[0]?.ends).toMatchObject({ superseded: 120, done: expect.any(Number) });
}, 600_000);
