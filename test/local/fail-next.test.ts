import { expect, test } from '@jest/globals';
import { FailNext } from '../../local/fail-next.ts';

const of = (id: string) => ({ execution: { id } });

test('every resize of one execution crashes, the first that comes, until it has ended', () => {
  const changes: boolean[] = [];
  const failNext = new FailNext();
  failNext.onChange((on) => changes.push(on));
  expect(failNext.faultFor('resize', of('a'))).toBeUndefined();

  failNext.arm(true);

  expect(failNext.faultFor('record-outcome', of('a'))).toBeUndefined();
  expect(failNext.faultFor('resize', of('a'))).toBe('crash');
  expect(failNext.faultFor('resize', of('b'))).toBeUndefined();
  expect(failNext.faultFor('resize', of('a'))).toBe('crash');
  failNext.ended('b');
  expect(failNext.on).toBe(true);
  failNext.ended('a');
  expect(failNext.faultFor('resize', of('a'))).toBeUndefined();
  expect(changes).toEqual([true, false]);
});

test('it can be switched off before anything failed', () => {
  const failNext = new FailNext();
  failNext.arm(true);
  failNext.arm(false);

  expect(failNext.faultFor('resize', of('a'))).toBeUndefined();
});
