import { expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { RenditionFormat } from '../../../functions/shared/renditions.ts';
import {
  chunk,
  exif,
  exifSegment,
  iccChunk,
  iccSegment,
  segment,
  withChunks,
  withSegments,
  xmp,
  xmpSegment,
} from '../../fixtures/metadata.ts';
import { photo, plain } from '../../fixtures/pictures.ts';
import { renditionOf } from '../../fixtures/renditions-of.ts';

const size = { width: 90, height: 60 };
const outputs: RenditionFormat[] = ['jpeg', 'webp', 'avif', 'png'];
const { icc = Buffer.alloc(0) } = await sharp(
  await plain(size, [1, 2, 3]).withIccProfile('p3').png().toBuffer(),
).metadata();
const secrets = [
  'A camera of nobody',
  'secret',
  'Exif',
  'exif',
  'adobe:ns',
  'ICC_PROFILE',
  'acsp',
  '/etc/passwd',
];

const iptc = segment(
  0xed,
  Buffer.from('Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0d\x1c\x02\x78\0\x06secret\0', 'latin1'),
);
const comment = segment(0xfe, Buffer.from('secret comment'));
const jpeg = withSegments(
  await photo(size).jpeg().toBuffer(),
  exifSegment(exif({ orientation: 1 })),
  xmpSegment(xmp),
  iccSegment(icc),
  iptc,
  comment,
);
const png = withChunks(
  await photo(size, { alpha: true }).png().toBuffer(),
  iccChunk(icc),
  chunk('eXIf', exif({})),
  chunk('tEXt', Buffer.from('Comment\0secret comment')),
  chunk('iTXt', Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\0\0\0\0'), xmp])),
);
const hidden = withChunks(
  await photo(size).png().toBuffer(),
  chunk('tEXt', Buffer.from('profile\0/etc/passwd')),
);
const webp = await sharp(jpeg).keepMetadata().webp().toBuffer();
const avif = await sharp(jpeg).keepMetadata().avif({ effort: 0 }).toBuffer();

test('the photos of these tests hold what a rendition must not', async () => {
  for (const bytes of [jpeg, webp, avif]) {
    const { exif, xmp, icc } = await sharp(bytes).metadata();
    expect([exif, xmp, icc].map((each) => each !== undefined)).toEqual([true, true, true]);
  }
  const { exif, icc, xmp, comments } = await sharp(png).metadata();
  expect([exif, icc, xmp, comments].map((each) => each !== undefined)).toEqual([true, true, true, true]);
  expect(jpeg.includes('A camera of nobody') && hidden.includes('/etc/passwd')).toBe(true);
});

test.each([
  ['C25 a JPEG', jpeg],
  ['C25 a PNG', png],
  ['C25 a WebP', webp],
  ['C25 an AVIF', avif],
  ['C8 a PNG that names a file', hidden],
])('%s: no rendition holds Exif, GPS, XMP, IPTC, a profile or a comment', async (_, bytes) => {
  for (const format of outputs) {
    const { body } = await renditionOf(bytes, { format, width: 45 });
    const { exif, xmp, icc, iptc, comments, orientation } = await sharp(body).metadata();
    expect({ exif, xmp, icc, iptc, comments, orientation }).toEqual({});
    expect(secrets.filter((secret) => body.includes(secret))).toEqual([]);
  }
});

test.each([
  ['of zeros', Buffer.alloc(200)],
  ['cut off', exif({ orientation: 6 }).subarray(0, 30)],
  [
    'with a table that names itself',
    Buffer.concat([Buffer.from('II*\0\x08\0\0\0\xff\xff', 'latin1'), Buffer.alloc(40, 8)]),
  ],
  ['of 64 KB of noise', Buffer.from(Array.from({ length: 65_000 }, (_, index) => (index * index * 7) % 251))],
])('C26 a photo with Exif %s becomes a rendition without it', async (_, block) => {
  const { body, width } = await renditionOf(withSegments(jpeg, exifSegment(block)), {
    format: 'jpeg',
    width: 45,
  });
  expect(width).toBe(45);
  expect((await sharp(body).metadata()).exif).toBeUndefined();
});
