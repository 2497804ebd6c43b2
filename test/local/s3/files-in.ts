import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The names of all files that hold, or are to hold, the bytes of objects. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(folder, 'objects'), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
}
