import fc from 'fast-check';
import type { PhotoFormat } from '../../functions/resize/inspect.ts';
import { mutantOf, type Recipe } from '../fixtures/mutants/recipe.ts';
import { recipes } from '../fixtures/mutants/recipes.ts';
import { type Finding, keep } from './finding.ts';
import type { Verdict } from './verdict.ts';
import type { WatchedChild } from './watched-child.ts';

/** How many mutants ended how: "renditions", a reason, or a reason and that it was the decoder that said so. */
export type Ends = Record<string, number>;

/** Each try costs a mutant, and one that hangs costs seconds. */
const mostShrinks = 60;

/** One seed's mutants of a format: stops at the first that ends wrongly, which is made smaller and kept on disk. */
export async function fuzz(
  child: Pick<WatchedChild, 'verdictOn'>,
  { format, seed, mutants }: { format: PhotoFormat; seed: number; mutants: number },
): Promise<{ ends: Ends; mutants: number; finding?: Finding }> {
  const ends: Ends = {};
  let smallest: { recipe: Recipe; what: string } | undefined;
  let run = 0;
  let shrinks = 0;
  const property = fc.asyncProperty(recipes(format), async (recipe) => {
    if (smallest !== undefined && ++shrinks > mostShrinks) return;
    const verdict = await child.verdictOn(mutantOf(recipe));
    run += 1;
    if (smallest === undefined) ends[nameOf(verdict)] = (ends[nameOf(verdict)] ?? 0) + 1;
    if (verdict.end !== 'wrong') return;
    smallest = { recipe, what: verdict.what };
    throw new Error(verdict.what);
  });
  await fc.check(property, { seed, numRuns: mutants });
  if (smallest === undefined) return { ends, mutants: run };
  return { ends, mutants: run, finding: await keep({ format, seed, ...smallest }) };
}

function nameOf(verdict: Verdict): string {
  if (verdict.end !== 'rejected') return verdict.end;
  return verdict.byDecoder ? `${verdict.reason} (decoder)` : verdict.reason;
}

/** Adds what one run counted to what others have. */
export function addEnds(total: Ends, more: Ends): void {
  for (const [end, count] of Object.entries(more)) total[end] = (total[end] ?? 0) + count;
}
