import { expect, test } from '@jest/globals';
import { plan } from '../../../functions/resize/plan.ts';
import { mostKeptPixels, pyramidOf } from '../../../functions/resize/pyramid.ts';
import type { Rendition } from '../../../functions/shared/renditions.ts';

const phone = { width: 4000, height: 3000 };

/** A line for each level: its size, "+" where its pixels are kept, what it comes from, what is made of it. */
function levelsOf(source: { width: number; height: number }, ...asked: Partial<Rendition>[]): string[] {
  const base = { fit: 'inside', format: 'jpeg', quality: 80 } as const;
  const renditions = asked.map((each, index) => ({ name: `${index}`, ...base, ...each }));
  return pyramidOf(plan(source, renditions)).map(({ width, height, kept, from, renditions: made }) => {
    const origin = from === undefined ? 'photo' : `${from.width}x${from.height}`;
    return `${width}x${height}${kept ? '+' : ''} from ${origin}: ${made.map(({ rendition }) => rendition.name)}`;
  });
}

test('one rendition is decoded from the photo, and nothing is kept', () => {
  expect(levelsOf(phone, { width: 200 })).toEqual(['200x150 from photo: 0']);
});

test('renditions of one size share its pixels', () => {
  expect(levelsOf(phone, { width: 200 }, { width: 200, format: 'webp' })).toEqual([
    '200x150+ from photo: 0,1',
  ]);
});

test('each size comes from the smallest one that is at least twice as large', () => {
  expect(levelsOf(phone, { width: 200 }, { width: 1280 }, { width: 640 })).toEqual([
    '1280x960+ from photo: 1',
    '640x480+ from 1280x960: 2',
    '200x150 from 640x480: 0',
  ]);
});

test('where none is twice as large, from the largest; where none is half as large again, from the photo', () => {
  expect(levelsOf(phone, { width: 900 }, { width: 600 }, { width: 601 }, { width: 450 })).toEqual([
    '900x675+ from photo: 0',
    '601x451 from photo: 2',
    '600x450 from 900x675: 1',
    '450x338 from 900x675: 3',
  ]);
});

test('a size that is four times smaller or more is reached by steps, which others may take too', () => {
  expect(levelsOf(phone, { width: 3000 }, { width: 100 }, { width: 90 })).toEqual([
    '3000x2250+ from photo: 0',
    '1563x1175+ from 3000x2250: ',
    '625x470+ from 1563x1175: ',
    '250x188+ from 625x470: ',
    '100x75 from 250x188: 1',
    '90x68 from 250x188: 2',
  ]);
});

test('what is cut or padded is the whole photo first, so that shapes do not matter', () => {
  const square = { width: 300, height: 300 };
  expect(
    levelsOf(
      phone,
      { width: 1000 },
      { ...square, fit: 'cover' },
      { ...square, fit: 'contain' },
      { width: 400 },
    ),
  ).toEqual(['1000x750+ from photo: 0', '400x300+ from 1000x750: 1,3', '300x225 from 1000x750: 2']);
});

test('nothing is enlarged: a small photo is decoded once for all that would be larger', () => {
  expect(levelsOf({ width: 90, height: 60 }, { width: 200 }, { width: 640 }, { width: 45 })).toEqual([
    '90x60+ from photo: 0,1',
    '45x30 from 90x60: 2',
  ]);
});

test('a picture of more pixels than are kept is decoded for each of its renditions', () => {
  const large = { width: 4001, height: 3000 };
  expect(large.width * large.height).toBeGreaterThan(mostKeptPixels);
  expect(levelsOf(large, { width: 5000 }, { width: 5000, format: 'webp' }, { width: 1000 })).toEqual([
    '4001x3000 from photo: 0',
    '4001x3000 from photo: 1',
    '1000x750 from photo: 2',
  ]);
});

test.each([
  ['wide', { width: 20_000, height: 2 }],
  ['high', { width: 2, height: 20_000 }],
])('a very %s photo has no level without pixels', (_, source) => {
  for (const { width, height } of pyramidOf(plan(source, [rendition(9000), rendition(300), rendition(2)]))) {
    expect(Math.min(width, height)).toBeGreaterThan(0);
    expect(width).toBeLessThanOrEqual(source.width);
    expect(height).toBeLessThanOrEqual(source.height);
  }
});

function rendition(side: number): Rendition {
  return { name: `${side}`, width: side, height: side, fit: 'inside', format: 'png', quality: 80 };
}
