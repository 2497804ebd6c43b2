import { expect, test } from '@jest/globals';
import { inspect } from '../../../functions/resize/inspect.ts';
import { blankPng, jpegFrame } from '../../fixtures/bombs.ts';
import { chunk, exif, exifSegment, segment, withChunks, withSegments } from '../../fixtures/metadata.ts';
import { photo, pixelsOf, plain16 } from '../../fixtures/pictures.ts';
import { refusal } from '../../fixtures/refusal.ts';
import { renditionOf } from '../../fixtures/renditions-of.ts';
import {
  animatedGif,
  animatedWebp,
  avif,
  avifWithAlpha,
  baseline,
  extended,
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
  ['a baseline JPEG', baseline, sample('jpeg')],
  ['a progressive JPEG', progressive, sample('jpeg')],
  ['a grey JPEG', await photo(size).greyscale().jpeg().toBuffer(), sample('jpeg')],
  ['C20 a CMYK JPEG', await photo(size).toColourspace('cmyk').jpeg().toBuffer(), sample('jpeg')],
  ['C5 a PNG', png, sample('png')],
  [
    'C21 an interlaced PNG of 16 bits',
    await plain16(size, [9, 9, 9]).png({ progressive: true }).toBuffer(),
    sample('png', 16),
  ],
  ['C21 a PNG of 1 bit', blankPng({ ...size, bits: 1, colourType: 0 }), sample('png', 1)],
  ['C21 a palette PNG', await photo(size).png({ palette: true, colours: 16 }).toBuffer(), sample('png', 4)],
  ['a lossy WebP', lossy, sample('webp')],
  ['a lossless WebP', lossless, sample('webp')],
  ['a WebP of the extended form', extended, sample('webp')],
  ['an animated WebP', animatedWebp, sample('webp')],
  ['a GIF', gif, sample('gif')],
  ['an animated GIF', animatedGif, sample('gif')],
  ['an AVIF', avif, sample('avif')],
  ['an AVIF with alpha', avifWithAlpha, sample('avif')],
])('%s is known with its size', (_, bytes, expected) => {
  expect(inspect(bytes)).toEqual(expected);
});

test('C5 the smallest WebP there is has its size read', async () => {
  const bytes = Buffer.from('RIFF\x14\0\0\0WEBPVP8L\x08\0\0\0\x2f\0\0\0\0\x88\x88\x08', 'latin1');
  expect(inspect(bytes)).toMatchObject({ width: 1, height: 1 });
  expect((await renditionOf(bytes)).width).toBe(1);
});

test('a GIF whose first frame has colours of its own is whole', async () => {
  const global = gif.subarray(13, 13 + 3 * 2 ** (((gif[10] ?? 0) & 7) + 1));
  const frame = gif.indexOf('2c00000000', 0, 'hex');
  const flags = 0x80 | ((gif[10] ?? 0) & 7);
  const bytes = Buffer.concat([
    patched(gif, 10, [0]).subarray(0, 13),
    gif.subarray(13 + global.length, frame + 9),
    Buffer.from([flags]),
    global,
    gif.subarray(frame + 10),
  ]);
  expect(inspect(bytes)).toEqual(sample('gif'));
  expect(await pixelsOf((await renditionOf(bytes)).body)).toEqual(
    await pixelsOf((await renditionOf(gif)).body),
  );
});

test.each([
  ['goes to the end of the file', patched(avif, avif.indexOf('meta') - 4, [0, 0, 0, 0])],
  ['is last, without a length', patched(avif, avif.indexOf('mdat') - 4, [0, 0, 0, 0])],
  ['calls a property essential', essential(avif)],
])('an AVIF of which a box %s is read', (_, bytes) => {
  expect(inspect(bytes)).toEqual(sample('avif'));
});

/** Every property of the picture is marked as one that a reader has to know. */
function essential(bytes: Buffer): Buffer {
  const table = bytes.indexOf('ipma') + 4;
  const count = bytes[table + 10] ?? 0;
  const places = bytes.subarray(table + 11, table + 11 + count);
  return patched(
    bytes,
    table + 11,
    places.map((place) => place | 0x80),
  );
}

test('C1 a file of no bytes is empty', () => {
  expect(refusal(() => inspect(Buffer.alloc(0)))).toMatchObject({ reason: 'empty' });
});

test.each([
  ['fill bytes before markers', withSegments(baseline, Buffer.from([0xff, 0xff, 0xff]))],
  [
    'stray bytes between segments',
    withSegments(baseline, segment(0xee, Buffer.alloc(4)), Buffer.from([0, 7, 0xff, 0])),
  ],
  ['a thumbnail in its Exif', withSegments(baseline, exifSegment(Buffer.concat([exif({}), baseline])))],
  ['a cut thumbnail in its Exif', withSegments(baseline, exifSegment(baseline.subarray(0, 400)))],
  [
    'an end marker within a segment',
    withSegments(baseline, segment(0xee, Buffer.from([0xff, 0xd9, 0xff, 0xda]))),
  ],
  ['a segment shorter than its own length', withSegments(baseline, Buffer.from([0xff, 0xe1, 0, 1]))],
  [
    'damage in its picture that looks like a marker',
    patched(baseline, baseline.length - 40, [0xff, 0xe3, 0xff, 0]),
  ],
  ['damage in its picture that is no marker', patched(baseline, baseline.length - 40, [0xff, 0x17, 0, 38])],
  ['a second picture behind it', Buffer.concat([baseline, baseline])],
  ['half a video behind it', Buffer.concat([baseline, Buffer.from('\0\0\xff\xffftypmp42', 'latin1')])],
  ['zeros behind it', Buffer.concat([baseline, Buffer.alloc(5000)])],
])('a JPEG with %s is whole', (_, bytes) => {
  expect(inspect(bytes)).toEqual(sample('jpeg'));
});

test('a JPEG with restart markers is whole, and truncated when it is cut', () => {
  const scan = baseline.length - 2;
  const restarts = Buffer.concat([0, 1, 2, 3, 4, 5, 6].map((each) => Buffer.from([0xff, 0xd0 + each, 0, 4])));
  const bytes = Buffer.concat([baseline.subarray(0, scan), restarts, baseline.subarray(scan)]);
  expect(inspect(bytes)).toEqual(sample('jpeg'));
  expect(refusal(() => inspect(bytes.subarray(0, -2)))).toMatchObject({ reason: 'truncated' });
});

test.each([
  ['a PNG', png, 'png'],
  ['a WebP', lossy, 'webp'],
  ['a GIF', gif, 'gif'],
  ['an AVIF', avif, 'avif'],
] as const)('%s with bytes behind it is whole', (_, bytes, format) => {
  expect(inspect(Buffer.concat([bytes, Buffer.alloc(77, 7)]))).toEqual(sample(format));
});

test('C18 an animated PNG is known by its first picture', () => {
  const control = chunk('acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]));
  expect(inspect(withChunks(png, control))).toEqual(sample('png'));
});

test('an AVIF that calls itself by the name of its family is an AVIF', () => {
  expect(inspect(patched(avif, 8, Buffer.from('mif1')))).toEqual(sample('avif'));
});

test('a frame header behind the picture does not count', () => {
  const late = Buffer.concat([
    baseline.subarray(0, -2),
    jpegFrame(0xc0, { width: 9, height: 9 }),
    baseline.subarray(-2),
  ]);
  expect(inspect(late)).toEqual(sample('jpeg'));
});
