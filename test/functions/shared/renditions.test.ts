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

test('the longest rule that a key begins with has its renditions, whatever order the rules are in', () => {
  const rules = [
    { prefix: 'uploads/a/', renditions: [square] },
    { prefix: 'uploads/a/b/', renditions: [{ ...square, name: 'tiny' }, thumbnail] },
  ];
  for (const written of [rules, rules.toReversed()]) {
    const settings = renditionSettings(JSON.stringify([thumbnail]), JSON.stringify(written));
    const names = (key: string) => settings.renditionsFor(key).map(({ name }) => name);

    expect(names('uploads/c.jpg')).toEqual(['thumbnail']);
    expect(names('uploads/a/c.jpg')).toEqual(['square']);
    expect(names('uploads/a/b/c.jpg')).toEqual(['thumbnail', 'tiny']);
    expect(names('uploads/a')).toEqual(['thumbnail']);
    const keys = ['uploads/c.jpg', 'uploads/a/c.jpg', 'uploads/a/b/c.jpg'];
    expect(new Set(keys.map((key) => settings.fingerprintFor(key))).size).toBe(3);
  }
});

test('a rule that makes the same as all others has the same fingerprint: nothing is made anew for its sake', () => {
  const rules = JSON.stringify([{ prefix: 'uploads/a/', renditions: [thumbnail] }]);
  const settings = renditionSettings(JSON.stringify([thumbnail]), rules);
  expect(settings.fingerprintFor('uploads/a/c.jpg')).toBe(settings.fingerprintFor('uploads/c.jpg'));
});

test('a deployment without renditions does not start', () => {
  expect(() => renditionSettings('[]')).toThrow('name none');
  expect(() => renditionSettings(JSON.stringify([square]), '[{"prefix":"a/","renditions":[]}]')).toThrow(
    'name none',
  );
});
