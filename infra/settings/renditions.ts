import { isObject, jsonText, type Kind, oneOf, text, wholeNumber } from './kinds.ts';
import { nearest } from './nearest.ts';
import type { Report } from './problems.ts';
import type { Rendition } from './shape.ts';

const most = 20;

export const renditionFields = {
  name: text('1 to 32 of a-z, 0-9 and -, the first not -', (name) => /^[a-z0-9][a-z0-9-]{0,31}$/.test(name)),
  width: wholeNumber(1, 8192),
  height: wholeNumber(1, 8192),
  fit: oneOf('inside', 'cover', 'contain'),
  format: oneOf('jpeg', 'webp', 'avif', 'png'),
  quality: wholeNumber(1, 100),
};
type Field = keyof typeof renditionFields;
const fieldNames = Object.keys(renditionFields) as Field[];

/** What sharp takes by itself: AVIF has a scale of its own, and PNG loses nothing at any. */
const usualQuality = { jpeg: 80, webp: 80, avif: 50, png: 80 };

export const renditions: Kind<readonly Rendition[]> = {
  mayBe: `a list of 1 to ${most} renditions, each { name, width, height, fit, format, quality } with a name and a width or height at least`,
  fromText: jsonText,
  read(value, path, report) {
    if (!Array.isArray(value) || value.length < 1 || value.length > most) {
      return report({ path, value, remedy: `it may be ${renditions.mayBe}; after -c it is JSON` });
    }
    const all = Array.from(value, (each: unknown, index) => readRendition(each, `${path}[${index}]`, report));
    for (const [index, each] of all.entries()) {
      const first = all.findIndex((other) => other?.name === each?.name);
      if (each?.name !== undefined && first < index) {
        const remedy = `${path}[${first}] has that name already, and each needs its own`;
        report({ path: `${path}[${index}].name`, value: each.name, remedy });
      }
    }
    return all.filter((each) => each !== undefined);
  },
};

function readRendition(value: unknown, path: string, report: Report): Rendition | undefined {
  if (!isObject(value)) {
    return report({ path, value, remedy: `it may be { ${fieldNames.join(', ')} }` });
  }
  for (const name of Object.keys(value).filter((name) => !Object.hasOwn(renditionFields, name))) {
    const remedy = `a rendition has no such field; did you mean ${nearest(name, fieldNames)}?`;
    report({ path: `${path}.${name}`, value: value[name], remedy });
  }
  const read = <T>(name: Field, kind: Kind<T>) =>
    value[name] === undefined ? undefined : kind.read(value[name], `${path}.${name}`, report);

  const name = read('name', renditionFields.name);
  const width = read('width', renditionFields.width);
  const height = read('height', renditionFields.height);
  const fit = read('fit', renditionFields.fit) ?? 'inside';
  const format = read('format', renditionFields.format) ?? 'jpeg';
  const quality = read('quality', renditionFields.quality) ?? usualQuality[format];

  if (value.name === undefined)
    report({ path, value, remedy: `it needs a name, ${renditionFields.name.mayBe}` });
  const sides = [value.width, value.height].filter((side) => side !== undefined).length;
  if (sides === 0) report({ path, value, remedy: 'it needs a width, a height or both' });
  if (sides === 1 && fit !== 'inside') {
    report({ path, value, remedy: `with fit ${JSON.stringify(fit)} it needs both a width and a height` });
  }
  if (name === undefined) return undefined;
  return {
    name,
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    fit,
    format,
    quality,
  };
}
