import { expect, test } from '@jest/globals';
import { photo, plain } from '../fixtures/pictures.ts';
import { type Luma, lumaOf, partOf, reduced, ssim } from './ssim.ts';

const size = { width: 64, height: 48 };
const picture = await lumaOf(await photo(size).png().toBuffer());

function flat(value: number): Luma {
  return { ...size, values: new Float64Array(size.width * size.height).fill(value) };
}

test('a picture is like itself', () => {
  expect(ssim(picture, picture)).toBeCloseTo(1, 12);
});

test.each([
  [100, 150],
  [0, 255],
  [20, 21],
])('two flat pictures, %d and %d, differ by their brightness alone', (a, b) => {
  const c1 = 6.5025;
  expect(ssim(flat(a), flat(b))).toBeCloseTo((2 * a * b + c1) / (a * a + b * b + c1), 9);
});

test('a picture and its negative are opposites', () => {
  const board = {
    ...size,
    values: Float64Array.from(flat(0).values, (_, at) => ((at + (at >> 6)) % 2 ? 255 : 0)),
  };
  const negative = { ...size, values: board.values.map((value) => 255 - value) };
  expect(ssim(board, negative)).toBeCloseTo(-1, 1);
});

test('more noise is less alike, and the order does not matter', () => {
  const noisy = (by: number) => ({
    ...picture,
    values: picture.values.map((value, at) => value + by * (((at * 7919) % 13) / 6 - 1)),
  });
  expect(ssim(picture, noisy(4))).toBeGreaterThan(ssim(picture, noisy(8)));
  expect(ssim(noisy(8), picture)).toBeCloseTo(ssim(picture, noisy(8)), 12);
});

test('pictures of two sizes are not compared', () => {
  expect(() => ssim(picture, partOf(picture, 0, 0, 8, 8))).toThrow('64 x 48 cannot be compared with 8 x 8');
});

test('the brightness of a colour is that of ITU-R BT.601, and what is transparent is grey', async () => {
  const [red] = (await lumaOf(await plain(size, [200, 0, 0]).png().toBuffer())).values;
  const [clear] = (await lumaOf(await plain(size, [200, 0, 0, 0]).png().toBuffer())).values;
  expect(red).toBeCloseTo(59.8, 9);
  expect(clear).toBeCloseTo(128, 9);
});

test('reducing keeps what is flat and what changes evenly, and takes away what is too fine', () => {
  const slope = { ...size, values: Float64Array.from(flat(0).values, (_, at) => 2 * (at % 64)) };
  const fine = { ...size, values: Float64Array.from(flat(0).values, (_, at) => (at % 2 ? 255 : 0)) };
  const middleOf = (from: Luma) => reduced(from, 16, 12).values[6 * 16 + 8] ?? Number.NaN;
  expect(middleOf(flat(77))).toBeCloseTo(77, 9);
  expect(middleOf(slope)).toBeCloseTo(2 * (8.5 * 4 - 0.5), 0);
  expect(Math.abs(middleOf(fine) - 127.5)).toBeLessThan(3);
});
