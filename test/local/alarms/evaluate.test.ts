import { describe, expect, test } from '@jest/globals';
import { datapointsOf, isTooMuch, wordsFor } from '../../../local/alarms/evaluate.ts';
import { Minutes } from '../../../local/alarms/metrics.ts';
import type { AlarmSpec, MetricSpec } from '../../../local/deployment.ts';

const metric = (arn: string, statistic: MetricSpec['statistic'] = 'Sum'): MetricSpec => ({
  name: 'AWS/Lambda Errors',
  arn,
  statistic,
});

const alarm = (more: Partial<AlarmSpec> = {}): AlarmSpec => ({
  id: 'Red',
  description: 'It is red.',
  metrics: [metric('a')],
  periodSeconds: 300,
  threshold: 2,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  ...more,
});

const none = undefined;

test.each([
  ['below the threshold', [1], 1, false],
  ['at the threshold', [2], 1, true],
  ['with nothing measured', [none], 1, false],
  ['in one of three, where three are asked for', [none, 5, none], 3, false],
  ['in two of three, where two are asked for', [5, none, 2], 2, true],
  ['in all of three', [2, 3, 4], 3, true],
  ['in two of three with data missing, where three are asked for', [2, none, 4], 3, false],
])('%s', (_where, datapoints, datapointsToAlarm, expected) => {
  const spec = alarm({ evaluationPeriods: datapoints.length, datapointsToAlarm });

  expect(isTooMuch(datapoints, spec)).toBe(expected);
});

describe('datapoints', () => {
  const at = (minutes: Record<number, number[]>) => {
    const all = new Minutes();
    for (const [minute, values] of Object.entries(minutes))
      for (const value of values) all.add(Number(minute), value);
    return all;
  };
  const values = at({ 3: [1, 4], 4: [2], 9: [7] });

  test.each([
    ['Sum', 10, [7, 7]],
    ['Minimum', 10, [1, 7]],
    ['Maximum', 10, [4, 7]],
    ['Sum', 9, [5, 2]],
    ['Sum', 5, [none, 7]],
    ['Sum', 4, [none, 5]],
    ['Sum', 3, [none, none]],
  ] as const)('%s of two periods of five minutes before minute %i', (statistic, end, expected) => {
    const spec = alarm({ metrics: [metric('a', statistic)], evaluationPeriods: 2 });

    expect(datapointsOf(spec, end, () => values)).toEqual(expected);
  });

  test('several metrics are added up, those without data as nothing', () => {
    const of = { a: values, b: at({ 9: [1] }), c: at({}) };
    const spec = alarm({ metrics: [metric('a'), metric('b'), metric('c')], evaluationPeriods: 2 });

    expect(datapointsOf(spec, 10, ({ arn }) => of[arn as 'a'])).toEqual([7, 8]);
  });

  test('what is too old is forgotten', () => {
    const some = at({ 1: [1], 2: [2] });
    some.forgetBefore(2);

    expect(some.over(5, 5)).toEqual({ sum: 2, least: 2, most: 2 });
  });
});

test.each([
  [[3], alarm(), 'In the last 5 minutes: 3. From 2 on it is too much.'],
  [
    [none, 2],
    alarm({ periodSeconds: 900 }),
    'In the last 2 times 15 minutes: nothing, 2. From 2 on it is too much.',
  ],
])('the words for %j', (datapoints, spec, words) => {
  expect(wordsFor(datapoints, spec)).toBe(words);
});
