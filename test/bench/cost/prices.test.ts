import { expect, test } from '@jest/globals';
import { costOf, prices } from '../../../bench/cost/prices.ts';

test('a price without tiers is so much for each', () => {
  expect(costOf(1e6, prices.s3Write)).toBeCloseTo(5, 10);
  expect(costOf(0, prices.s3Write)).toBe(0);
});

test.each([
  // 50 TB at 0.023, then 0.022.
  ['at the end of the first tier', 51_200, 51_200 * 0.023],
  ['in the second tier', 51_300, 51_200 * 0.023 + 100 * 0.022],
  ['in the last tier', 600_000, 51_200 * 0.023 + (512_000 - 51_200) * 0.022 + (600_000 - 512_000) * 0.021],
])('%s each tier costs its own', (_where, gigabytes, dollars) => {
  expect(costOf(gigabytes, prices.s3GbMonth)).toBeCloseTo(dollars, 6);
});

test('express memory has the tiers of its page: 1,000 GB-hours, 4,000 more, and the rest', () => {
  expect(costOf(6_000 * 3600, prices.expressGbSecond)).toBeCloseTo(
    1_000 * 0.06 + 4_000 * 0.03 + 1_000 * 0.01642,
    8,
  );
});

test('every price says where it stands, and its tiers go up to no end', () => {
  for (const { tiers, source, unit } of Object.values(prices)) {
    expect(source).toMatch(/^https:\/\/aws\.amazon\.com\//);
    expect(unit).not.toBe('');
    const ends = tiers.map(({ upTo }) => upTo);
    expect(ends).toEqual(ends.toSorted((a, b) => a - b));
    expect(ends.at(-1)).toBe(Number.POSITIVE_INFINITY);
  }
});
