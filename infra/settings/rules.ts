import { text } from './kinds.ts';
import { objectList } from './object-list.ts';
import { renditions } from './renditions.ts';
import type { RenditionRule } from './shape.ts';

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

export const rules = objectList({
  noun: 'rule',
  most: 20,
  fields: ruleFields,
  required: ['prefix', 'renditions'],
  unique: 'prefix',
  make: ({ prefix, renditions }): RenditionRule | undefined =>
    prefix === undefined || renditions === undefined ? undefined : { prefix, renditions },
});

function isName(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..';
}
