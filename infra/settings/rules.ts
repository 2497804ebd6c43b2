import { isObject, jsonText, type Kind, text } from './kinds.ts';
import { nearest } from './nearest.ts';
import type { Report } from './problems.ts';
import { renditions } from './renditions.ts';
import type { RenditionRule } from './shape.ts';

const most = 20;

export const ruleFields = {
  prefix: text(
    'a folder in uploads.prefix, as in uploads/avatars/: a slash at the end, 200 bytes at most, and no segment that is empty, . or ..',
    (prefix) =>
      prefix.endsWith('/') &&
      prefix.isWellFormed() &&
      Buffer.byteLength(prefix) <= 200 &&
      !/\p{Cc}/u.test(prefix) &&
      prefix.split('/').slice(0, -1).every(isName),
  ),
  renditions,
};
type Field = keyof typeof ruleFields;
const fieldNames = Object.keys(ruleFields) as Field[];

export const rules: Kind<readonly RenditionRule[]> = {
  mayBe: `a list of at most ${most} rules, each { ${fieldNames.join(', ')} }`,
  fromText: jsonText,
  read(value, path, report) {
    if (!Array.isArray(value) || value.length > most) {
      return report({ path, value, remedy: `it may be ${rules.mayBe}; after -c it is JSON` });
    }
    const all = Array.from(value, (each: unknown, index) => readRule(each, `${path}[${index}]`, report));
    for (const [index, each] of all.entries()) {
      const first = all.findIndex((other) => other?.prefix === each?.prefix);
      if (each !== undefined && first < index) {
        const remedy = `${path}[${first}] has that prefix already, and each needs its own`;
        report({ path: `${path}[${index}].prefix`, value: each.prefix, remedy });
      }
    }
    return all.filter((each) => each !== undefined);
  },
};

function readRule(value: unknown, path: string, report: Report): RenditionRule | undefined {
  if (!isObject(value)) return report({ path, value, remedy: `it may be { ${fieldNames.join(', ')} }` });
  for (const name of Object.keys(value).filter((name) => !Object.hasOwn(ruleFields, name))) {
    const remedy = `a rule has no such field; did you mean ${nearest(name, fieldNames)}?`;
    report({ path: `${path}.${name}`, value: value[name], remedy });
  }
  const prefix = ruleFields.prefix.read(value.prefix, `${path}.prefix`, report);
  const own = ruleFields.renditions.read(value.renditions, `${path}.renditions`, report);
  return prefix === undefined || own === undefined ? undefined : { prefix, renditions: own };
}

function isName(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..';
}
