import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { FaultsError } from '../../../local/faults/error.ts';
import type { Faults } from '../../../local/faults/faults.ts';
import { linesOf, planned } from './planned.ts';

const at = 's3.GetObject';

function object(key: string) {
  return () => ({ text: `versioned/${key}`, photo: key.startsWith('uploads/') ? key : undefined });
}

/** Which of so many visits in a row are struck. */
function strikes(faults: Faults, visits: number, key = 'uploads/a'): number[] {
  return Array.from({ length: visits }, (_, visit) => visit).filter(() => faults.at(at, object(key)));
}

describe('how often', () => {
  test.each([
    { rule: {}, struck: [0] },
    { rule: { times: 3 }, struck: [0, 1, 2] },
    { rule: { skip: 2 }, struck: [2] },
    { rule: { skip: 1, times: 2 }, struck: [1, 2] },
    { rule: { skip: 3, times: 'always' }, struck: [3, 4, 5] },
    { rule: { match: 'loads/a' }, struck: [0] },
    { rule: { match: 'loads/b' }, struck: [] },
  ])('$rule strikes $struck of six visits', ({ rule, struck }) => {
    using plan = planned([{ at, do: '500', ...rule }]);

    expect(strikes(plan.faults, 6)).toEqual(struck);
  });

  test('for each photo by itself, and nothing that is no photo’s', () => {
    using plan = planned([{ at, do: '500', skip: 1, times: 2, per: 'photo' }]);

    expect(strikes(plan.faults, 2, 'uploads/a')).toEqual([1]);
    expect(strikes(plan.faults, 5, 'uploads/b')).toEqual([1, 2]);
    expect(strikes(plan.faults, 2, 'uploads/a')).toEqual([0]);
    expect(strikes(plan.faults, 5, 'elsewhere/c')).toEqual([]);
  });

  test('of several that fit the first strikes, and those after it do not count that visit', () => {
    using plan = planned([
      { at, do: '403', times: 2 },
      { at, do: '500', skip: 1, times: 1 },
      { at: 's3.PutObject', do: '503' },
    ]);
    const done = Array.from({ length: 5 }, () => plan.faults.at(at, object('uploads/a'))?.do);

    expect(done).toEqual(['403', '403', undefined, '500', undefined]);
  });

  test('nobody asks what a point without faults is about', () => {
    using plan = planned([{ at, do: '500' }]);
    const asked = () => {
      throw new Error('It was asked.');
    };

    expect(plan.faults.at('s3.HeadObject', asked)).toBeUndefined();
    expect(() => plan.faults.at(at, asked)).toThrow('It was asked.');
  });
});

describe('chance', () => {
  const rule = { at, do: '500', chance: 0.3, times: 'always' };

  test('strikes about as often as it says, and the same ones for the same seed', () => {
    using one = planned([rule], 7);
    using same = planned([rule], 7);
    using other = planned([rule], 8);
    const struck = strikes(one.faults, 1000);

    expect(struck.length).toBeGreaterThan(220);
    expect(struck.length).toBeLessThan(380);
    expect(strikes(same.faults, 1000)).toEqual(struck);
    expect(strikes(other.faults, 1000)).not.toEqual(struck);
  });

  test('strikes the same of a photo in whatever order photos come', () => {
    using one = planned([{ ...rule, per: 'photo' }]);
    using other = planned([{ ...rule, per: 'photo' }]);
    const keys = Array.from({ length: 100 }, (_, n) => `uploads/${n}`);
    const struckIn = (faults: Faults, order: string[]) =>
      order.filter((key) => faults.at(at, object(key))).sort();

    expect(struckIn(one.faults, keys)).toEqual(struckIn(other.faults, keys.toReversed()));
  });

  test('what is late is so by up to its ms, and not always by the same', () => {
    using plan = planned([{ at: 'events.Deliver', do: 'late', ms: 1000, times: 'always' }]);
    const waits = Array.from(
      { length: 100 },
      () => plan.faults.atValue('events.Deliver', () => ({}))?.ms ?? -1,
    );

    expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1000);
    expect(new Set(waits).size).toBeGreaterThan(50);
  });
});

describe('the journal', () => {
  test('has a line for each injection, before anybody hears of it', () => {
    using plan = planned([
      { at, do: '500' },
      { at, do: 'cut', per: 'photo' },
    ]);
    strikes(plan.faults, 2);

    expect(linesOf(plan.journal).map((line) => JSON.parse(line))).toEqual([
      { at, do: '500', rule: 0, id: expect.any(String), photo: 'uploads/a', time: expect.any(String) },
      { at, do: 'cut', rule: 1, id: expect.any(String), photo: 'uploads/a', time: expect.any(String) },
    ]);
  });

  test('is counted on from by the next process, for each photo', () => {
    using plan = planned([
      { at, do: '500', times: 2, per: 'photo', skip: 1 },
      { at: 'sns.Publish', do: 'kill', times: 1 },
    ]);
    expect(strikes(plan.faults, 2)).toEqual([1]);
    expect(plan.faults.atValue('sns.Publish', () => ({}))?.do).toBe('kill');

    const next = plan.again();

    expect(next.atValue('sns.Publish', () => ({}))).toBeUndefined();
    expect(strikes(next, 4)).toEqual([0]); // its first has passed before
    expect(strikes(next, 4, 'uploads/b')).toEqual([1, 2]);
  });

  test('throws other dice after a restart: a kill by chance does not come for ever', () => {
    using plan = planned([{ at, do: 'kill', chance: 0.5, times: 'always' }]);
    let faults = plan.faults;
    const first = Array.from({ length: 20 }, () => {
      const [struck] = strikes(faults, 20);
      faults = plan.again();
      return struck;
    });

    expect(new Set(first).size).toBeGreaterThan(1);
  });

  test('whose last line was cut off is used all the same', () => {
    using plan = planned([{ at, do: '500', times: 2 }]);
    strikes(plan.faults, 1);
    appendFileSync(plan.journal, '{"at":"s3.GetOb');

    const next = plan.again();

    expect(strikes(next, 3)).toEqual([0]);
    expect(linesOf(plan.journal).map((line) => JSON.parse(line).do)).toEqual(['500', '500']);
  });

  test('that is none is said to be none', () => {
    using plan = planned([{ at, do: '500' }]);
    writeFileSync(plan.journal, 'hello\nthere\n');

    expect(() => plan.again()).toThrow(FaultsError);
    expect(() => plan.again()).toThrow('faults.jsonl, line 1 is no entry');
    expect(readFileSync(plan.journal, 'utf8')).toBe('hello\nthere\n');
  });

  test('of a file that was changed counts for what stayed as it was', () => {
    const [kept, twin, changed] = [
      { at, do: '500', match: 'kept' },
      { at, do: '500', match: 'kept' },
      { at, do: '500', match: 'changed' },
    ];
    using plan = planned([kept, twin, changed]);
    expect(strikes(plan.faults, 1, 'uploads/kept')).toEqual([0]);
    expect(strikes(plan.faults, 1, 'uploads/changed')).toEqual([0]);

    const next = plan.again([{ at, do: '403', match: 'new' }, kept, twin, { ...changed, times: 2 }]);

    expect(strikes(next, 5, 'uploads/kept')).toEqual([0]); // the twin's
    expect(strikes(next, 5, 'uploads/changed')).toEqual([0, 1]);
    expect(strikes(next, 5, 'uploads/new')).toEqual([0]);
  });
});

test('ten thousand rules are read and asked', () => {
  using plan = planned(Array.from({ length: 10_000 }, (_, n) => ({ at, do: '500', match: `photo-${n}.` })));

  expect(plan.faults.rules).toBe(10_000);
  expect(strikes(plan.faults, 3, 'uploads/photo-9999.jpg')).toEqual([0]);
  expect(strikes(plan.faults, 3, 'uploads/photo-10000.jpg')).toEqual([]);
});

test('when all ends, nothing goes wrong any more and nobody waits', async () => {
  using plan = planned([{ at, do: '500', times: 'always' }]);
  const waiting = plan.faults.sleep(3_600_000);
  plan.faults[Symbol.dispose]();

  await expect(waiting).rejects.toThrow('aborted');
  expect(strikes(plan.faults, 1)).toEqual([]);
});
