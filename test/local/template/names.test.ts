import { expect, test } from '@jest/globals';
import { namesFor } from '../../../local/template/names.ts';

test('a name is the path without what every path has', () => {
  const paths = ['Darkroom/PhotoMachine/ResizePhoto/Function/Resource', 'Darkroom/Notices/Topic/Resource'];
  expect(namesFor(paths, { longest: 64 })).toEqual([
    'Darkroom-PhotoMachine-ResizePhoto',
    'Darkroom-Notices-Topic',
  ]);
});

test('paths of the same letters get names of their own, the same each time and in any order', () => {
  const paths = ['Darkroom/A/B', 'Darkroom/A-B', 'Darkroom/C'];
  const names = namesFor(paths, { longest: 64 });
  expect(new Set(names).size).toBe(3);
  expect(names[2]).toBe('Darkroom-C');
  expect(namesFor([...paths].reverse(), { longest: 64 }).reverse()).toEqual(names);
});

test('a name that would be too long is cut, and told from others by its end', () => {
  const names = namesFor([`Darkroom/${'x'.repeat(90)}/A`, `Darkroom/${'x'.repeat(90)}/B`], {
    longest: 63,
    lowerCase: true,
  });
  expect(new Set(names).size).toBe(2);
  for (const name of names) {
    expect(name).toHaveLength(63);
    expect(name).toMatch(/^[a-z0-9-]+$/);
  }
});
