import { expect, test } from '@jest/globals';
import { randomFrom } from '../../../bench/random.ts';
import { Agenda } from '../../../bench/simulate/agenda.ts';
import { Bucket } from '../../../bench/simulate/bucket.ts';
import { Environments } from '../../../bench/simulate/environments.ts';
import { defaultQuotas } from '../../../bench/simulate/quotas.ts';

test('an agenda gives back in the order of times, and of equal times what was put down first', () => {
  const agenda = new Agenda();
  const random = randomFrom(3);
  const entries = Array.from({ length: 5000 }, (_, entry) => ({ time: Math.floor(random() * 500), entry }));
  for (const { time, entry } of entries) agenda.add(time, entry);

  const taken: number[] = [];
  while (!agenda.empty) taken.push(agenda.take());

  const sorted = entries.toSorted((a, b) => a.time - b.time || a.entry - b.entry);
  expect(taken).toEqual(sorted.map(({ entry }) => entry));
  expect(agenda.next).toBe(Number.POSITIVE_INFINITY);
});

test('a bucket of three, refilled once a second, serves five at once after 0, 0, 0, 1 and 2 seconds', () => {
  const bucket = new Bucket(3, 1);

  expect([0, 0, 0, 0, 0].map((now) => bucket.reserve(now))).toEqual([0, 0, 0, 1, 2]);
  expect(bucket.reserve(1)).toBe(2);
});

test('a bucket holds no more than its size, however long nobody comes', () => {
  const bucket = new Bucket(2, 10);

  expect([bucket.take(100), bucket.take(100), bucket.take(100)]).toEqual([true, true, false]);
  expect(bucket.take(100.2)).toBe(true);
});

test('whom a reservation takes too long takes nothing from those after him', () => {
  const bucket = new Bucket(1, 1);
  bucket.reserve(0, 3);

  expect(bucket.reserve(0, 1, 2)).toBe(Number.POSITIVE_INFINITY);
  expect(bucket.reserve(0, 1, 3)).toBe(3);
});

test('environments are the account’s: those at work of one function are missing to another', () => {
  const environments = new Environments({ ...defaultQuotas, lambdaConcurrency: 2 });

  expect(environments.begin('resize', 0)).toBe('cold');
  expect(environments.begin('start-execution', 0)).toBe('cold');
  expect(environments.begin('resize', 0)).toBe('lambdaConcurrency');
  environments.end('resize');
  expect(environments.begin('resize', 0)).toBe('warm');
  expect([environments.mostAtWork, environments.coldStarts]).toEqual([2, 2]);
});

test('new environments of a function come at its pace', () => {
  const quotas = { ...defaultQuotas, environmentsAtOnce: 1, environmentsPerSecond: 0.5 };
  const environments = new Environments(quotas);

  expect([0, 0, 1, 2].map((now) => environments.begin('resize', now))).toEqual([
    ...['cold', 'lambdaScaling', 'lambdaScaling', 'cold'],
  ]);
});
