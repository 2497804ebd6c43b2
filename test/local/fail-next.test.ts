import { expect, test } from '@jest/globals';
import { FailNext } from '../../local/fail-next.ts';

const of = (id: string) => ({ execution: { id } });

test('every resize of one execution crashes, the first that comes, until it has ended', () => {
  const changes: boolean[] = [];
  const failNext = new FailNext();
  failNext.onChange((on) => changes.push(on));
  expect(failNext.strikes('resize', of('a'))).toBe(false);

  failNext.arm(true);

  expect(failNext.strikes('record-outcome', of('a'))).toBe(false);
  expect(failNext.strikes('resize', of('a'))).toBe(true);
  expect(failNext.strikes('resize', of('b'))).toBe(false);
  expect(failNext.strikes('resize', of('a'))).toBe(true);
  failNext.ended('b');
  expect(failNext.on).toBe(true);
  failNext.ended('a');
  expect(failNext.strikes('resize', of('a'))).toBe(false);
  expect(changes).toEqual([true, false]);
});

test('it can be switched off before anything failed', () => {
  const failNext = new FailNext();
  failNext.arm(true);
  failNext.arm(false);

  expect(failNext.strikes('resize', of('a'))).toBe(false);
});
