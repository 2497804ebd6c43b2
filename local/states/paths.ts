// A plain path: names and indexes, one after the other. `$$` begins in the context object.
const plainPath = /^\$\$?(?:\.[\p{L}\p{N}_-]+|\[\d+\]|\['[\p{L}\p{N}_ .:-]+'\]|\["[\p{L}\p{N}_ .:-]+"\])*$/u;
const segment = /\.([^.[]+)|\[(\d+)\]|\['([^']+)'\]|\["([^"]+)"\]/g;

export function isPlainPath(path: string): boolean {
  return plainPath.test(path);
}

/** Undefined where there is nothing. */
export function valueAt(path: string, input: unknown, context: object): unknown {
  let value: unknown = path.startsWith('$$') ? context : input;
  for (const [, name, index, quoted, doublyQuoted] of path.matchAll(segment)) {
    const key = index ?? name ?? quoted ?? doublyQuoted ?? '';
    if (typeof value !== 'object' || value === null) return undefined;
    if (Array.isArray(value) !== (index !== undefined)) return undefined;
    value = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  }
  return value;
}
