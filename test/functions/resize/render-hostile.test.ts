import { deflateSync } from 'node:zlib';
import { expect, jest, test } from '@jest/globals';
import { inspect } from '../../../functions/resize/inspect.ts';
import { measure, render } from '../../../functions/resize/render.ts';
import { RejectedPhotoError } from '../../../functions/shared/errors.ts';
import { scanBomb } from '../../fixtures/bombs.ts';
import { chunk, segment, withChunks, withSegments } from '../../fixtures/metadata.ts';
import { noise } from '../../fixtures/pictures.ts';
import { renditionOf, renditionsOf } from '../../fixtures/renditions-of.ts';
import * as samples from '../../fixtures/samples.ts';
import { leastProcessorTime, processorTime } from '../../support/processor-time.ts';

const { baseline, png, patched, size } = samples;

test.each([
  ['a PNG whose pixels have a wrong checksum', patched(png, png.length - 16, [1, 2, 3, 4])],
  ['a PNG whose pixels are noise', patched(png, png.indexOf('IDAT') + 40, Buffer.alloc(60, 0x99))],
  ['a JPEG without its tables', patched(baseline, baseline.indexOf('ffdb', 0, 'hex'), [0xff, 0xef])],
  [
    'an AVIF whose frame is noise',
    patched(samples.avif, samples.avif.indexOf('mdat') + 8, Buffer.alloc(200, 0x99)),
  ],
  [
    'a WebP whose frame is noise',
    patched(samples.lossless, samples.lossless.indexOf('VP8L') + 14, Buffer.alloc(90, 0x99)),
  ],
])('%s is corrupt, with the words of the decoder', async (_, bytes) => {
  const error = await renditionOf(bytes).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RejectedPhotoError);
  expect(error).toMatchObject({ reason: 'corrupt', detail: expect.any(String), cause: expect.any(Error) });
});

test.each([
  [
    'stray bytes between its segments',
    withSegments(baseline, segment(0xee, Buffer.alloc(4)), Buffer.from([0, 7, 9])),
  ],
  ['damage in its picture', patched(baseline, baseline.length - 40, [0xff, 0x17, 0, 38])],
])('a JPEG with %s is read as browsers read it', async (_, bytes) => {
  expect((await renditionOf(bytes, { width: 45 })).width).toBe(45);
});

test('wrong settings are no fault of the photo', async () => {
  const error = await renditionOf(baseline, { format: 'jpeg', quality: 1000 }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(RejectedPhotoError);
});

test('what cannot be encoded of pixels that were decoded well is no fault of the photo', async () => {
  const rendition = { name: 'a', width: 30, fit: 'inside', format: 'webp', quality: 80 } as const;
  const picture = { width: 30, height: 20 };
  const tooLong = { rendition, picture, canvas: { width: 20_000, height: 20 } };
  const error = await render(png, inspect(png), [tooLong, { rendition, picture, canvas: picture }]).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(RejectedPhotoError);
});

test('a picture that changed since it was inspected is corrupt', async () => {
  const smaller = { ...inspect(png), width: 10 };
  await expect(measure(png, smaller)).rejects.toMatchObject({ reason: 'corrupt' });
  await expect(render(png, smaller, [])).resolves.toEqual([]);
});

test.each(['iCCP', 'zTXt', 'iTXt'])(
  'C14 a PNG with 64 MB packed into its %s is read within 100 MB',
  async (type) => {
    const packed = deflateSync(Buffer.alloc(64e6), { level: 1 });
    const name = type === 'iTXt' ? 'text\0\x01\0\0\0' : 'text\0\0';
    const bomb = withChunks(png, chunk(type, Buffer.concat([Buffer.from(name, 'latin1'), packed])));
    const before = process.memoryUsage.rss();
    expect((await renditionOf(bomb, { width: 45 })).width).toBe(45);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100e6);
  },
);

test('C37 a JPEG of 100 scans is decided within a second', async () => {
  const bomb = scanBomb(samples.progressive, 100);
  expect(await leastProcessorTime(() => renditionOf(bomb).catch(rejected))).toBeLessThan(1000);
});

function rejected(error: unknown): void {
  if (!(error instanceof RejectedPhotoError)) throw error;
}

test.each([
  ['C39 JPEG', baseline, 500],
  ['C39 progressive JPEG', samples.progressive, 500],
  ['C39 PNG', png, 300],
  ['C39 lossy WebP', samples.lossy, 300],
  ['C39 lossless WebP', samples.lossless, 300],
  ['C39 GIF', samples.animatedGif, 500],
  ['C39 AVIF', samples.avifWithAlpha, 200],
])('%s mutants become renditions or typed rejections, each within 5 s', async (_, bytes, mutants) => {
  const random = noise(bytes.length);
  for (let count = 0; count < mutants; count += 1) {
    const mutant = mutantOf(bytes, random);
    expect(await processorTime(() => renditionsOf(mutant, [{ width: 20 }]).catch(rejected))).toBeLessThan(
      5000,
    );
  }
});

/** Bytes changed, a piece taken out, or a piece put in twice, mostly near the front, where the structure is. */
function mutantOf(bytes: Buffer, random: () => number): Buffer {
  const place = () => Math.floor(random() ** 2 * bytes.length);
  const at = place();
  const length = Math.floor(random() * 40);
  const kind = random();
  if (kind < 0.2) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
  if (kind < 0.4) return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
  const changed = Buffer.from(bytes);
  for (let change = 0; change < 1 + random() * 6; change += 1) changed[place()] = random() * 256;
  return changed;
}

test('the sample of these tests is read where it is not changed', async () => {
  expect(await renditionOf(baseline)).toMatchObject(size);
});

test('all renditions share the time of the decoder: the next one does not begin when it is over', async () => {
  const clock = jest.spyOn(performance, 'now');
  // Asked by measure(), by render() at its beginning, then before and in each rendition.
  for (let early = 0; early < 4; early++) clock.mockReturnValueOnce(0);
  clock.mockReturnValue(10_000);

  const rendered = renditionsOf(baseline, [{}, {}]).finally(() => clock.mockRestore());

  await expect(rendered).rejects.toMatchObject({ name: 'RejectedPhotoError', reason: 'took-too-long' });
});
