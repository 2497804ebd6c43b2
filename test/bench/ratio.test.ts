import { expect, test } from '@jest/globals';
import { figure, isWorse, ratioOf, timesOf } from '../../bench/ratio.ts';

function rounds(times: Record<string, number[]>) {
  const took = Object.entries(times).map(
    ([name, all]) => [name, all.map((cpuMs) => ({ cpuMs, wallMs: cpuMs * 2 }))] as const,
  );
  return new Map(took);
}

test('a ratio is the median of the ratios of each round: a slow round slows both', () => {
  const took = rounds({ own: [10, 100, 12], other: [20, 200, 20] });
  expect(ratioOf(took, 'own', 'other', 0.6)).toEqual([
    { what: 'own / other', value: 0.5, spread: expect.closeTo(0.05), unit: '×', bar: 0.6 },
  ]);
});

test('what is not installed is not compared', () => {
  expect(ratioOf(rounds({ own: [1] }), 'own', 'vipsthumbnail', 1)).toEqual([]);
});

test('times are told with their median and half of what lies between the quartiles', () => {
  const [cpu, wall] = timesOf(rounds({ own: [1, 2, 3, 4, 50] }));
  expect(cpu).toEqual({ what: 'own, CPU', value: 3, spread: 1, unit: 'ms' });
  expect(wall).toMatchObject({ value: 6, unit: 'ms' });
});

test.each([
  [[1, 1, 1], 1, false],
  [[1, 1.2, 1.4], 1.1, false],
  [[1.2, 1.2, 1.2], 1.1, true],
  [[9, 9, 9], undefined, false],
  [[], 1, true],
])('%j against a bar of %s is worse by more than its spread: %s', (values, bar, worse) => {
  expect(isWorse(figure('a', values, '×', bar))).toBe(worse);
});

test.each([
  [[0.5, 0.5, 0.5], 0.4, false],
  [[0.3, 0.3, 0.3], 0.4, true],
  [[0.3, 0.38, 0.5], 0.4, false],
  [[], 0.4, true],
])('%j where at least %s is asked for is worse by more than its spread: %s', (values, least, worse) => {
  expect(isWorse(figure('a', values, '×', { least }))).toBe(worse);
});
