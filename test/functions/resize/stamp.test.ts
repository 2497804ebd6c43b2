import { crc32 } from 'node:zlib';
import { expect, test } from '@jest/globals';
import sharp from 'sharp';
import { inspect } from '../../../functions/resize/inspect.ts';
import { stamp } from '../../../functions/resize/stamp.ts';
import type { RenditionFormat } from '../../../functions/shared/renditions.ts';
import { segment, withSegments } from '../../fixtures/metadata.ts';
import { photo, pixelsOf } from '../../fixtures/pictures.ts';

const size = { width: 61, height: 37 };
const id = '0123456789abcdef';
const baseline = await photo(size).jpeg({ mozjpeg: true }).toBuffer();
const lossy = await photo(size).webp().toBuffer();
const lossless = await photo(size).webp({ lossless: true }).toBuffer();
const losslessWithAlpha = await photo(size, { alpha: true }).webp({ lossless: true }).toBuffer();
const extended = await photo(size, { alpha: true }).webp().toBuffer();

const jfif = segment(0xe0, Buffer.from('JFIF\0\x01\x02\0\0\x01\0\x01\0\0', 'latin1'));

test.each<[string, RenditionFormat, Buffer]>([
  ['a JPEG', 'jpeg', baseline],
  ['a JPEG with a JFIF header', 'jpeg', withSegments(await photo(size).jpeg().toBuffer(), jfif)],
  ['a PNG', 'png', await photo(size, { alpha: true }).png().toBuffer()],
  ['a lossy WebP', 'webp', lossy],
  ['a lossless WebP', 'webp', lossless],
  ['a lossless WebP with alpha', 'webp', losslessWithAlpha],
  ['a WebP of the extended form', 'webp', extended],
  ['an AVIF', 'avif', await photo(size).avif({ effort: 0 }).toBuffer()],
  ['an AVIF with alpha', 'avif', await photo(size, { alpha: true }).avif({ effort: 0 }).toBuffer()],
])('%s with a stamp holds the id, is whole, and has the same pixels', async (_, format, body) => {
  const stamped = stamp(body, format, id);
  expect(stamped.includes(id)).toBe(true);
  expect(inspect(stamped)).toEqual({ ...inspect(body), ...size });
  expect(await pixelsOf(stamped)).toEqual(await pixelsOf(body));
  expect((await sharp(stamped).metadata()).hasAlpha).toBe((await sharp(body).metadata()).hasAlpha);
});

test('the same id makes the same bytes, another id others', () => {
  expect(stamp(lossy, 'webp', id)).toEqual(stamp(lossy, 'webp', id));
  expect(stamp(lossy, 'webp', id)).not.toEqual(stamp(lossy, 'webp', 'fedcba9876543210'));
});

test('the JFIF header of a JPEG stays first', () => {
  const stamped = stamp(withSegments(baseline, jfif), 'jpeg', id);
  expect(stamped.toString('latin1', 6, 10)).toBe('JFIF');
  expect(stamped.indexOf(id)).toBe(2 + jfif.length + 4);
});

test('the checksum of the chunk in a PNG is right, and the last chunk stays last', async () => {
  const stamped = stamp(await photo(size).png().toBuffer(), 'png', id);
  const at = stamped.indexOf('tEXt');
  const text = stamped.subarray(at, stamped.length - 16);
  expect(text.toString('latin1')).toBe(`tEXtdarkroom\0${id}`);
  expect(stamped.readUInt32BE(stamped.length - 16)).toBe(crc32(text));
  expect(stamped.toString('latin1', stamped.length - 8, stamped.length - 4)).toBe('IEND');
});

test.each([
  ['lossy', lossy, 0],
  ['lossless', lossless, 0],
  ['lossless with alpha', losslessWithAlpha, 0x10],
  ['extended', extended, 0x10],
])(
  'a %s WebP has the extended form, which may hold unknown chunks, and says whether it has alpha',
  (_, body, flags) => {
    const stamped = stamp(body, 'webp', id);
    expect(stamped.readUInt32LE(4)).toBe(stamped.length - 8);
    expect(stamped.toString('latin1', 12, 16)).toBe('VP8X');
    expect(stamped[20]).toBe(flags);
    expect(stamped.subarray(-24).toString('latin1', 0, 4)).toBe('drkm');
  },
);
