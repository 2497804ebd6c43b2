import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { safeName } from '../../../functions/presign/safe-name.ts';

test.each([
  ['beach.jpg', 'beach.jpg'],
  ['IMG_0042.JPG', 'IMG_0042.JPG'],
  ['Meine Fotos (3).jpg', 'Meine-Fotos-3.jpg'],
  ['Übergröße-日本語.webp', 'Übergröße-日本語.webp'],
  ['a.php.jpg', 'a.php.jpg'],
  ['100% + 50%20 & more?#1.png', '100-50-20-more-1.png'],
  ['%2e%2e%2fetc%2fpasswd', '2e-2e-2fetc-2fpasswd'],
  ['.htaccess', 'htaccess'],
  ['..jpg', 'jpg'],
  ['-rf.jpg', 'rf.jpg'],
  ['a....b..jpg', 'a.b.jpg'],
  ['a?.jpg', 'a.jpg'],
  ['trailing. . .', 'trailing'],
  ['no extension', 'no-extension'],
  ['\u202egpj.exe', 'gpj.exe'],
  ['a\u2028b\u200b.jpg', 'a-b.jpg'],
  ['a\ufe0f\u3164b.jpg', 'a-b.jpg'], // a mark and a letter that nobody can see
])('%j is called %j', (fileName, expected) => {
  expect(safeName(fileName)).toBe(expected);
});

test('a letter and its mark become one letter', () => {
  expect(safeName('u\u0308.jpg')).toBe('\u00fc.jpg');
});

test('marks that are letters of their script stay', () => {
  expect(safeName('हिन्दी.jpg')).toBe('हिन्दी.jpg');
});

test.each([
  ['🏖️🌊.jpg', /^photo\.jpg$/],
  ['\u0301\u0302.jpg', /^photo\.jpg$/],
  ['???.png', /^photo\.png$/],
  ['...', /^photo$/],
  ['--', /^photo$/],
  ['🌊', /^photo$/],
])('%j, which leaves little or nothing, still has a name', (fileName, expected) => {
  expect(safeName(fileName)).toMatch(expected);
});

test('a long name is cut before its extension, between characters', () => {
  expect(safeName(`${'a'.repeat(250)}.jpeg`)).toBe(`${'a'.repeat(95)}.jpeg`);
  expect(safeName(`x${'日'.repeat(80)}.jpg`)).toBe(`x${'日'.repeat(31)}.jpg`);
  expect(safeName(`${'𠮷'.repeat(80)}.avif`)).toBe(`${'𠮷'.repeat(23)}.avif`);
});

test('a cut never leaves two dots in a row', () => {
  expect(safeName(`${'a'.repeat(95)}.${'b'.repeat(50)}.jpg`)).toBe(`${'a'.repeat(95)}.jpg`);
});

test('what is too long to be an extension is cut with the rest', () => {
  expect(safeName(`a.${'b'.repeat(200)}`)).toBe(`a.${'b'.repeat(98)}`);
});

test('any name at all becomes safe, and a safe one stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 255 }), (fileName) => {
      const name = safeName(fileName);
      expect(name).toMatch(/^[\p{L}\p{Nd}_][\p{L}\p{M}\p{Nd}._-]*$/u);
      expect(name).not.toContain('..');
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(100);
      expect(name.normalize('NFC')).toBe(name);
      expect(safeName(name)).toBe(name);
    }),
    { numRuns: 2000 },
  );
});
