import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { outcomeKey, problemWithKey, renditionKey } from '../../../functions/shared/keys.ts';
import { square, thumbnail } from '../../support/photo-stores.ts';

const problem = (key: string) => problemWithKey(key, 'uploads/', [thumbnail, square]);

test.each([
  'uploads/a.jpg',
  'uploads/ +%20&#?.JPG',
  'uploads/📷/\u202egpj.exe',
  'uploads/a',
  'uploads/...',
  'uploads/a.php.jpg',
])('K2 K3 K8 K9 takes the key %j', (key) => {
  expect(problem(key)).toBeUndefined();
});

test.each([
  ['K15', ''],
  ['K15', '..'],
  ['K15', '.'],
  ['K15', 'uploads/'],
  ['K5', '/uploads/a'],
  ['K5', 'uploads//a'],
  ['K4', 'uploads/../a'],
  ['K4', 'uploads/./a'],
  ['K4', 'uploads/a/..'],
  ['K11', 'uploads/a/'],
  ['K7', 'uploads/a\nb'],
  ['K7', 'uploads/a\0'],
  ['K7', 'uploads/a\u0085'],
  ['K13', 'uploads/a\ud800'],
  ['K12', 'thumbnails/a.jpg'],
])('%s refuses the key %j', (_case, key) => {
  expect(problem(key)).toEqual(expect.any(String));
});

test('K6 a key is taken as long as its longest output fits into 1,024 bytes', () => {
  // thumbnails/ … /thumbnail.jpg is 14 + 11 bytes around what is 8 bytes shorter than the key.
  const longest = `uploads/${'ä'.repeat(499)}a`;
  const folder = Buffer.byteLength(renditionKey(longest, 'uploads/', thumbnail));

  expect(folder).toBe(1024);
  expect(problem(longest)).toBeUndefined();
  expect(problem(`${longest}a`)).toContain('too long');
});

test('renditions stand where a page can work out their address from the key alone', () => {
  expect(renditionKey('uploads/3f/cat.jpg', 'uploads/', square)).toBe('thumbnails/3f/cat.jpg/square.webp');
});

test('no key whatever makes a record outside outcomes/, or one that S3 would refuse', () => {
  const wild = fc
    .array(fc.constantFrom('..', '.', '', '/', 'a', '\ud800', '\n', 'ä'.repeat(300), 'uploads/'))
    .map((parts) => parts.join('/'));
  fc.assert(
    fc.property(fc.oneof(wild, fc.string({ unit: 'binary' })), (key) => {
      const record = outcomeKey(key);
      expect(new URL(record, 'https://bucket/').pathname.startsWith('/outcomes/')).toBe(true);
      expect(Buffer.byteLength(record)).toBeLessThanOrEqual(1024);
    }),
  );
});

test('two keys never share a record', () => {
  expect(outcomeKey('uploads/a')).toBe('outcomes/uploads/a.json');
  expect(outcomeKey('uploads/../a')).not.toBe(outcomeKey('uploads/../b'));
});
