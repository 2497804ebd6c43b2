import { expect, test } from '@jest/globals';
import { resizeMemory } from '../../workflow/resize-memory.ts';

const usual = { maxPixels: 50e6, maxBytes: 50 * 2 ** 20 };
const webp = { name: 'a', fit: 'inside', format: 'webp', quality: 80 } as const;
const few = { renditions: [{ ...webp, width: 200 }] };
const many = { renditions: [{ ...webp, width: 3400, height: 3400 }] };

test('seven tenths of a processor, and the memory that comes with them, are enough for the usual limits', () => {
  expect(resizeMemory(few, usual)).toBe(1280);
  expect(resizeMemory(few, { maxPixels: 1, maxBytes: 1 })).toBe(1280);
});

test('heavy renditions get the function a whole processor, be they those of a folder', () => {
  expect(resizeMemory(many, usual)).toBe(1769);
  expect(resizeMemory({ ...few, rules: [{ prefix: 'uploads/a/', ...many }] }, usual)).toBe(1769);
});

test('larger photos get it more memory, up to what Lambda has', () => {
  const morePixels = resizeMemory(few, { ...usual, maxPixels: 100e6 });
  const most = resizeMemory(few, { maxPixels: 100e6, maxBytes: 200 * 2 ** 20 });
  expect(morePixels).toBeGreaterThan(1769);
  expect(most).toBeGreaterThan(morePixels);
  expect(most).toBeLessThan(10_240);
});
