import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const root = new URL('../../', import.meta.url);

/** From the root of the project; those that are about the table itself are not among them. */
export const testFiles: readonly string[] = readdirSync(new URL('test/', root), { recursive: true })
  .map((file) => `test/${file}`)
  .filter((file) => file.endsWith('.test.ts') && !file.startsWith('test/hostile/table'))
  .toSorted();

/** The ids that a test's name, or that of one of its describes, begins with. */
export function idsOf(title: string): string[] {
  const [ids = ''] = /^(?:[KCPEF]\d{1,2}(?:[,:]? |: ?|$))+/.exec(title) ?? [];
  return ids.match(/[KCPEF]\d+/g) ?? [];
}

/** The ids that names of tests begin with, as far as the text of the file, its fixtures and its own tables tells. */
export function idsIn(file: string): Set<string> {
  const literals = [...tablesOf(file)].flatMap((each) => [
    ...read(each).matchAll(/['"`]((?:[A-Z]\d{1,2}(?:[,:] | |: ?))*[A-Z]\d{1,2})(?=[ :'"`])/g),
  ]);
  return new Set(literals.flatMap(([, ids = '']) => idsOf(`${ids} `)));
}

/** The file, and what it imports of fixtures and from its own folder, as they do in turn. */
function tablesOf(file: string, known = new Set<string>()): Set<string> {
  known.add(file);
  for (const [, path = ''] of read(file).matchAll(/^(?:import|export|\}).* from '(\.[^']+\.ts)';$/gm)) {
    const { pathname } = new URL(path, new URL(file, 'file:///'));
    const imported = pathname.slice(1);
    const isTable = imported.startsWith('test/fixtures/') || imported.startsWith(`${dirname(file)}/`);
    if (isTable && !known.has(imported)) tablesOf(imported, known);
  }
  return known;
}

function read(file: string): string {
  return readFileSync(new URL(file, root), 'utf8');
}
