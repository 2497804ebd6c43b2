import { describe, expect, test } from '@jest/globals';
import {
  bytes,
  duration,
  legible,
  legibleLines,
  modeOf,
  moment,
  plural,
  saved,
} from '../../../local/page/format.ts';

describe('what people read', () => {
  test.each([
    [{ mode: 'direct' }, 'direct'],
    [{ mode: 'buffered', maxConcurrency: 2 }, 'buffered, 2 at a time'],
    [{ mode: 'express', faults: 1 }, 'express, with 1 fault'],
    [{ mode: 'buffered', maxConcurrency: 2, faults: 5 }, 'buffered, 2 at a time, with 5 faults'],
  ] as const)('a darkroom of %p is %s', (about, words) => {
    expect(modeOf(about)).toBe(words);
  });

  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [4_182_730, '4.2 MB'],
    [21_000_000_000, '21.0 GB'],
    [5e15, '5000 TB'],
  ])('%d bytes are %s', (value, words) => {
    expect(bytes(value)).toBe(words);
  });

  test.each([
    [-3, '0 ms'],
    [4.4, '4 ms'],
    [1_000, '1.00 s'],
    [9_994, '9.99 s'],
    [12_340, '12.3 s'],
    [59_949, '59.9 s'],
    [59_950, '1 min 0 s'],
    [3_600_000, '1 h 0 min'],
  ])('%d ms are %s', (value, words) => {
    expect(duration(value)).toBe(words);
  });

  test.each([
    [1_000, 900, '10 %'],
    [1_000_000, 5_000, '99.5 %'],
    [1_000_000_000, 1, '99.9 %'],
    [100, 100, undefined],
    [100, 140, undefined],
    [0, 0, undefined],
  ])('from %d to %d bytes saves %s', (before, after, words) => {
    expect(saved(before, after)).toBe(words);
  });

  test('counts have their noun', () => {
    expect([plural(1, 'photo'), plural(2_000, 'photo'), plural(0, 'retry', 'retries')]).toEqual([
      '1 photo',
      '2,000 photos',
      '0 retries',
    ]);
  });

  test('a moment of another day has its date, and none of nonsense', () => {
    const now = new Date(2026, 2, 14, 12);
    expect(moment(new Date(2026, 2, 14, 9, 5, 7).toISOString(), now)).toBe('09:05:07');
    expect(moment(new Date(2026, 2, 13, 9, 5, 7).toISOString(), now)).toBe('Mar 13, 2026, 09:05:07');
    expect(moment('yesterday', now)).toBe('');
  });
});

describe('text of strangers', () => {
  test.each([
    ['photo\u202Egpj.exe', 'photo\\u202egpj.exe'],
    ['a\u0000b\nc', 'a\\u0000b\\u000ac'],
    ['zero\u200Bwidth\uFEFF', 'zero\\u200bwidth\\ufeff'],
    ['\u2066isolated\u2069 \u2028', '\\u2066isolated\\u2069 \\u2028'],
  ])('%j has no character left that acts', (text, words) => {
    expect(legible(text)).toBe(words);
  });

  test('letters of every script stay as they are', () => {
    const text = 'Ærøskøbing 写真 عکس\u200cها ภาพ 👩\u200d🔬 é.jpg';
    expect(legible(text)).toBe(text);
  });

  test('lines stay lines', () => {
    expect(legibleLines('one\n\ttwo\u202E')).toBe('one\n  two\\u202e');
  });
});
