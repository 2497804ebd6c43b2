import { afterAll, expect, test } from '@jest/globals';
import { photoFormats } from '../fixtures/mutants/bases.ts';
import { fuzz } from './campaign.ts';
import { wordsOf } from './finding.ts';
import { WatchedChild } from './watched-child.ts';

// `npm run fuzz` goes on with other seeds for as long as wanted; FUZZ_SEED=… npm test tries another one here.
const seed = Number(process.env.FUZZ_SEED ?? 20260301);
const mutantsOfEach = 250;
const minutes = 60_000;

const child = new WatchedChild(new URL('child.ts', import.meta.url));
afterAll(() => child[Symbol.asyncDispose]());

test.each(photoFormats)(
  `C39 mutants of %s (250, seed ${seed}) become renditions or typed rejections within 5 s and 700 MB`,
  async (format) => {
    const { ends, mutants, finding } = await fuzz(child, { format, seed, mutants: mutantsOfEach });

    expect(finding === undefined ? '' : wordsOf(finding)).toBe('');
    expect(mutants).toBe(mutantsOfEach);
    // Otherwise the mutants would be refused at the door, and say nothing of what is behind it.
    expect(ends.renditions).toBeGreaterThan(mutantsOfEach / 20);
    expect(ends['corrupt (decoder)']).toBeGreaterThan(mutantsOfEach / 50);
  },
  10 * minutes,
);
