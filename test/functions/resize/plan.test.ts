import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { plan, type Size } from '../../../functions/resize/plan.ts';
import { formats, type Rendition, type RenditionFormat } from '../../../functions/shared/renditions.ts';

const landscape = { width: 4000, height: 3000 };
const portrait = { width: 3000, height: 4000 };
const small = { width: 80, height: 60 };
const line = { width: 60_000, height: 1 };

function one(source: Size, asked: Partial<Rendition>): { picture: string; canvas: string } {
  const rendition: Rendition = { name: 'thumbnail', fit: 'inside', format: 'jpeg', quality: 80, ...asked };
  const [planned] = plan(source, [rendition]);
  return { picture: words(planned?.picture), canvas: words(planned?.canvas) };
}

function words(size: Size | undefined): string {
  return `${size?.width} x ${size?.height}`;
}

test.each([
  ['a landscape within a width', landscape, { width: 200 }, '200 x 150'],
  ['a portrait within a width', portrait, { width: 200 }, '200 x 267'],
  ['a landscape within a height', landscape, { height: 200 }, '267 x 200'],
  ['a landscape within a square', landscape, { width: 200, height: 200 }, '200 x 150'],
  ['a portrait within a square', portrait, { width: 200, height: 200 }, '150 x 200'],
  ['a small photo, which stays as it is', small, { width: 200, height: 200 }, '80 x 60'],
  ['a line, which stays one pixel high', line, { width: 200 }, '200 x 1'],
  [
    'a line beside a height, up to what a JPEG can be',
    { ...line, width: 90_000 },
    { height: 9 },
    '65500 x 1',
  ],
] as const)('inside: %s', (_, source, box, expected) => {
  expect(one(source, { fit: 'inside', ...box })).toEqual({ picture: expected, canvas: expected });
});

test.each([
  ['is as asked where there is time for it', { width: 20_000, height: 500 }, { height: 400 }, '16000 x 400'],
  [
    'gets smaller in its shape where there is not',
    { width: 30_000, height: 1500 },
    { height: 1400 },
    '7230 x 361',
  ],
  ['is as asked within a box', { width: 30_000, height: 1500 }, { width: 5000, height: 1400 }, '5000 x 250'],
] as const)('a photo of 20 to 1 %s', (_, source, box, expected) => {
  const picture = one(source, { ...box, format: 'webp' });
  expect(picture).toEqual({ picture: expected, canvas: expected });
});

test('of several renditions of a long photo only those get smaller that are larger than the settings allowed for', () => {
  const settings = { fit: 'inside', format: 'avif', quality: 50 } as const;
  const renditions: Rendition[] = [
    { name: 'a', width: 1500, height: 1500, ...settings },
    { name: 'b', height: 700, ...settings },
    { name: 'c', width: 200, ...settings },
  ];
  expect(plan({ width: 16_000, height: 3000 }, renditions).map(({ picture }) => words(picture))).toEqual([
    '1500 x 281',
    '3733 x 700',
    '200 x 38',
  ]);
  expect(plan({ width: 30_000, height: 1500 }, renditions).map(({ canvas }) => words(canvas))).toEqual([
    '1500 x 75',
    '3615 x 181',
    '200 x 10',
  ]);
});

test.each([
  ['a landscape in a square', landscape, { width: 200, height: 200 }, '267 x 200', '200 x 200'],
  ['a portrait in a square', portrait, { width: 200, height: 200 }, '200 x 267', '200 x 200'],
  ['the same shape', landscape, { width: 400, height: 300 }, '400 x 300', '400 x 300'],
  ['a small photo, where the box shrinks', small, { width: 200, height: 200 }, '80 x 60', '60 x 60'],
  [
    'a photo low for the box, where it shrinks',
    { width: 900, height: 50 },
    { width: 400, height: 100 },
    '900 x 50',
    '200 x 50',
  ],
  ['a line, of which a pixel is left', line, { width: 200, height: 200 }, '60000 x 1', '1 x 1'],
] as const)('cover: %s', (_, source, box, picture, canvas) => {
  expect(one(source, { fit: 'cover', ...box })).toEqual({ picture, canvas });
});

test.each([
  ['a landscape in a square', landscape, { width: 200, height: 200 }, '200 x 150', '200 x 200'],
  ['a portrait in a square', portrait, { width: 200, height: 200 }, '150 x 200', '200 x 200'],
  ['a small photo, where the bars grow', small, { width: 200, height: 200 }, '80 x 60', '200 x 200'],
  ['a line', line, { width: 200, height: 200 }, '200 x 1', '200 x 200'],
] as const)('contain: %s', (_, source, box, picture, canvas) => {
  expect(one(source, { fit: 'contain', ...box })).toEqual({ picture, canvas });
});

test.each(['cover', 'contain'] as const)('%s with one side given is inside that side', (fit) => {
  expect(one(landscape, { fit, width: 200 })).toEqual({ picture: '200 x 150', canvas: '200 x 150' });
  expect(one(landscape, { fit, height: 150 })).toEqual({ picture: '200 x 150', canvas: '200 x 150' });
  expect(one(small, { fit, width: 200 })).toEqual({ picture: '80 x 60', canvas: '80 x 60' });
});

test('a photo that is longer than a format can be is scaled to its limit', () => {
  expect(one(line, { width: 99_999, format: 'webp' }).canvas).toBe('16383 x 1');
  expect(one(line, { height: 5, format: 'avif' }).canvas).toBe('16384 x 1');
});

test('renditions keep their order', () => {
  const base = { fit: 'inside', format: 'webp', quality: 70 } as const;
  const renditions: Rendition[] = [
    { name: 'b', width: 10, ...base },
    { name: 'a', width: 20, ...base },
  ];
  expect(plan(landscape, renditions).map(({ rendition }) => rendition)).toEqual(renditions);
});

const side = fc.integer({ min: 1, max: 70_000 });
const boxSide = fc.integer({ min: 1, max: 5000 });
const fit = fc.constantFrom('inside' as const, 'cover' as const, 'contain' as const);
const format = fc.constantFrom(...(Object.keys(formats) as RenditionFormat[]));

test('whatever the sizes, no pixel is enlarged, none is missing, and the canvas is what was asked for or less', () => {
  fc.assert(
    fc.property(
      side,
      side,
      boxSide,
      boxSide,
      fit,
      format,
      (width, height, boxWidth, boxHeight, fit, format) => {
        const rendition = { name: 'any', width: boxWidth, height: boxHeight, fit, format, quality: 80 };
        const [planned] = plan({ width, height }, [rendition]);
        if (planned === undefined) throw new Error('nothing is planned');
        const { picture, canvas } = planned;
        expect(Math.min(picture.width, picture.height, canvas.width, canvas.height)).toBeGreaterThanOrEqual(
          1,
        );
        expect(picture.width).toBeLessThanOrEqual(width);
        expect(picture.height).toBeLessThanOrEqual(height);
        expect(canvas.width).toBeLessThanOrEqual(boxWidth);
        expect(canvas.height).toBeLessThanOrEqual(boxHeight);
        const covered = canvas.width <= picture.width && canvas.height <= picture.height;
        const contained = canvas.width >= picture.width && canvas.height >= picture.height;
        expect(fit === 'contain' ? contained : covered).toBe(true);
      },
    ),
  );
});
