import type { Rendition } from '../shared/renditions.ts';
import type { Size } from './plan.ts';

// What a rendition may take: workflow/encoding.ts has the same, with the reasons, and a test compares them.

const secondsPerMegapixel = { jpeg: 0.15, webp: 0.2, avif: 0.6, png: 0.1 };
const secondsPerMegapixelOfFineJpeg = 0.55;
const finestQuick = 90;
export const mostEncodingSeconds = 2.5;

export function secondsToEncode({ width, height }: Size, { format, quality }: Rendition): number {
  const fine = format === 'jpeg' && quality > finestQuick;
  const rate = fine ? secondsPerMegapixelOfFineJpeg : secondsPerMegapixel[format];
  return ((width * height) / 1e6) * rate;
}

/** Of a rendition that has one side alone: as many as the settings were checked with, of a photo of 3 to 4. */
export function mostPixelsOf({ width, height }: Rendition): number {
  if (width !== undefined && height !== undefined) return width * height;
  return ((width ?? height ?? 0) ** 2 * 4) / 3;
}
