import { expect, test } from '@jest/globals';
import { inspect } from '../../../functions/resize/inspect.ts';
import { measure } from '../../../functions/resize/render.ts';
import type { RenditionFormat } from '../../../functions/shared/renditions.ts';
import { gifOfFrames } from '../../fixtures/bombs.ts';
import { chunk, exif, exifSegment, withChunks, withSegments } from '../../fixtures/metadata.ts';
import { animation, colourAt, corners, cornersStoredFor, photo, plain } from '../../fixtures/pictures.ts';
import { renditionOf, renditionsOf } from '../../fixtures/renditions-of.ts';
import * as samples from '../../fixtures/samples.ts';
import { leastProcessorTime } from '../../support/processor-time.ts';

const outputs: RenditionFormat[] = ['jpeg', 'webp', 'avif', 'png'];
const { size } = samples;

test.each([
  ['a JPEG', samples.baseline],
  ['a progressive JPEG', samples.progressive],
  ['a PNG', samples.png],
  ['a lossy WebP', samples.lossy],
  ['a lossless WebP with alpha', samples.lossless],
  ['an animated WebP', samples.animatedWebp],
  ['a GIF', samples.gif],
  ['an animated GIF', samples.animatedGif],
  ['an AVIF', samples.avif],
  ['an AVIF with alpha', samples.avifWithAlpha],
])('%s becomes every kind of rendition, in the order asked for', async (_, bytes) => {
  const rendered = await renditionsOf(
    bytes,
    outputs.map((format) => ({ format, width: 45 })),
  );
  expect(rendered.map(({ rendition }) => rendition.format)).toEqual(outputs);
  for (const { rendition, body, width, height } of rendered) {
    expect([width, height]).toEqual([45, 30]);
    expect(inspect(body)).toMatchObject({ format: rendition.format, width, height });
  }
});

test.each([
  ['inside', { width: 40, height: 40 }, [40, 27]],
  ['inside', { width: 900, height: 900 }, [90, 60]],
  ['cover', { width: 40, height: 40 }, [40, 40]],
  ['cover', { width: 200, height: 100 }, [90, 45]],
  ['contain', { width: 40, height: 40 }, [40, 40]],
  ['contain', { width: 200, height: 100 }, [200, 100]],
] as const)('%s %j comes out as planned', async (fit, box, expected) => {
  for (const format of outputs) {
    const { body, width, height } = await renditionOf(samples.baseline, { fit, ...box, format });
    expect([width, height]).toEqual(expected);
    expect(inspect(body)).toMatchObject({ width, height });
  }
});

test('cover cuts as much from either end', async () => {
  const wide = cornersStoredFor(1);
  const { body } = await renditionOf(await wide.png().toBuffer(), { fit: 'cover', width: 40, height: 40 });
  expect(await colourAt(body, 18, 5)).toEqual([...corners.topLeft, 255]);
  expect(await colourAt(body, 21, 5)).toEqual([...corners.topRight, 255]);
});

test('the bars of contain are transparent, and white where there is no transparency', async () => {
  const bytes = await plain(size, [200, 0, 0]).png().toBuffer();
  for (const format of outputs) {
    const { body } = await renditionOf(bytes, { fit: 'contain', width: 60, height: 60, format });
    const [red, green, blue, alpha] = await colourAt(body, 30, 2);
    if (format !== 'jpeg') expect(alpha).toBe(0);
    else expect(Math.min(red ?? 0, green ?? 0, blue ?? 0, alpha ?? 0)).toBeGreaterThan(250);
    expect(await colourAt(body, 30, 30)).toEqual([
      expect.closeTo(200, -1),
      expect.closeTo(0, -1),
      expect.closeTo(0, -1),
      255,
    ]);
  }
});

test.each([1, 2, 3, 4, 5, 6, 7, 8, 0, 9])(
  'C24 a photo of orientation %d comes out upright',
  async (orientation) => {
    const stored = cornersStoredFor(orientation);
    const photos = [
      withSegments(await stored.clone().jpeg({ quality: 95 }).toBuffer(), exifSegment(exif({ orientation }))),
      withChunks(await stored.clone().png().toBuffer(), chunk('eXIf', exif({ orientation }))),
    ];
    for (const bytes of photos) {
      expect(await measure(bytes, inspect(bytes))).toEqual({ width: 60, height: 40 });
      for (const box of [{ width: 60 }, { width: 30 }, { width: 24, height: 16, fit: 'cover' as const }]) {
        const { body, width, height } = await renditionOf(bytes, box);
        expect([width, height]).toEqual([box.width, (box.width * 2) / 3]);
        const [left, right, top, bottom] = [3, width - 4, 3, height - 4] as const;
        expect(await colourAt(body, left, top)).toEqual(near(corners.topLeft));
        expect(await colourAt(body, right, top)).toEqual(near(corners.topRight));
        expect(await colourAt(body, left, bottom)).toEqual(near(corners.bottomLeft));
        expect(await colourAt(body, right, bottom)).toEqual(near(corners.bottomRight));
      }
    }
  },
);

/** The colour but for what a JPEG makes of it. */
function near(colour: readonly number[]): unknown[] {
  return [...colour.map((value) => expect.closeTo(value, -1.3)), 255];
}

test.each([
  ['GIF', samples.animatedGif],
  ['WebP', samples.animatedWebp],
])('C17 of an animated %s the first frame is taken', async (_, bytes) => {
  const { body } = await renditionOf(bytes);
  const [red = 0, green = 0, blue = 0] = await colourAt(body, 20, 20);
  expect(red).toBeGreaterThan(190);
  expect(Math.max(green, blue)).toBeLessThan(10);
});

test('C17 a GIF whose later frames are cut off or damaged is still a picture', async () => {
  const frames = [photo(size), plain(size, [0, 200, 0]), photo(size)];
  const bytes = await (await animation(frames)).gif().toBuffer();
  const cut = bytes.subarray(0, -400);
  const damaged = samples.patched(bytes, bytes.length - 900, Buffer.alloc(800, 0x99));
  for (const each of [cut, damaged]) {
    expect((await renditionOf(each, { width: 45 })).width).toBe(45);
  }
});

test('C17 a GIF of 200,000 frames is read within a second', async () => {
  const bytes = gifOfFrames(samples.animatedGif, 200_000);
  expect(await leastProcessorTime(() => renditionOf(bytes))).toBeLessThan(1000);
});

test('C18 of an animated PNG the first picture is taken, of a broken one too', async () => {
  for (const frames of [0, 2, 2 ** 31]) {
    const control = Buffer.alloc(8);
    control.writeUInt32BE(frames);
    const { body } = await renditionOf(withChunks(samples.png, chunk('acTL', control)), { width: 45 });
    expect(inspect(body)).toMatchObject({ width: 45, height: 30 });
  }
});

test.each([
  ['wide', { width: 20_000, height: 2 }],
  ['high', { width: 2, height: 20_000 }],
])('a very %s photo becomes every kind of rendition, as large as that can be', async (_, extreme) => {
  const bytes = await photo(extreme).png().toBuffer();
  const rendered = await renditionsOf(
    bytes,
    outputs.map((format) => ({ format, width: 30_000, height: 30_000 })),
  );
  expect(rendered.map(({ width, height }) => Math.max(width, height))).toEqual([
    20_000, 16_383, 16_384, 20_000,
  ]);
});
