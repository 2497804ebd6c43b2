import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import type { PhotoFormat } from '../../functions/resize/inspect.ts';
import { mutantOf, type Recipe } from '../fixtures/mutants/recipe.ts';

/** A mutant that ended as none may, as small as it could be made. */
export interface Finding {
  format: PhotoFormat;
  seed: number;
  what: string;
  recipe: Recipe;
  /** Where its bytes are; beside them is this as text. */
  file: string;
}

const folder = fileURLToPath(new URL('../../coverage/fuzz', import.meta.url));

/** Writes a finding where git does not look, under a name that the same bytes always have. */
export async function keep(found: Omit<Finding, 'file'>): Promise<Finding> {
  const mutant = mutantOf(found.recipe);
  const name = createHash('sha256').update(mutant).digest('hex').slice(0, 16);
  const file = join(folder, `${name}.${found.format}`);
  const finding = { ...found, file };
  await mkdir(folder, { recursive: true });
  await writeFile(file, mutant);
  await writeFile(`${file}.txt`, `${wordsOf(finding)}\n`);
  return finding;
}

/** What to read, and what to type to see it again. */
export function wordsOf({ format, seed, what, recipe, file }: Finding): string {
  return [
    `${what}`,
    `  mutant: ${file}`,
    `  again:  npm run fuzz -- --file ${file}`,
    `          npm run fuzz -- --format ${format} --seed ${seed} --mutants 250`,
    `  recipe: ${inspect(recipe, { depth: 5, breakLength: Number.POSITIVE_INFINITY })}`,
  ].join('\n');
}
