import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inspect, inspectFront, type PhotoFormat } from '../../../functions/resize/inspect.ts';
import { avifSaying, jpegFrame, jpegHeader, pngHeader, scanBomb, webpHeader } from '../../fixtures/bombs.ts';
import { segment, withSegments } from '../../fixtures/metadata.ts';
import { bases, photoFormats } from '../../fixtures/mutants/bases.ts';
import { mutantOf } from '../../fixtures/mutants/recipe.ts';
import { recipes } from '../../fixtures/mutants/recipes.ts';
import { refusal } from '../../fixtures/refusal.ts';
import * as samples from '../../fixtures/samples.ts';

const seed = Number(process.env.FUZZ_SEED ?? 20260301);

/** Enough to know a kind of file by; download() looks at no shorter one than 4 KB. */
const shortest = 16;

function expectNoFrontToBeRefusedForAnythingElse(bytes: Buffer, lengths: Iterable<number>): void {
  const whole = refusal(() => inspect(bytes));
  for (const length of lengths) {
    const early = refusal(() => inspectFront(bytes.subarray(0, length)));
    if (early !== undefined)
      expect({ length, reason: early.reason }).toEqual({ length, reason: whole?.reason });
  }
}

function* lengthsUpTo(end: number): Generator<number> {
  for (let length = shortest; length < end; length += 1 + Math.floor(length / 64)) yield length;
}

test.each(photoFormats)('no front of a %s is refused where the whole is taken', (format) => {
  for (const bytes of bases[format]) {
    expectNoFrontToBeRefusedForAnythingElse(bytes, lengthsUpTo(bytes.length));
  }
});

test.each(photoFormats)(
  'no front of a mutant of %s is refused but for what the whole is refused for',
  (format) => {
    const property = fc.property(
      recipes(format),
      fc.array(fc.integer({ min: shortest, max: 4_000 }), { minLength: 20 }),
      (recipe, lengths) => {
        const bytes = mutantOf(recipe);
        const cuts = lengths.map((length) => shortest + (length % Math.max(1, bytes.length - shortest)));
        expectNoFrontToBeRefusedForAnythingElse(bytes, cuts);
      },
    );
    fc.assert(property, { seed, numRuns: 300 });
  },
);

const rest = Buffer.alloc(200_000, 7);
const huge = { width: 60_000, height: 60_000 };
const hostile: readonly (readonly [string, PhotoFormat, Buffer])[] = [
  ['too-many-pixels', 'jpeg', jpegHeader(0xc0, huge)],
  ['too-many-channels', 'jpeg', jpegHeader(0xc0, { ...samples.size, channels: 5 })],
  ['too-many-scans', 'jpeg', scanBomb(samples.progressive, 101)],
  ['too-many-pixels', 'png', Buffer.concat([pngHeader(huge), rest])],
  ['too-many-pixels', 'webp', webpHeader({ width: 16_384, height: 16_384 })],
  ['too-many-pixels', 'gif', samples.patched(samples.gif, 6, [0xff, 0x7f, 0xff, 0x7f])],
  ['too-many-pixels', 'avif', avifSaying(samples.avif, huge)],
];

test.each(hostile)('what is refused as %s is so by the front of the %s', (reason, _format, bytes) => {
  const file = Buffer.concat([bytes, rest]);
  expect(refusal(() => inspectFront(file.subarray(0, 65_536)))).toMatchObject({ reason });
});

test('a header behind megabytes of Exif is not known before it comes', () => {
  const exif = Array.from({ length: 50 }, () => segment(0xe1, Buffer.alloc(65_000)));
  const late = withSegments(Buffer.concat([samples.baseline.subarray(0, 2), jpegFrame(0xc0, huge)]), ...exif);
  expect(inspectFront(late.subarray(0, 3_000_000))).toBe('no header yet');
  expect(refusal(() => inspectFront(late))).toMatchObject({ reason: 'too-many-pixels' });
});

test('a front with a good header is fine so far, though its end is missing', () => {
  for (const bytes of [samples.baseline, samples.png, samples.lossy, samples.gif]) {
    expect(inspectFront(bytes.subarray(0, bytes.length - 50))).toBe('header');
  }
});

test('a box of an AVIF that goes on to the end of the file is not known by a front', () => {
  const meta = samples.avif.indexOf('meta');
  const toTheEnd = samples.patched(samples.avif, meta - 4, [0, 0, 0, 0]);
  expectNoFrontToBeRefusedForAnythingElse(toTheEnd, lengthsUpTo(toTheEnd.length));
  expect(inspectFront(toTheEnd.subarray(0, meta + 40))).toBe('no header yet');
});
