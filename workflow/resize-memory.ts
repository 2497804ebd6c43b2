import { secondsToMake } from './encoding.ts';
import type { Photos } from './photos.ts';

/**
 * Seven tenths of a processor: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html. With a whole one, at
 * 1,769 MB, a photo costs more, since it is paid for while the function waits for S3: docs/costs.md. With less, the worst
 * photos would not fit into the function's time: docs/limits.md.
 */
const usual = 1280;

/** What fits into that part of the function's time; for more it gets a whole processor. */
const wholeProcessor = 1769;
const quickSeconds = 1.8;

/** Node and the code, and what encoding the heaviest rendition takes beside the photo. */
const besides = 450e6;

/** Four channels of 16 bits, and what the decoder has besides. */
const bytesPerPixel = 10;

/** The download's pieces, and the whole that is put together of them. */
const timesInMemory = 2;

const margin = 1.25;

interface Largest {
  maxPixels: number;
  maxBytes: number;
}

/** In MB as Lambda counts, for the largest photo that is let in: docs/limits.md has what was measured. */
export function resizeMemory(
  { renditions, rules = [] }: Pick<Photos, 'renditions' | 'rules'>,
  { maxPixels, maxBytes }: Largest,
): number {
  const sets = [renditions, ...rules.map((rule) => rule.renditions)];
  const seconds = Math.max(...sets.map((each) => secondsToMake(each, maxPixels)));
  const peak = besides + maxPixels * bytesPerPixel + maxBytes * timesInMemory;
  return Math.max(seconds > quickSeconds ? wholeProcessor : usual, Math.ceil((peak * margin) / 2 ** 20));
}
