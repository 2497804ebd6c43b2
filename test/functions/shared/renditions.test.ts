import { expect, test } from '@jest/globals';
import { renditionSettings } from '../../../functions/shared/renditions.ts';
import { square, thumbnail } from '../../support/photo-stores.ts';

test('renditions are sorted by name: the first one is the lock, in every run', () => {
  const names = (...renditions: object[]) =>
    renditionSettings(JSON.stringify(renditions))
      .renditionsFor('uploads/a')
      .map(({ name }) => name);

  expect(names(thumbnail, square)).toEqual(['square', 'thumbnail']);
  expect(names(square, thumbnail)).toEqual(['square', 'thumbnail']);
});

test('the fingerprint knows every setting, and no order of writing', () => {
  const { name, width, ...rest } = thumbnail;
  const fingerprint = (...renditions: object[]) =>
    renditionSettings(JSON.stringify(renditions)).fingerprintFor('uploads/a');

  expect(fingerprint(square, { ...rest, width, name })).toBe(fingerprint(thumbnail, square));
  const changes = [
    { name: 'other' },
    { width: 201 },
    { height: 5 },
    { fit: 'cover' },
    { format: 'png' },
    { quality: 81 },
  ];
  const all = [{}, ...changes].map((change) => fingerprint({ ...thumbnail, ...change }, square));
  expect(new Set(all).size).toBe(changes.length + 1);
});

test('a deployment without renditions does not start', () => {
  expect(() => renditionSettings('[]')).toThrow('RENDITIONS names no rendition');
});
