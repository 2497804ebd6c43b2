import { expect, test } from '@jest/globals';
import { inspect, longestSide, mostDeepAvifPixels } from '../../../functions/resize/inspect.ts';
import { avifSaying, blankPng, webpHeader } from '../../fixtures/bombs.ts';
import { avif as avifAnatomy } from '../../fixtures/mutants/avif.ts';
import { derivedAvif } from '../../fixtures/mutants/derived-avif.ts';
import { allPieces } from '../../fixtures/mutants/piece.ts';
import { plain16 } from '../../fixtures/pictures.ts';
import { refusal } from '../../fixtures/refusal.ts';
import { renditionOf } from '../../fixtures/renditions-of.ts';
import { avif, gif, patched, size } from '../../fixtures/samples.ts';

// What mutants found: few pixels by the header, and much memory or time all the same.

const wide = (width: number) => blankPng({ width, height: 1, bits: 8, colourType: 2 });
const tall = (height: number) => blankPng({ width: 1, height, bits: 8, colourType: 2 });

test.each([
  ['a PNG of one row', wide(longestSide + 1)],
  ['a PNG of one column', tall(longestSide + 1)],
  ['a PNG of 50 million pixels in one row', wide(50e6)],
  ['a GIF', patched(gif, 6, [0xff, 0xff, 1, 0])],
  ['a WebP', webpHeader({ width: longestSide + 1, height: 1 })],
  ['an AVIF', avifSaying(avif, { width: 1, height: longestSide + 1 })],
])('%s whose side is longer than any that is read has too many pixels', (_, bytes) => {
  expect(refusal(() => inspect(bytes))).toMatchObject({ reason: 'too-many-pixels' });
});

test('a PNG with the longest side that is read becomes a rendition', async () => {
  expect(await renditionOf(wide(longestSide), { width: 64 })).toMatchObject({ width: 64, height: 1 });
  expect(await renditionOf(tall(longestSide), { width: 64 })).toMatchObject({ width: 1 });
});

test.each([
  ['a grid of 4 tiles', { kind: 'grid', parts: 4, width: 2 * size.width, height: 2 * size.height }],
  ['an overlay of 3 pictures', { kind: 'iovl', parts: 3, ...size }],
  ['a picture as it is', { kind: 'iden', parts: 1, ...size }],
] as const)('an AVIF that is %s becomes a rendition', async (_, derived) => {
  const { width, height } = derived;
  expect(await renditionOf(derivedAvif(avif, derived), { width })).toMatchObject({ width, height });
});

test.each(['grid', 'iovl'] as const)(
  'an AVIF that is a %s of too many pixels, part by part, is a bomb',
  (kind) => {
    const part = avifSaying(avif, { width: 2_000, height: 2_000 });
    const of = (parts: number) => derivedAvif(part, { kind, parts, width: 2_000, height: 2_000 });
    expect(inspect(of(6))).toMatchObject({ width: 2_000, height: 2_000 });
    expect(refusal(() => inspect(of(9)))).toMatchObject({ reason: 'too-many-pixels' });
  },
);

test('an AVIF that is a part of itself is corrupt by the word of the decoder', async () => {
  const own = derivedAvif(avif, { kind: 'grid', parts: 4, ...size, ofItself: true });
  await expect(renditionOf(own)).rejects.toMatchObject({ reason: 'corrupt', cause: expect.any(Error) });
});

test('an AVIF whose parts have parts without end is corrupt', () => {
  const pieces = avifAnatomy.read(derivedAvif(avif, { kind: 'iden', parts: 1, ...size }));
  const references = allPieces(pieces).find(({ name }) => name === 'iref');
  const [one] = references?.inner ?? [];
  if (references === undefined || one === undefined) throw new Error('the fixture has no references');
  references.inner = Array.from({ length: 9_000 }, (_each, index) => ({
    ...one,
    body: Buffer.from(Uint16Array.of(index + 2, 1, index + 3).buffer).swap16(),
  }));
  expect(refusal(() => inspect(avifAnatomy.write(pieces)))).toMatchObject({ reason: 'corrupt' });
});

test('an AVIF of more than 8 bits may have half as many pixels, which is what a phone makes', async () => {
  const deep = await plain16(size, [9, 90, 200]).avif({ effort: 0, bitdepth: 12 }).toBuffer();
  const saying = (height: number) => avifSaying(deep, { width: 5_000, height });
  expect(inspect(avifSaying(deep, { width: 4_032, height: 3_024 }))).toMatchObject({ bitsPerSample: 12 });
  expect(inspect(saying(mostDeepAvifPixels / 5_000))).toMatchObject({ bitsPerSample: 12 });
  expect(refusal(() => inspect(saying(mostDeepAvifPixels / 5_000 + 1)))).toMatchObject({
    reason: 'too-many-pixels',
  });
});
