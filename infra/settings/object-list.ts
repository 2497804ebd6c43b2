import { isObject, jsonText, type Kind } from './kinds.ts';
import { nearest } from './nearest.ts';
import type { Report } from './problems.ts';

type Fields = Record<string, Kind<unknown>>;
type ValueOf<K> = K extends Kind<infer T> ? T : never;
/** What was given and may be used. What was not given, or is not as it may be, is not in it. */
type Read<F extends Fields> = { [Name in keyof F]?: ValueOf<F[Name]> };
interface Place {
  value: Record<string, unknown>;
  path: string;
  report: Report;
}

interface ObjectList<F extends Fields, T extends object> {
  /** What each is called, where an s makes it several. */
  noun: string;
  least?: number;
  most: number;
  fields: F;
  /** Reported where they are not given. */
  required: readonly (keyof F & string)[];
  /** Follows the names of the fields where it is said what the list may be. */
  note?: string;
  /** No two have the same value of this field. */
  unique: keyof T & keyof F & string;
  /** Said of the first of two that have the same, after its path. */
  repeated?: string;
  /** What holds among the fields. Nothing where too much is missing. */
  make(read: Read<F>, place: Place): T | undefined;
}

/** A list of objects; on the command line it is JSON. */
export function objectList<F extends Fields, T extends object>(list: ObjectList<F, T>): Kind<readonly T[]> {
  const { noun, least = 0, most, unique } = list;
  const names = `{ ${Object.keys(list.fields).join(', ')} }`;
  const count = least === 0 ? `at most ${most}` : `${least} to ${most}`;
  const mayBe = `a list of ${count} ${noun}s, each ${names}${list.note ?? ''}`;
  const repeated = list.repeated ?? `has that ${unique} already, and each needs its own`;
  return {
    mayBe,
    fromText: jsonText,
    read(value, path, report) {
      if (!Array.isArray(value) || value.length < least || value.length > most) {
        return report({ path, value, remedy: `it may be ${mayBe}; after -c it is JSON` });
      }
      const all = Array.from(value, (each: unknown, index) => {
        const place = `${path}[${index}]`;
        if (!isObject(each)) return report({ path: place, value: each, remedy: `it may be ${names}` });
        return list.make(readFields(list, each, place, report), { value: each, path: place, report });
      });
      for (const [index, each] of all.entries()) {
        if (each === undefined) continue;
        const first = all.findIndex((other) => other?.[unique] === each[unique]);
        if (first === index) continue;
        const remedy = `${path}[${first}] ${repeated}`;
        report({ path: `${path}[${index}].${unique}`, value: each[unique], remedy });
      }
      return all.filter((each) => each !== undefined);
    },
  };
}

function readFields<F extends Fields, T extends object>(
  { noun, fields, required }: ObjectList<F, T>,
  value: Record<string, unknown>,
  path: string,
  report: Report,
): Read<F> {
  for (const name of Object.keys(value).filter((name) => !Object.hasOwn(fields, name))) {
    const remedy = `a ${noun} has no such field; did you mean ${nearest(name, Object.keys(fields))}?`;
    report({ path: `${path}.${name}`, value: value[name], remedy });
  }
  const read = Object.entries(fields)
    .filter(([name]) => value[name] !== undefined || required.includes(name))
    .map(([name, kind]) => [name, kind.read(value[name], `${path}.${name}`, report)] as const)
    .filter(([, field]) => field !== undefined);
  return Object.fromEntries(read) as Read<F>;
}
