import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkPattern, matches, UnsupportedPatternError } from '../../../local/events/index.ts';
import { wildcardMatcher } from '../../../local/events/wildcard.ts';
import { uploaded } from './events.ts';

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html and …/eb-event-patterns-arrays.html
describe.each<[string, unknown, { yes: unknown[]; no: unknown[] }]>([
  [
    'a text',
    ['a'],
    { yes: ['a', ['b', 'a'], [['a']]], no: ['A', 'ab', '', 1, null, true, undefined, [], {}, { a: 'a' }] },
  ],
  [
    'one of several',
    ['a', 1, null, true],
    { yes: ['a', 1, 1.0, null, true], no: ['b', '1', false, 'null', 'true'] },
  ],
  ['the empty text', [''], { yes: [''], no: [null, undefined, ' '] }],
  ['text by letters, not as people read it', ['\u00e9'], { yes: ['\u00e9'], no: ['e\u0301'] }],
  [
    'prefix',
    [{ prefix: 'up/' }],
    { yes: ['up/', 'up/x', ['y', 'up/x']], no: ['Up/x', 'u', 1, null, undefined] },
  ],
  [
    'prefix, ignoring case',
    [{ prefix: { 'equals-ignore-case': 'Up/' } }],
    { yes: ['up/x', 'UP/x'], no: ['x/up/'] },
  ],
  ['suffix', [{ suffix: '.png' }], { yes: ['.png', 'a.png'], no: ['a.PNG', 'a.png ', 1] }],
  [
    'suffix, ignoring case',
    [{ suffix: { 'equals-ignore-case': '.PNG' } }],
    { yes: ['a.png', 'a.PnG'], no: ['a.jpg'] },
  ],
  ['ignoring case', [{ 'equals-ignore-case': 'alice' }], { yes: ['Alice', 'ALICE'], no: ['alicex', 1] }],
  [
    'anything but a text',
    [{ 'anything-but': 'a' }],
    { yes: ['b', '', 1, null, ['a', 'b']], no: ['a', ['a'], undefined, []] },
  ],
  ['anything but texts', [{ 'anything-but': ['a', 'b'] }], { yes: ['c', 1], no: ['a', 'b', undefined] }],
  ['anything but a number', [{ 'anything-but': 1 }], { yes: [2, '1'], no: [1, 1.0] }],
  ['anything but numbers', [{ 'anything-but': [1, 2] }], { yes: [3, '1'], no: [1, 2] }],
  [
    'anything but a prefix',
    [{ 'anything-but': { prefix: 'tmp/' } }],
    { yes: ['up/a', 'TMP/a'], no: ['tmp/a', undefined] },
  ],
  ['anything but prefixes', [{ 'anything-but': { prefix: ['a', 'b'] } }], { yes: ['c'], no: ['a1', 'b1'] }],
  ['anything but a suffix', [{ 'anything-but': { suffix: '.txt' } }], { yes: ['a.png'], no: ['a.txt'] }],
  [
    'anything but, ignoring case',
    [{ 'anything-but': { 'equals-ignore-case': ['a', 'b'] } }],
    { yes: ['c'], no: ['A', 'B', 'a'] },
  ],
  [
    'anything but a wildcard',
    [{ 'anything-but': { wildcard: '*/tmp/*' } }],
    { yes: ['tmp/a'], no: ['a/tmp/b'] },
  ],
  ['there', [{ exists: true }], { yes: ['', null, 0, false, ['a']], no: [undefined, [], {}, { a: 1 }] }],
  ['not there', [{ exists: false }], { yes: [undefined, [], {}, { a: 1 }], no: ['', null, 0, ['a']] }],
  ['there or a text', [{ exists: false }, 'a'], { yes: [undefined, 'a'], no: ['b'] }],
  ['a number', [{ numeric: ['=', 5] }], { yes: [5, 5.0, [4, 5]], no: ['5', 5.1, null, undefined] }],
  ['a number above', [{ numeric: ['>', 0] }], { yes: [1e-9, 5e9], no: [0, -1, '1'] }],
  ['a number in a range', [{ numeric: ['>', 0, '<=', 5] }], { yes: [0.1, 5], no: [0, 5.1] }],
  ['a number within', [{ numeric: ['>=', -1, '<', 1] }], { yes: [-1, 0], no: [1] }],
  [
    'wildcard',
    [{ wildcard: 'up/*.png' }],
    { yes: ['up/.png', 'up/a/b.png', 'up/a\nb\u2028c.png'], no: ['up/a.PNG', 'x/up/a.png', 1] },
  ],
  [
    'wildcard with a star of its own',
    [{ wildcard: 'a\\*b\\\\*' }],
    { yes: ['a*b\\', 'a*b\\c'], no: ['axb\\', 'a*bc'] },
  ],
  ['wildcard without a star', [{ wildcard: 'a' }], { yes: ['a'], no: ['ab', 'ba'] }],
  ['wildcard whose ends overlap', [{ wildcard: 'aba*ba' }], { yes: ['ababa', 'aba1ba'], no: ['aba'] }],
  ['cidr', [{ cidr: '10.0.0.0/24' }], { yes: ['10.0.0.255'], no: ['10.0.1.0', 'x', '::1', 10] }],
  [
    'cidr of version 6',
    [{ cidr: '2001:db8::/32' }],
    { yes: ['2001:db8::1'], no: ['2001:db9::1', '10.0.0.1'] },
  ],
])('%s', (_, pattern, { yes, no }) => {
  test.each(yes.map((value) => [value]))('takes %j', (value) => {
    expect(
      matches({ detail: { field: pattern } }, { detail: value === undefined ? {} : { field: value } }),
    ).toBe(true);
  });
  test.each(no.map((value) => [value]))('leaves %j', (value) => {
    expect(
      matches({ detail: { field: pattern } }, { detail: value === undefined ? {} : { field: value } }),
    ).toBe(false);
  });
});

describe('the rule of the uploads', () => {
  const pattern = {
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    account: ['000000000000'],
    region: ['us-east-1'],
    detail: { bucket: { name: ['photos'] }, object: { key: [{ prefix: 'uploads/' }] } },
  };

  test.each([
    'uploads/a.jpg',
    'uploads/',
    'uploads/a\nb',
    'uploads/🎉',
    'uploads/\u2028',
    'uploads/%20+',
    'uploads/*',
  ])('takes %j', (key) => expect(matches(pattern, uploaded(key))).toBe(true));
  test.each(['a.jpg', '/uploads/a.jpg', 'Uploads/a.jpg', 'uploads', '\nuploads/a', 'thumbnails/uploads/a'])(
    'leaves %j',
    (key) => expect(matches(pattern, uploaded(key))).toBe(false),
  );
  test('leaves what is not about it', () => {
    expect(matches(pattern, { ...uploaded('uploads/a'), 'detail-type': 'Object Deleted' })).toBe(false);
    expect(matches(pattern, { ...uploaded('uploads/a'), account: '111122223333' })).toBe(false);
    expect(matches(pattern, uploaded('uploads/a', { bucket: { name: 'thumbnails' } }))).toBe(false);
    expect(matches(pattern, {})).toBe(false);
  });
});

describe('$or', () => {
  const pattern = {
    source: ['aws.s3'],
    detail: {
      $or: [{ 'c-count': [{ numeric: ['>', 0] }] }, { 'd-count': [{ numeric: ['<', 10] }] }],
      kind: ['x'],
    },
  };
  test.each([
    [{ 'c-count': 1, kind: 'x' }, true],
    [{ 'd-count': 1, kind: 'x' }, true],
    [{ 'c-count': 0, 'd-count': 10, kind: 'x' }, false],
    [{ 'c-count': 1, kind: 'y' }, false],
    [{ kind: 'x' }, false],
  ])('below, beside other fields: %j', (detail, expected) => {
    expect(matches(pattern, { source: 'aws.s3', detail })).toBe(expected);
  });
  test('at the top, and within another', () => {
    const nested = { $or: [{ a: [1] }, { $or: [{ b: [2] }, { c: { d: [3] } }] }] };
    expect(
      [{ a: 1 }, { b: 2 }, { c: { d: 3 } }, { c: 3 }, {}].map((event) => matches(nested, event)),
    ).toEqual([true, true, true, false, false]);
  });
});

describe('lists of objects', () => {
  const pattern = { detail: { parts: { kind: ['a'], size: [1] } } };
  test('have one that all fields hold for', () => {
    expect(
      matches(pattern, {
        detail: {
          parts: [
            { kind: 'b', size: 2 },
            { kind: 'a', size: 1 },
          ],
        },
      }),
    ).toBe(true);
    expect(
      matches(pattern, {
        detail: {
          parts: [
            { kind: 'a', size: 2 },
            { kind: 'b', size: 1 },
          ],
        },
      }),
    ).toBe(false);
  });
  test('have none with a field that must not be there', () => {
    const without = { detail: { parts: { kind: [{ exists: false }] } } };
    expect(matches(without, { detail: { parts: [{ size: 1 }] } })).toBe(true);
    expect(matches(without, { detail: { parts: [{ size: 1 }, { kind: 'a' }] } })).toBe(false);
    expect(matches(without, { detail: {} })).toBe(true);
  });
});

test('names that mean something to JavaScript are names like any other', () => {
  const pattern = JSON.parse('{"detail":{"__proto__":["a"],"constructor":[{"exists":false}]}}');
  expect(matches(pattern, JSON.parse('{"detail":{"__proto__":"a"}}'))).toBe(true);
  expect(matches(pattern, { detail: {} })).toBe(false);
  expect(matches({ detail: { toString: [{ exists: true }] } }, { detail: {} })).toBe(false);
});

describe('a pattern that is not known is refused when it is checked, with its place', () => {
  test.each<[string, unknown, string]>([
    ['an operator', { detail: { key: [{ regex: 'x' }] } }, 'at detail.key has the operator "regex"'],
    ['two operators in one', { a: [{ prefix: 'x', suffix: 'y' }] }, 'where one operator belongs'],
    ['no operator', { a: [{}] }, 'where one operator belongs'],
    ['a list in a list', { a: [['x']] }, 'where one operator belongs'],
    ['a value without a list', { a: 'x' }, 'at a has to be an object of fields'],
    ['an empty list', { a: [] }, 'an empty list'],
    ['an empty pattern', {}, 'has to be an object'],
    ['an empty object', { a: {} }, 'at a has to be an object'],
    ['a prefix of a number', { a: [{ prefix: 1 }] }, 'has 1 where one operator belongs'],
    ['a prefix of something else', { a: [{ prefix: { suffix: 'x' } }] }, 'prefix with "suffix"'],
    ['ignoring the case of a list', { a: [{ 'equals-ignore-case': ['x'] }] }, 'equals-ignore-case'],
    ['anything but nothing', { a: [{ 'anything-but': [] }] }, 'anything-but'],
    ['anything but mixed', { a: [{ 'anything-but': [1, 'x'] }] }, 'anything-but'],
    ['anything but null', { a: [{ 'anything-but': null }] }, 'anything-but'],
    [
      'anything but numeric',
      { a: [{ 'anything-but': { numeric: ['>', 1] } }] },
      'anything-but with "numeric"',
    ],
    ['exists with a text', { a: [{ exists: 'true' }] }, 'exists with neither'],
    ['exists beside another', { a: [{ exists: true, prefix: 'x' }] }, 'where one operator belongs'],
    ['numeric of a text', { a: [{ numeric: ['>', '1'] }] }, 'numeric'],
    ['numeric of nothing', { a: [{ numeric: [] }] }, 'numeric'],
    ['numeric with half a range', { a: [{ numeric: ['>', 1, '<'] }] }, 'numeric'],
    ['numeric from above', { a: [{ numeric: ['<', 1, '>', 0] }] }, 'numeric'],
    ['numeric with an empty range', { a: [{ numeric: ['>', 5, '<', 5] }] }, 'numeric'],
    ['numeric beyond 5e9', { a: [{ numeric: ['<', 6e9] }] }, 'numeric'],
    ['numeric with an operator that is none', { a: [{ numeric: ['!=', 6] }] }, 'numeric'],
    ['numeric with a name of JavaScript', { a: [{ numeric: ['toString', 6] }] }, 'numeric'],
    ['two stars', { a: [{ wildcard: 'a**b' }] }, 'wildcard "a**b"'],
    ['an escape of another letter', { a: [{ wildcard: '\\n' }] }, 'wildcard'],
    ['an escape of nothing', { a: [{ wildcard: 'a\\' }] }, 'wildcard'],
    ['a cidr that is none', { a: [{ cidr: '10.0.0.0/33' }] }, 'cidr'],
    ['a cidr without bits', { a: [{ cidr: '10.0.0.0' }] }, 'cidr'],
    ['$or of one', { $or: [{ a: [1] }] }, 'at $or'],
    ['$or of texts', { $or: ['a', 'b'] }, 'has to be an object'],
  ])('%s', (_, pattern, message) => {
    expect(() => checkPattern(pattern as Record<string, unknown>)).toThrow(UnsupportedPatternError);
    expect(() => checkPattern(pattern as Record<string, unknown>)).toThrow(message);
  });
});

describe('a wildcard', () => {
  const letters = fc.constantFrom('a', 'b', '*', '\\', '\n', '🎉', '\ud83c', '\u2028');
  const text = fc.array(letters, { maxLength: 8 }).map((all) => all.join(''));

  test('means what a slow reader takes it for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(text, fc.constant('star' as const)), { maxLength: 5 }),
        text,
        (parts, against) => {
          const tokens = parts.flatMap((part) => (part === 'star' ? [undefined] : part.split('')));
          const merged = tokens.filter(
            (token, at) => token !== undefined || tokens[at - 1] !== undefined || at === 0,
          );
          const wildcard = merged.map((token) => token?.replace(/[*\\]/g, '\\$&') ?? '*').join('');
          expect(wildcardMatcher(wildcard)?.(against)).toBe(slowly(merged, against.split('')));
        },
      ),
      { numRuns: 2000 },
    );
  });

  /** undefined is the star. Tries every length for each of them. */
  function slowly(tokens: readonly (string | undefined)[], letters: readonly string[]): boolean {
    const [token, ...rest] = tokens;
    if (tokens.length === 0) return letters.length === 0;
    if (token !== undefined) return letters[0] === token && slowly(rest, letters.slice(1));
    return Array.from({ length: letters.length + 1 }).some((_, taken) => slowly(rest, letters.slice(taken)));
  }

  test('with many stars takes no longer for a text that almost fits', () => {
    const matcher = wildcardMatcher(`${'*a'.repeat(500)}b`);
    // By trying out what each star takes, this would never end.
    expect(matcher?.('a'.repeat(1_000_000))).toBe(false);
  });
});

test('a text that is asked for letter by letter is found, whatever is in it, and no other', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
      expect(matches({ detail: { key: [one] } }, { detail: { key: one } })).toBe(true);
      expect(matches({ detail: { key: [one] } }, { detail: { key: other } })).toBe(one === other);
      expect(matches({ detail: { key: [{ prefix: one }] } }, { detail: { key: one + other } })).toBe(true);
      expect(matches({ detail: { key: [{ suffix: other }] } }, { detail: { key: one + other } })).toBe(true);
      expect(matches({ detail: { [`x${one}`]: [other] } }, { detail: { [`x${one}`]: other } })).toBe(true);
    }),
  );
});
