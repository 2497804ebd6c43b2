import { expect, test } from '@jest/globals';
import { rowsOf } from '../../../cli/backfill/csv.ts';
import type { Looks } from '../../../cli/backfill/looks.ts';
import { lot } from '../../../cli/backfill/lot.ts';
import { planFor, planLines } from '../../../cli/backfill/plan.ts';
import type { Place } from '../../../cli/place.ts';

test.each([
  ['plain values', 'a,b,1\n', [['a', 'b', '1']]],
  ['values in quotes', '"a","b, c","say ""x"""\n', [['a', 'b, c', 'say "x"']]],
  [
    'empty values',
    'a,,\n"",b,\n',
    [
      ['a', '', ''],
      ['', 'b', ''],
    ],
  ],
  [
    'other line ends',
    'a,b\r\nc,d\r\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['nothing', '', []],
])('reads rows with %s', (_what, text, rows) => {
  expect(rowsOf(text)).toEqual(rows);
});

test('a lot keeps all while there are few, and each with the same chance when there are more', () => {
  const few = lot<number>(3);
  for (const each of [1, 2, 3]) few.add(each);
  expect(few.kept).toEqual([1, 2, 3]);

  const often = Array.from({ length: 10 }, () => 0);
  for (let round = 0; round < 2000; round++) {
    const { kept, add } = lot<number>(4);
    for (let each = 0; each < 10; each++) add(each);
    for (const each of kept) often[each] = (often[each] ?? 0) + 1;
  }
  for (const times of often) expect(Math.abs(times - 800)).toBeLessThan(200); // 9 times the deviation
});

const rates = { photoDollars: 0.0002, lookDollars: 0.000001, photoSeconds: 2, pricesOf: '2026-11-21' };
const place = { output: () => JSON.stringify(rates) } as unknown as Place;
const looks = (counts: Partial<Looks['counts']>, photos: number): Looks => ({
  counts: { current: 0, outdated: 0, without: 0, rejected: 0, ignored: 0, ...counts },
  photos: Array.from({ length: photos }, (_, index) => ({ key: `${index}`, name: `${index}`, event: {} })),
});

test('figures what a few looks say of a large bucket', () => {
  const stock = { prefix: 'uploads/', objects: 1_000_000, bytes: 4e12, lookedAt: 10_000 };
  const plan = planFor(place, stock, looks({ current: 9_000, outdated: 1_000 }, 1_000), 50);

  expect(plan).toMatchObject({ current: 900_000, outdated: 100_000, photos: 100_000, seconds: 4_000 });
  expect(plan.dollars).toBeCloseTo(21, 6);
  expect(planLines(plan, { rejectedToo: false, local: false })).toBe(
    [
      '1,000,000 objects below uploads/, 4000 GB',
      '  900,000 current: left out',
      '  100,000 with renditions of other settings',
      '  worked out from 10,000 of them, drawn by lot',
      '100,000 to make, 50 at a time: about 67 min, about $21.00',
      '  (us-east-1, prices of 2026-11-21, without logs; the time is a guess)',
    ].join('\n'),
  );
});

test('says of a large bucket that others may have something to make, where those that were drawn have not', () => {
  const stock = { prefix: 'uploads/', objects: 1_000_000, bytes: 4e12, lookedAt: 10_000 };
  const plan = planFor(place, stock, looks({ current: 10_000 }, 0), 50);

  expect(planLines(plan, { rejectedToo: false, local: false })).toMatch(
    /drawn; there may be among the others\.$/,
  );
});

test('an empty bucket has nothing to make', () => {
  const stock = { prefix: 'uploads/', objects: 0, bytes: 0, lookedAt: 0 };
  const plan = planFor(place, stock, looks({}, 0), 10);

  expect(plan).toMatchObject({ photos: 0, seconds: 0, dollars: 0 });
  expect(planLines(plan, { rejectedToo: false, local: false })).toBe(
    '0 objects below uploads/, 0 B\nNothing to make.',
  );
});
