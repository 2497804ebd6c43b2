import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import sharp from 'sharp';
import { inspect } from '../../../functions/resize/inspect.ts';
import { type PlannedRendition, plan } from '../../../functions/resize/plan.ts';
import { measure, type Rendered, render } from '../../../functions/resize/render.ts';
import type { Rendition } from '../../../functions/shared/renditions.ts';
import { exif, exifSegment, withSegments } from '../../fixtures/metadata.ts';
import { photo } from '../../fixtures/pictures.ts';
import { renditionOf } from '../../fixtures/renditions-of.ts';
import { type Luma, lumaOf, partOf, reduced, ssim } from '../../support/ssim.ts';

// What is made of pixels that renditions share against what is made of the photo for each alone, both compared with
// an exact reduction of the whole photo.

const size = { width: 400, height: 300 };
const picture = photo(size);
const seeThrough = photo(size, { alpha: true });
const jpeg = await picture.clone().jpeg({ quality: 95 }).toBuffer();
const deep = picture.clone().toColourspace('rgb16');

const photos: readonly (readonly [string, Buffer])[] = [
  ['a JPEG', jpeg],
  ['a JPEG that lies on its side', withSegments(jpeg, exifSegment(exif({ orientation: 6 })))],
  ['a JPEG that is mirrored', withSegments(jpeg, exifSegment(exif({ orientation: 5 })))],
  ['a CMYK JPEG', await picture.clone().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer()],
  ['a grey JPEG', await picture.clone().grayscale().jpeg({ quality: 95 }).toBuffer()],
  ['a JPEG in Display P3', await picture.clone().withIccProfile('p3').jpeg({ quality: 95 }).toBuffer()],
  ['a PNG of 16 bits', await deep.clone().png().toBuffer()],
  ['a PNG of 16 bits in Display P3', await deep.clone().withIccProfile('p3').png().toBuffer()],
  ['a PNG with a palette', await picture.clone().png({ palette: true }).toBuffer()],
  ['a PNG with an alpha channel, opaque', await picture.clone().ensureAlpha().png().toBuffer()],
  ['a PNG with transparent pixels', await seeThrough.clone().png().toBuffer()],
  ['a WebP', await picture.clone().webp({ quality: 95 }).toBuffer()],
  ['a WebP with transparent pixels', await seeThrough.clone().webp({ quality: 95 }).toBuffer()],
  ['a GIF', await picture.clone().gif().toBuffer()],
  ['an AVIF', await picture.clone().avif({ quality: 80, effort: 0 }).toBuffer()],
  ['an AVIF of 10 bits', await picture.clone().avif({ quality: 80, effort: 0, bitdepth: 10 }).toBuffer()],
  ['a small PNG', await photo({ width: 41, height: 67 }).png().toBuffer()],
];

/** A picture of a few blocks is the encoder's more than the photo's: there a likeness says nothing. */
const side = fc.integer({ min: 64, max: 420 });
const rendition = fc.record({
  width: side,
  height: side,
  fit: fc.constantFrom('inside', 'cover', 'contain'),
  format: fc.constantFrom('jpeg', 'webp', 'png'),
  quality: fc.constant(90),
});
const sets = fc.array(rendition, { minLength: 2, maxLength: 4 });

describe.each(photos)('of %s', (_, bytes) => {
  test('what shares its pixels looks as well as what is made alone', async () => {
    const inspection = inspect(bytes);
    const upright = await measure(bytes, inspection);
    const exact = await lumaOf((await renditionOf(bytes, { ...upright, format: 'png' })).body);
    const property = fc.asyncProperty(sets, async (asked) => {
      const planned = plan(
        upright,
        asked.map((each, index) => ({ ...each, name: `${index}` }) as Rendition),
      );
      const shared = await render(bytes, inspection, planned);
      for (const [index, each] of planned.entries()) {
        const [alone] = await render(bytes, inspection, [each]);
        if (alone === undefined || shared[index] === undefined) throw new Error('nothing was rendered');
        await expectToLookAsWell(shared[index], alone, each, exact);
      }
    });
    await fc.assert(property, { seed: 1, numRuns: 2 });
  });
});

async function expectToLookAsWell(
  shared: Rendered,
  alone: Rendered,
  each: PlannedRendition,
  exact: Luma,
): Promise<void> {
  expect(shared).toMatchObject({ rendition: each.rendition, width: alone.width, height: alone.height });
  if (shared.body.equals(alone.body)) return;
  const { picture } = each;
  const whole = reduced(exact, picture.width, picture.height);
  const [fromShared, fromAlone] = [await pictureIn(shared, each), await pictureIn(alone, each)];
  const wanted = middleOf(whole, fromShared.width, fromShared.height);
  expect(ssim(fromShared, wanted)).toBeGreaterThan(ssim(fromAlone, wanted) - 0.0005);
  const [found, expected] = [await sharp(shared.body).stats(), await sharp(alone.body).stats()];
  for (const [index, { mean }] of expected.channels.entries()) {
    expect(Math.abs((found.channels[index]?.mean ?? -99) - mean)).toBeLessThan(2);
  }
}

/** Without the bars. */
async function pictureIn({ body }: Rendered, { picture, canvas }: PlannedRendition): Promise<Luma> {
  const [width, height] = [Math.min(picture.width, canvas.width), Math.min(picture.height, canvas.height)];
  return middleOf(await lumaOf(body), width, height);
}

function middleOf(whole: Luma, width: number, height: number): Luma {
  const left = Math.floor((whole.width - width) / 2);
  return partOf(whole, left, Math.floor((whole.height - height) / 2), width, height);
}
