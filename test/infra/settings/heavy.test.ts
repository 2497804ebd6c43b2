import { describe, expect, test } from '@jest/globals';
import * as inTheFunction from '../../../functions/resize/encoding.ts';
import type { Rendition } from '../../../infra/settings/shape.ts';
import { largestSquare, mostEncodingSeconds, pixelsOf, secondsToEncode } from '../../../workflow/encoding.ts';
import { problemsOf } from './problems-of.ts';

const name = 'a';
const twice = (rendition: object) => [rendition, { ...rendition, name: 'b' }];

describe('renditions that there is time for', () => {
  test.each([
    [[{ name, width: 200 }]],
    [[{ name, width: 3840, height: 3840 }]],
    [[{ name, width: 2041, height: 2041, format: 'avif' }]],
    [[{ name, width: 3535, height: 3535, format: 'webp' }]],
    [[{ name, width: 5000, height: 5000, format: 'png' }]],
    [[{ name, width: 2132, height: 2132, quality: 100 }]],
    [
      [1280, 640, 320, 160].flatMap((width) =>
        ['jpeg', 'webp'].map((format) => ({ name: `${format}${width}`, width, format })),
      ),
    ],
    [
      [1280, 640, 320].flatMap((width) =>
        ['jpeg', 'avif'].map((format) => ({ name: `${format}${width}`, width, format })),
      ),
    ],
  ])('%j', (renditions) => {
    expect(problemsOf({ darkroom: { renditions } })).toEqual([]);
  });
});

describe('renditions that ordinary photos would time out with are refused', () => {
  test.each([
    [[{ name, width: 2042, height: 2042, format: 'avif' }], '2042'],
    [[{ name, width: 1800, format: 'avif' }], 'one side, of a photo of 3 to 4'],
    [twice({ name, width: 1600, height: 1600, format: 'avif' }), 'together'],
    [[{ name, width: 8192, height: 8192, fit: 'contain' }], 'bars count too'],
    [[{ name, width: 3840, height: 3840, quality: 91 }], 'fine JPEG'],
    [
      twice({ name, width: 3000, height: 3000, format: 'png' }).concat(
        twice({ name: 'c', width: 3000, height: 3000, format: 'png' }).map((each, index) => ({
          ...each,
          name: `c${index}`,
        })),
      ),
      'decoded for each',
    ],
  ])('%j: %s', (renditions) => {
    expect(problemsOf({ darkroom: { renditions } })).toEqual([
      expect.stringMatching(/^renditions is \[.*\]: they take about [\d.]+ s of a processor/),
    ]);
  });

  test('with what to do', () => {
    const renditions = [
      { name: 'thumbnail', width: 200 },
      { name: 'large', width: 4000, format: 'avif' },
    ];
    expect(problemsOf({ darkroom: { renditions } })).toEqual([
      'renditions is ["thumbnail","large"]: they take about 12.8 s of a processor for the largest photo, and the function has time for 2.5; the heaviest, large, takes 12.8: ask for less than that (avif of its quality fits up to 2041 x 2041 pixels by itself, once), give it width and height so that both are bounded, choose another format, or lower uploads.maxPixels where it is above 50000000. See docs/limits.md',
    ]);
  });

  test('in a rule', () => {
    const rules = [{ prefix: 'uploads/large/', renditions: [{ name, width: 4000, format: 'avif' }] }];
    expect(problemsOf({ darkroom: { rules } })).toEqual([
      expect.stringContaining('rules[0].renditions is ["a"]: they take'),
    ]);
  });

  test('where larger photos are let in', () => {
    const renditions = [{ name, width: 2041, height: 2041, format: 'avif' }];
    const uploads = { maxPixels: 60_000_000 };
    expect(problemsOf({ darkroom: { renditions, uploads } })).toEqual([
      expect.stringContaining('they take about 2.7 s'),
    ]);
  });
});

const given: Rendition[] = [
  { name, width: 100, fit: 'inside', format: 'jpeg', quality: 90 },
  { name, height: 100, fit: 'inside', format: 'jpeg', quality: 91 },
  { name, width: 100, height: 10, fit: 'cover', format: 'webp', quality: 91 },
  { name, width: 100, height: 10, fit: 'inside', format: 'avif', quality: 91 },
  { name, width: 100, height: 10, fit: 'contain', format: 'png', quality: 91 },
];

test.each(given)('the function counts as the settings do: %j', (rendition) => {
  expect(inTheFunction.mostPixelsOf(rendition)).toBe(pixelsOf(rendition));
  const size = { width: pixelsOf(rendition), height: 1 };
  expect(inTheFunction.secondsToEncode(size, rendition)).toBe(secondsToEncode(rendition));
  expect(inTheFunction.mostEncodingSeconds).toBe(mostEncodingSeconds);
  expect(largestSquare(rendition)).toBeGreaterThan(2000);
});
