import { expect, test } from '@jest/globals';
import sharp, { type Sharp } from 'sharp';
import type { RenditionFormat } from '../../../functions/shared/renditions.ts';
import { blankPng } from '../../fixtures/bombs.ts';
import { iccChunk, iccSegment, withChunks, withSegments } from '../../fixtures/metadata.ts';
import { colourAt, photo, plain, plain16 } from '../../fixtures/pictures.ts';
import { renditionOf } from '../../fixtures/renditions-of.ts';

const size = { width: 48, height: 32 };
const red = [200, 30, 30];
const outputs: RenditionFormat[] = ['jpeg', 'webp', 'avif', 'png'];

/** The numbers 200, 30, 30 of Display P3 are a red that sRGB has no more of: its nearest. */
const redOfP3 = [218, 0, 9];

async function profileNamed(name: string): Promise<Buffer> {
  const bytes = await plain(size, red).withIccProfile(name).jpeg().toBuffer();
  const { icc } = await sharp(bytes).metadata();
  if (icc === undefined) throw new Error(`there is no profile ${name}`);
  return icc;
}

const p3 = await profileNamed('p3');
const srgb = await profileNamed('srgb');
const jpeg = await plain(size, red).jpeg({ quality: 100 }).toBuffer();
const png = await plain(size, red).png().toBuffer();
const png16 = await plain16(size, red).png().toBuffer();
const avif10 = (made: Sharp) => made.avif({ bitdepth: 10, quality: 95, effort: 0 }).toBuffer();

test.each([
  ['C23 a JPEG in Display P3', withSegments(jpeg, iccSegment(p3)), redOfP3],
  ['C23 a PNG in Display P3', withChunks(png, iccChunk(p3)), redOfP3],
  ['C23 a PNG of 16 bits in Display P3', withChunks(png16, iccChunk(p3)), redOfP3],
  ['C23 a PNG of 16 bits in sRGB with its profile', withChunks(png16, iccChunk(srgb)), red],
  ['C23 a PNG of 16 bits without a profile', png16, red],
  [
    'C23 a WebP in Display P3',
    await plain(size, redOfP3).withIccProfile('p3').webp({ quality: 100 }).toBuffer(),
    redOfP3,
  ],
  ['C23 an AVIF of 10 bits in Display P3', await avif10(plain16(size, red).withIccProfile('p3')), redOfP3],
  ['an AVIF of 10 bits', await avif10(plain16(size, red)), red],
  ['C23 a JPEG with a profile that is none', withSegments(jpeg, iccSegment(Buffer.alloc(300, 7))), red],
  [
    'C23 a PNG of 16 bits with a profile that is none',
    withChunks(png16, iccChunk(Buffer.alloc(300, 7))),
    red,
  ],
  ['C23 a PNG with the profile of a press', withChunks(png, iccChunk(await profileNamed('cmyk'))), red],
  ['C21 a grey PNG', await plain(size, [128]).png().toBuffer(), [128, 128, 128]],
  ['C21 a grey PNG of 16 bits', await plain16(size, [128]).png().toBuffer(), [128, 128, 128]],
  ['C21 a palette PNG', await plain(size, red).png({ palette: true }).toBuffer(), red],
  ['C21 a PNG of 1 bit', blankPng({ ...size, bits: 1, colourType: 0 }), [0, 0, 0]],
  ['C21 an interlaced PNG of 16 bits', await plain16(size, red).png({ progressive: true }).toBuffer(), red],
])('%s has its colours in sRGB', async (_, bytes, expected) => {
  for (const format of outputs) {
    const { body } = await renditionOf(bytes, { format, width: 24, quality: 100 });
    const { space, depth, icc } = await sharp(body).metadata();
    expect({ format, space, depth, icc }).toEqual({
      format,
      space: expect.stringMatching(/srgb|b-w/),
      depth: 'uchar',
      icc: undefined,
    });
    const [r, g, b] = await colourAt(body, 12, 8);
    for (const [index, value] of [r, g, b].entries())
      expect(Math.abs((value ?? -99) - (expected[index] ?? 0))).toBeLessThan(8);
  }
});

test.each([
  [
    'with the profile of a press',
    await plain(size, red).withIccProfile('cmyk').jpeg({ quality: 100 }).toBuffer(),
  ],
  ['without a profile', await plain(size, red).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer()],
  [
    'that is progressive',
    await plain(size, red).toColourspace('cmyk').jpeg({ quality: 100, progressive: true }).toBuffer(),
  ],
])('C20 a CMYK JPEG %s has about its colours', async (_, bytes) => {
  expect((await sharp(bytes).metadata()).space).toBe('cmyk');
  const { body } = await renditionOf(bytes, { format: 'jpeg', width: 24, quality: 100 });
  expect((await sharp(body).metadata()).channels).toBe(3);
  const [r = 0, g = 0, b = 0] = await colourAt(body, 12, 8);
  expect(r).toBeGreaterThan(180);
  expect(Math.max(g, b)).toBeLessThan(60);
});

test.each([
  ['PNG', await plain(size, [0, 0, 255, 0]).png().toBuffer(), 0],
  ['half transparent PNG', await plain(size, [0, 0, 0, 128]).png().toBuffer(), 128],
  ['half transparent PNG of 16 bits', await plain16(size, [0, 0, 0, 128]).png().toBuffer(), 128],
  ['half transparent grey PNG', await plain(size, [0, 128]).png().toBuffer(), 128],
  ['half transparent grey PNG of 16 bits', await plain16(size, [0, 128]).png().toBuffer(), 128],
  ['half transparent WebP', await plain(size, [0, 0, 0, 128]).webp().toBuffer(), 128],
  ['half transparent AVIF', await plain(size, [0, 0, 0, 128]).avif({ effort: 0 }).toBuffer(), 128],
  ['transparent GIF', await plain(size, [0, 0, 0, 0]).gif().toBuffer(), 0],
])('a %s stays so, and is on white in a JPEG', async (_, bytes, alpha) => {
  for (const format of ['webp', 'avif', 'png'] as const) {
    const { body } = await renditionOf(bytes, { format, width: 24 });
    expect([format, (await colourAt(body, 12, 8))[3]]).toEqual([format, alpha]);
  }
  const { body } = await renditionOf(bytes, { format: 'jpeg', width: 24 });
  const [grey = 0] = await colourAt(body, 12, 8);
  expect(Math.abs(grey - (255 - alpha))).toBeLessThan(4);
});

test('C21 a picture of one pixel becomes one', async () => {
  const bytes = await plain({ width: 1, height: 1 }, red).png().toBuffer();
  for (const format of outputs)
    expect(await renditionOf(bytes, { format })).toMatchObject({ width: 1, height: 1 });
});

test('a rendition of better quality is larger, but a PNG is the same', async () => {
  const bytes = await photo({ width: 120, height: 80 }).png().toBuffer();
  for (const format of outputs) {
    const low = await renditionOf(bytes, { format, quality: 30 });
    const high = await renditionOf(bytes, { format, quality: 90 });
    if (format === 'png') expect(high.body).toEqual(low.body);
    else expect(high.body.length).toBeGreaterThan(low.body.length * 1.5);
  }
});
