import { oneOf, text, wholeNumber } from './kinds.ts';
import { objectList } from './object-list.ts';
import type { Rendition } from './shape.ts';

export const renditionFields = {
  name: text('1 to 32 of a-z, 0-9 and -, the first not -', (name) => /^[a-z0-9][a-z0-9-]{0,31}$/.test(name)),
  width: wholeNumber(1, 8192),
  height: wholeNumber(1, 8192),
  fit: oneOf('inside', 'cover', 'contain'),
  format: oneOf('jpeg', 'webp', 'avif', 'png'),
  quality: wholeNumber(1, 100),
};

/** What sharp takes by itself: AVIF has a scale of its own, and PNG loses nothing at any. */
const usualQuality = { jpeg: 80, webp: 80, avif: 50, png: 80 };

export const renditions = objectList({
  noun: 'rendition',
  least: 1,
  most: 20,
  fields: renditionFields,
  required: [],
  note: ' with a name and a width or height at least',
  unique: 'name',
  make(
    { name, width, height, fit = 'inside', format = 'jpeg', quality = usualQuality[format] },
    { value, path, report },
  ): Rendition | undefined {
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
  },
});
