import { createHash } from 'node:crypto';

/** What CloudFormation would call something, made of its path in the CDK: the same at each start. */
export interface Naming {
  longest: number;
  lowerCase?: boolean;
  /** Names that are somebody else's. */
  taken?: readonly string[];
}

/** A name for each path, in their order. Where two would be the same, or one is taken, each gets a mark of its path. */
export function namesFor(paths: readonly string[], naming: Naming): string[] {
  const plain = paths.map((path) => plainName(path, naming));
  return plain.map((name, index) => {
    const clash =
      name.length > naming.longest ||
      naming.taken?.includes(name) ||
      plain.indexOf(name) !== plain.lastIndexOf(name);
    return clash ? marked(name, paths[index] ?? '', naming.longest) : name;
  });
}

/** Darkroom/PhotoMachine/ResizePhoto/Function/Resource → Darkroom-PhotoMachine-ResizePhoto */
function plainName(path: string, { lowerCase = false }: Naming): string {
  const name = path
    .replace(/\/Resource$/, '')
    .replace(/\/Function$/, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return lowerCase ? name.toLowerCase() : name;
}

function marked(name: string, path: string, longest: number): string {
  const mark = createHash('sha256').update(path).digest('hex').slice(0, 8);
  return `${name.slice(0, longest - mark.length - 1)}-${mark}`;
}
