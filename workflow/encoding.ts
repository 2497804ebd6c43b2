import type { Rendition } from './rendition.ts';

/**
 * Of a processor, for a million pixels of an ordinary photo: what docs/limits.md has measured is less. AVIF and WebP are
 * encoded in one piece, which no time limit of the decoder's ends. functions/resize/encoding.ts has the same.
 */
const secondsPerMegapixel = { jpeg: 0.15, webp: 0.2, avif: 0.6, png: 0.1 };

/** mozjpeg weighs every coefficient, and above this quality there are many. */
const secondsPerMegapixelOfFineJpeg = 0.55;
const finestQuick = 90;

/**
 * For all renditions of a photo: of the 10 s that the function gives itself decoding takes its part, and its processor may
 * be 2.5 times as slow as the one that was measured.
 */
export const mostEncodingSeconds = 2.5;

/**
 * To decode an ordinary photo of 50 million pixels. Each rendition of above 4 million counts as decoding it anew, which it
 * is where there is no larger one of the right size to make it of.
 */
const decodingSeconds = 1.1;
const decodedPixels = 50e6;
const mostSharedPixels = 4e6;

/** What the renditions of the largest photo take, besides decoding 50 million pixels once. */
export function secondsToMake(renditions: readonly Rendition[], maxPixels: number): number {
  const large = renditions.filter((each) => pixelsOf(each) > mostSharedPixels).length;
  const decoded = Math.max(decodedPixels, maxPixels) * Math.max(1, large) - decodedPixels;
  const encoded = renditions.reduce((sum, each) => sum + secondsToEncode(each), 0);
  return encoded + (decoded / decodedPixels) * decodingSeconds;
}

export function secondsToEncode(rendition: Rendition): number {
  return (pixelsOf(rendition) / 1e6) * rateOf(rendition);
}

/** Where one side follows from the photo: of a photo of 3 to 4, whose longer side that is. */
export function pixelsOf({ width, height }: Rendition): number {
  if (width !== undefined && height !== undefined) return width * height;
  return ((width ?? height ?? 0) ** 2 * 4) / 3;
}

/** The side of the largest square that may be asked for by itself. */
export function largestSquare(given: Pick<Rendition, 'format' | 'quality'>): number {
  return Math.floor(Math.sqrt((mostEncodingSeconds / rateOf(given)) * 1e6));
}

function rateOf({ format, quality }: Pick<Rendition, 'format' | 'quality'>): number {
  const fine = format === 'jpeg' && quality > finestQuick;
  return fine ? secondsPerMegapixelOfFineJpeg : secondsPerMegapixel[format];
}
