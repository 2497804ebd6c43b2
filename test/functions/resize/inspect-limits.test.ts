import { expect, test } from '@jest/globals';
import { mostCodedBytes } from '../../../functions/resize/formats/avif.ts';
import { mostScans } from '../../../functions/resize/formats/jpeg.ts';
import { inspect, mostAvifPixels, mostPixels } from '../../../functions/resize/inspect.ts';
import {
  avifOfBoxes,
  avifSaying,
  avifWithLargerPart,
  extentBomb,
  gifOfFrames,
  jpegHeader,
  pngHeader,
  scanBomb,
  scansOf,
  webpHeader,
  webpOfFrames,
} from '../../fixtures/bombs.ts';
import { chunk, segment, uint16be, withChunks, withSegments } from '../../fixtures/metadata.ts';
import { derivedAvif } from '../../fixtures/mutants/derived-avif.ts';
import { refusal } from '../../fixtures/refusal.ts';
import {
  animatedGif,
  animatedWebp,
  avif,
  avifWithAlpha,
  baseline,
  gif,
  patched,
  png,
  progressive,
  sample,
  size,
} from '../../fixtures/samples.ts';
import { grainy } from '../../fixtures/worst/canvas.ts';
import { bitByBit } from '../../fixtures/worst/progressive.ts';
import { leastProcessorTime } from '../../support/processor-time.ts';

test.each([
  ['C9 a PNG bomb', pngHeader({ width: 16_383, height: 16_383, bits: 1, colourType: 0 })],
  ['C10 a PNG', pngHeader({ width: 30_000, height: 30_000 })],
  ['C10 the largest PNG', pngHeader({ width: 2 ** 31 - 1, height: 2 ** 31 - 1 })],
  ['C11 a JPEG', jpegHeader(0xc0, { width: 64_250, height: 64_250 })],
  ['C11 a JPEG', jpegHeader(0xc0, { width: 65_500, height: 65_500 })],
  ['C12 a progressive CMYK JPEG', jpegHeader(0xc2, { width: 3617, height: 64_508, channels: 4 })],
  ['a JPEG with a side that no decoder takes', jpegHeader(0xc0, { width: 65_501, height: 1 })],
  ['a WebP', webpHeader({ width: 2 ** 24, height: 2 ** 24 })],
  ['a GIF', patched(gif, 6, [0xff, 0xff, 0xff, 0xff])],
  [
    'a GIF whose first frame is larger than itself',
    patched(gif, gif.indexOf('2c00000000', 0, 'hex') + 5, [0xff, 0xff, 0xff, 0xff]),
  ],
  ['C33 an AVIF', avifSaying(avif, { width: 17_000, height: 17_000 })],
  ['C32 an AVIF above its own limit', avifSaying(avif, { width: 7000, height: 7000 })],
  [
    'an AVIF whose alpha alone is too large',
    avifWithLargerPart(avifWithAlpha, { width: 7000, height: 7000 }),
  ],
])('%s has too many pixels', (_, bytes) => {
  expect(refusal(() => inspect(bytes))).toMatchObject({ reason: 'too-many-pixels' });
});

test('a photo of as many pixels as are read is read, one more row is too many', () => {
  const width = 10_000;
  const saying = (height: number) =>
    Buffer.concat([
      pngHeader({ width, height }),
      chunk('IDAT', Buffer.alloc(9)),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  expect(inspect(saying(mostPixels / width))).toMatchObject({ width, height: mostPixels / width });
  expect(refusal(() => inspect(saying(mostPixels / width + 1)))).toMatchObject({ reason: 'too-many-pixels' });
});

test('an AVIF of as many pixels as are read is read, one more row is too many, whatever the setting', () => {
  const height = mostAvifPixels / 5000;
  expect(inspect(avifSaying(avif, { width: 5000, height }))).toMatchObject({ width: 5000, height });
  const larger = avifSaying(avif, { width: 5000, height: height + 1 });
  expect(refusal(() => inspect(larger, { maxPixels: 1e9 }))).toMatchObject({ reason: 'too-many-pixels' });
});

test.each([
  ['a JPEG', baseline],
  ['an AVIF', avif],
])('the setting of a smaller limit holds for %s', (_, bytes) => {
  const maxPixels = size.width * size.height;
  expect(inspect(bytes, { maxPixels })).toMatchObject(size);
  expect(refusal(() => inspect(bytes, { maxPixels: maxPixels - 1 }))).toMatchObject({
    reason: 'too-many-pixels',
  });
});

test('C37 a JPEG of 100 scans is read, one more is too many', () => {
  expect(mostScans).toBe(100);
  expect(scansOf(scanBomb(progressive, mostScans))).toHaveLength(mostScans);
  expect(inspect(scanBomb(progressive, mostScans))).toEqual(sample('jpeg'));
  expect(refusal(() => inspect(scanBomb(progressive, mostScans + 1)))).toMatchObject({
    reason: 'too-many-scans',
  });
});

test('C37 a JPEG of 50 million pixels is read with 25 scans, and one more is too many', () => {
  const frame = progressive.indexOf('ffc2', 0, 'hex');
  const large = patched(progressive, frame + 5, [...uint16be(7000), ...uint16be(7142)]);
  expect(inspect(scanBomb(large, 25))).toMatchObject({ width: 7142, height: 7000 });
  expect(refusal(() => inspect(scanBomb(large, 26)))).toMatchObject({
    reason: 'too-many-scans',
    detail: 'the JPEG has more than 25 scans of 7142 x 7000 pixels',
  });
});

test('a JPEG that is put together to burn time in 98 scans is read up to 12 million pixels', () => {
  const scans = { components: 4, busy: 7 } as const;
  expect(inspect(bitByBit({ width: 4000, height: 3100, ...scans }))).toMatchObject({ format: 'jpeg' });
  expect(refusal(() => inspect(bitByBit({ width: 4000, height: 3200, ...scans })))).toMatchObject({
    reason: 'too-many-scans',
  });
});

test('an AVIF whose parts have 10 MB to decode is read, with more it would take too long', async () => {
  const side = 256;
  const tile = await grainy({ width: side, height: side, grain: 1 })
    .avif({ effort: 0, quality: 100, chromaSubsampling: '4:4:4' })
    .toBuffer();
  const grid = (rows: number) =>
    derivedAvif(tile, { kind: 'grid', parts: rows ** 2, width: side * rows, height: side * rows });
  const most = Math.floor(Math.sqrt(mostCodedBytes / tile.length));
  expect(grid(most).length).toBeLessThan(tile.length + 2000);
  expect(inspect(grid(most))).toMatchObject({ width: side * most });
  expect(refusal(() => inspect(grid(most + 1)))).toMatchObject({
    reason: 'took-too-long',
    detail: expect.stringMatching(/^the AVIF has \d+ coded bytes to decode, at most 10000000 are$/),
  });
});

test('the alpha of a part counts as often as the part is taken, in pixels and in bytes', async () => {
  const tiny = avifWithLargerPart(avifWithAlpha, { width: 2500, height: 2500 });
  const grid = (coded: Buffer, rows: number) =>
    derivedAvif(coded, {
      kind: 'grid',
      parts: rows ** 2,
      width: size.width * rows,
      height: size.height * rows,
    });
  expect(inspect(grid(tiny, 2))).toMatchObject({ width: 2 * size.width });
  expect(refusal(() => inspect(grid(tiny, 3)))).toMatchObject({ reason: 'too-many-pixels' });

  const seeThrough = await grainy({ ...size, channels: 4, grain: 1 })
    .avif({ effort: 0, quality: 100, chromaSubsampling: '4:4:4' })
    .toBuffer();
  const most = Math.floor(Math.sqrt(mostCodedBytes / seeThrough.length));
  expect(inspect(grid(seeThrough, most))).toMatchObject({ width: most * size.width });
  expect(refusal(() => inspect(grid(seeThrough, most + 2)))).toMatchObject({ reason: 'took-too-long' });
});

test('C41 a JPEG of five channels has too many', () => {
  expect(refusal(() => inspect(jpegHeader(0xc0, { ...size, channels: 5 })))).toMatchObject({
    reason: 'too-many-channels',
  });
  expect(refusal(() => inspect(patched(avif, avif.indexOf('pixi') + 8, [5])))).toMatchObject({
    reason: 'too-many-channels',
  });
});

test.each([
  ['256 KB of tiny segments', withSegments(baseline, Buffer.alloc(262_144, Buffer.from([0xff, 0xe0, 0, 2])))],
  [
    '256 KB of stuffed zeros',
    Buffer.concat([baseline.subarray(0, -2), Buffer.alloc(262_144, Buffer.from([0xff, 0]))]),
  ],
  ['256 KB of fill bytes', withSegments(baseline, Buffer.alloc(262_144, 0xff))],
  [
    '256 KB of empty chunks',
    withChunks(png, Buffer.concat(Array.from({ length: 21_845 }, () => chunk('tEXt', Buffer.alloc(0))))),
  ],
  [
    '256 KB of empty boxes',
    Buffer.concat([
      avif.subarray(0, avif.readUInt32BE(0)),
      Buffer.alloc(262_144, Buffer.from('\0\0\0\x08free')),
    ]),
  ],
  ['256 KB of extents of nothing', extentBomb(avif)],
  [
    '256 KB of blocks of one byte',
    Buffer.concat([gif.subarray(0, 10), Buffer.from([0, 0, 0, 0x21, 1]), Buffer.alloc(262_144, 1)]),
  ],
  ['256 KB of open brackets', Buffer.alloc(262_144, '<')],
  ['256 KB of comments', Buffer.from('<!-- -->'.repeat(32_768))],
])('%s are through in a moment', async (_, bytes) => {
  expect(await leastProcessorTime(() => refusal(() => inspect(bytes)))).toBeLessThan(100);
});

test('C37 a bomb of 2,646 scans is known in 10 ms', async () => {
  const bytes = scanBomb(progressive, 2646);
  expect(await leastProcessorTime(() => refusal(() => inspect(bytes)))).toBeLessThan(10);
});

test('C17 a GIF of 200,000 frames is known in 100 ms', async () => {
  const bytes = gifOfFrames(animatedGif, 200_000);
  expect(await leastProcessorTime(() => expect(inspect(bytes)).toEqual(sample('gif')))).toBeLessThan(100);
});

test.each([
  ['a WebP of 1,001 frames', webpOfFrames(animatedWebp, 1_001), 'took-too-long'],
  ['a JPEG of 5,001 empty segments', withSegments(baseline, ...emptySegments(5_001)), 'corrupt'],
  ['an AVIF of 10,001 boxes', avifOfBoxes(avif, 10_001), 'corrupt'],
])('refuses %s before the decoder gets it', async (_what, bytes, reason) => {
  expect(refusal(() => inspect(bytes))).toMatchObject({ reason });
  expect(await leastProcessorTime(() => refusal(() => inspect(bytes)))).toBeLessThan(100);
});

test('takes as many frames and segments as real pictures have', () => {
  expect(inspect(webpOfFrames(animatedWebp, 1_000))).toMatchObject({ format: 'webp' });
  expect(inspect(withSegments(baseline, ...emptySegments(800)))).toMatchObject({ format: 'jpeg' });
});

function emptySegments(count: number): Buffer[] {
  return Array.from({ length: count }, () => segment(0xe1, Buffer.alloc(0)));
}
