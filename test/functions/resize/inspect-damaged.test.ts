import { expect, test } from '@jest/globals';
import { inspect } from '../../../functions/resize/inspect.ts';
import { jpegHeader, pngHeader, webpHeader } from '../../fixtures/bombs.ts';
import { chunk, exifSegment, segment, withSegments } from '../../fixtures/metadata.ts';
import { noise } from '../../fixtures/pictures.ts';
import { refusal } from '../../fixtures/refusal.ts';
import {
  animatedGif,
  animatedWebp,
  avif,
  avifWithAlpha,
  baseline,
  gif,
  lossless,
  lossy,
  patched,
  png,
  progressive,
  sample,
  size,
} from '../../fixtures/samples.ts';

test.each([
  ['C2 a JPEG', baseline],
  ['C2 a progressive JPEG', progressive],
  ['C2 a JPEG with a thumbnail', withSegments(baseline, exifSegment(baseline))],
  ['C3 a PNG', png],
  ['a lossy WebP', lossy],
  ['a lossless WebP', lossless],
  ['an animated WebP', animatedWebp],
  ['an AVIF', avif],
  ['an AVIF with alpha', avifWithAlpha],
])('%s that is cut at any of 40 points is truncated', (_, bytes) => {
  const points = Array.from({ length: 40 }, (_each, index) => Math.floor((bytes.length * index) / 40)).slice(
    1,
  );
  for (const point of [5, ...points, bytes.length - 1]) {
    const cut = bytes.subarray(0, point);
    expect([point, refusal(() => inspect(cut))]).toEqual([
      point,
      expect.objectContaining({ reason: 'truncated' }),
    ]);
  }
});

test('a GIF is truncated where its first frame is cut, and whole where a later one is', () => {
  const second = animatedGif.indexOf('21f904', animatedGif.indexOf('2c00000000', 0, 'hex'), 'hex');
  const wholeUntil = scanFor(animatedGif, (cut) => refusal(() => inspect(cut))?.reason !== 'truncated');
  expect(wholeUntil).toBe(second);
  for (let point = 1; point < wholeUntil; point += 7) {
    expect(refusal(() => inspect(animatedGif.subarray(0, point)))).toMatchObject({ reason: 'truncated' });
  }
  expect(inspect(animatedGif.subarray(0, second + 5))).toEqual(sample('gif'));
});

function scanFor(bytes: Buffer, accepts: (cut: Buffer) => boolean): number {
  for (let point = 1; point < bytes.length; point += 1) if (accepts(bytes.subarray(0, point))) return point;
  return bytes.length;
}

test.each([
  [
    'no frame header',
    Buffer.concat([baseline.subarray(0, 2), segment(0xee, Buffer.alloc(4)), Buffer.from([0xff, 0xd9])]),
  ],
  ['no picture', jpegHeader(0xc0, size)],
  ['no height', jpegHeader(0xc0, { width: 9, height: 0 })],
  ['a PNG whose signature lost a byte', Buffer.concat([png.subarray(0, 4), png.subarray(5)])],
  ['a PNG without a header', Buffer.concat([png.subarray(0, 8), png.subarray(33)])],
  ['C10 a PNG of 2^31 pixels a side', pngHeader({ width: 2 ** 31, height: 2 ** 31 })],
  ['a PNG of no pixels', pngHeader({ width: 0, height: 9 })],
  ['a PNG of 9 bits', pngHeader({ ...size, bits: 9 })],
  ['a PNG of no known colours', pngHeader({ ...size, colourType: 5 })],
  ['a PNG without a picture', Buffer.concat([pngHeader(size), chunk('IEND', Buffer.alloc(0))])],
  ['a PNG whose chunk has no name', Buffer.concat([pngHeader(size), chunk('\0\0\0\0', Buffer.alloc(0))])],
  ['a WebP without a picture', webpHeader(size)],
  ['a WebP whose chunk is too long', patched(lossy, 16, [0xff, 0xff, 0xff, 0x7f])],
  ['a WebP that does not begin with a frame', patched(lossy, 23, [0, 0, 0])],
  ['a GIF without a picture', Buffer.concat([gif.subarray(0, 10), Buffer.from([0, 0, 0, 0x3b])])],
  ['a GIF with an unknown block', Buffer.concat([gif.subarray(0, 10), Buffer.from([0, 0, 0, 0x77, 0])])],
  ['an AVIF whose box is too short', patched(avif, avif.readUInt32BE(0), [0, 0, 0, 4])],
  ['an AVIF whose inner box is too long', patched(avif, avif.indexOf('iprp') - 4, [0, 0xff, 0xff, 0xff])],
  [
    'an AVIF whose long box has no length',
    patched(avif, avif.readUInt32BE(0), [0, 0, 0, 1, 0x66, 0x72, 0x65, 0x65, 0, 0, 0, 0, 0, 0, 0, 0]),
  ],
  ['an AVIF without a size', patched(avif, avif.indexOf('ispe'), Buffer.from('free'))],
  ['an AVIF without a picture', patched(avif, avif.indexOf('pitm'), Buffer.from('free'))],
])('%s is corrupt', (_, bytes) => {
  expect(refusal(() => inspect(bytes))).toMatchObject({ reason: 'corrupt' });
});

test('noise is refused, whatever signature it begins with', () => {
  const random = noise(7);
  for (const signature of [baseline, png, lossy, gif, avif].map((each) => each.subarray(0, 12))) {
    for (let round = 0; round < 200; round += 1) {
      const bytes = Buffer.concat([
        signature,
        Buffer.from(Array.from({ length: 400 }, () => random() * 256)),
      ]);
      expect(refusal(() => inspect(bytes))).toBeDefined();
    }
  }
});
