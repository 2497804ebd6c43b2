import { expect, test } from '@jest/globals';
import { presign } from './presign/index.ts';

test('P14 a flood of requests for links leaves photos and page unharmed, and no hostile request gets anywhere', async () => {
  const { problems, rows } = await presign.run(0.05, () => {});

  expect(problems).toEqual([]);
  expect(rows.map(({ ends }) => ends)).toMatchObject([
    { 201: expect.any(Number) },
    { done: 4 },
    { done: 6 },
    {},
    { 201: expect.any(Number), 429: expect.any(Number) },
    { done: 4 },
    { done: 6 },
    {},
  ]);
}, 300_000);
