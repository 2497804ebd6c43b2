import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { rejectionReasons } from '../../functions/shared/reasons.ts';
import { worstPictures } from '../fixtures/worst/index.ts';
import { ordinaryPhotos } from '../fixtures/worst/ordinary.ts';
import { raisedPictures } from '../fixtures/worst/raised.ts';
import { functionIn } from '../infra/synthesized.ts';
import { problemsOf } from './guard.ts';
import { processorMargin } from './margins.ts';
import { upToDate } from './page.ts';
import { sectionOf } from './sections.ts';
import { rowsIn } from './table.ts';

// Where one of these is red, npm run limits writes what is true now.

const page = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8');
const worst = rowsIn('worst', sectionOf(page, 'worst'));
const ordinary = rowsIn('ordinary', sectionOf(page, 'ordinary'));
const raised = rowsIn('raised', sectionOf(page, 'raised'));

test('docs/limits.md says what the code and the template say', () => {
  expect(page).toBe(upToDate(page));
});

test('docs/limits.md has every reason to reject a photo that is a limit', () => {
  const noLimit = ['empty', 'truncated'];
  const reasons = Object.keys(rejectionReasons).filter((reason) => !noLimit.includes(reason));
  const told = new Set(
    [...sectionOf(page, 'caps').matchAll(/\| `([a-z-]+)` \|/g)].map(([, reason]) => reason),
  );
  expect([...told].toSorted()).toEqual(reasons.toSorted());
});

test('every worst and every ordinary picture has been measured, of every format', () => {
  const named = ({ format, what }: { format: string; what: string }) => `${format}: ${what}`;
  expect(worst.map(named)).toEqual(worstPictures.map(named));
  expect(ordinary.map(named)).toEqual(ordinaryPhotos.map(named));
  expect(raised.map(named)).toEqual(raisedPictures.map(named));
  expect(new Set(worst.map(({ format }) => format))).toEqual(new Set(['jpeg', 'png', 'webp', 'gif', 'avif']));
  for (const { usual, heaviest } of [...worst, ...ordinary, ...raised]) {
    for (const { seconds, megabytes } of [...usual, ...heaviest]) {
      expect(seconds).toBeGreaterThanOrEqual(0);
      expect(megabytes).toBeGreaterThan(50);
    }
  }
});

describe('the function that resizes', () => {
  test('has the memory and the time for what was measured, with the margins', () => {
    expect(problemsOf(page)).toEqual([]);
  });

  test('would be seen to have too little', () => {
    const { Timeout, MemorySize } = functionIn('direct', 'resize').Properties;
    const problems = (usual: object, more = {}) =>
      problemsOf(page, {
        usual: { Timeout, MemorySize, ...usual },
        heaviest: { Timeout, MemorySize: 1769 },
        raised: { Timeout, MemorySize: 4096, ...more },
      });
    const seconds = worst.flatMap(({ usual }) => usual.map((each) => each.seconds));

    expect(problems({})).toEqual([]);
    expect(problems({ MemorySize: 512 })).toContainEqual(
      expect.stringMatching(/^jpeg, .*: takes \d+ MB, with the margin of 1.25 [\d.]+; there are 536.9$/),
    );
    expect(problems({ Timeout: Math.max(...seconds) * processorMargin })).not.toEqual([]);
    expect(problems({}, { MemorySize: 1024 })).toContainEqual(expect.stringContaining('100 million pixels'));
  });
});
