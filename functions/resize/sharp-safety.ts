import sharp, { type OutputInfo, type Sharp } from 'sharp';
import type { Inspection } from './inspect.ts';

// Everything that makes sharp safe to point at a stranger's file. The first four hold for the whole process.

// libvips picks a loader by the bytes, and a 40 KB SVGZ takes 3 GB in one of them. Only those of the five
// formats may run, and from memory only: no file is ever opened by a name. Ultra HDR photos fall to the
// plain JPEG loader, HEIC has none.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map((loader) => `VipsForeignLoad${loader}Buffer`),
});

// No photo comes twice, and a cache of decoded pixels only grows a function that is kept warm.
sharp.cache(false);

// One photo at a time on about one CPU: more threads only cost memory. The default follows the allocator.
sharp.concurrency(1);

/** The decoder looks at the clock while rows of the last step pass by: a soft limit, in whole seconds. */
export const decoderSeconds = 10;

/** The photo, upright, for one pipeline. */
export function openPhoto(bytes: Buffer, { width, height }: Inspection, seconds = decoderSeconds): Sharp {
  return sharp(bytes, {
    // 'warning' refuses real phone photos, 'none' takes a cut file and paints the rest grey.
    failOn: 'error',
    // What inspect() saw and no more: a decoder that finds a larger picture has been lied to.
    limitInputPixels: width * height,
    // CMYK and alpha. Formats with more are blocked, inspect() has counted what a header tells.
    limitInputChannels: 5,
    // The first picture of an animation, the primary one of an AVIF.
    pages: 1,
    autoOrient: true,
  }).timeout({ seconds });
}

/** Pixels that a pipeline has made of the photo, for another one: no decoder sees them. */
export function openPixels({ data, info }: { data: Buffer; info: OutputInfo }, seconds: number): Sharp {
  const { width, height, channels } = info;
  return sharp(data, { raw: { width, height, channels } }).timeout({ seconds });
}
