import { readFile, rm } from 'node:fs/promises';
import { afterEach, expect, test } from '@jest/globals';
import { bases, photoFormats } from '../fixtures/mutants/bases.ts';
import { anatomies, mutantOf } from '../fixtures/mutants/recipe.ts';
import { fuzz } from './campaign.ts';
import type { Verdict } from './verdict.ts';

const files: string[] = [];
afterEach(async () => {
  for (const file of files.splice(0)) await Promise.all([rm(file), rm(`${file}.txt`)]);
});

test.each(photoFormats)('every %s is put together again as it was taken apart', (format) => {
  for (const bytes of bases[format])
    expect(anatomies[format].write(anatomies[format].read(bytes))).toEqual(bytes);
});

test('one seed makes the same mutants each time, another makes others', async () => {
  const [first, again, other] = await Promise.all([mutantsOf(1), mutantsOf(1), mutantsOf(2)]);

  expect(first).toHaveLength(50);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

async function mutantsOf(seed: number): Promise<Buffer[]> {
  const seen: Buffer[] = [];
  const child = {
    verdictOn: async (mutant: Buffer): Promise<Verdict> => {
      seen.push(mutant);
      return { end: 'renditions' };
    },
  };
  await fuzz(child, { format: 'png', seed, mutants: 50 });
  return seen;
}

test('a mutant that ends wrongly is made smaller, and kept with what it takes to see it again', async () => {
  const hasText = (mutant: Buffer) => mutant.includes('tEXt');
  const child = {
    verdictOn: async (mutant: Buffer): Promise<Verdict> =>
      hasText(mutant) ? { end: 'wrong', what: 'has a text' } : { end: 'renditions' },
  };

  const { finding } = await fuzz(child, { format: 'png', seed: 1, mutants: 2_000 });

  if (finding === undefined) throw new Error('nothing was found');
  files.push(finding.file);
  expect(finding.recipe.pieces.length + finding.recipe.bytes.length).toBe(1);
  expect(hasText(mutantOf(finding.recipe))).toBe(true);
  expect(await readFile(finding.file)).toEqual(mutantOf(finding.recipe));
  expect(await readFile(`${finding.file}.txt`, 'utf8')).toContain('has a text');
});
