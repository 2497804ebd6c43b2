import type { Rendition, RenditionFormat } from '../shared/renditions.ts';
import { mostEncodingSeconds, mostPixelsOf, secondsToEncode } from './encoding.ts';

export interface Size {
  width: number;
  height: number;
}

/** A rendition for one photo: the whole photo is scaled to `picture`, then cut or padded around its centre to `canvas`. */
export interface PlannedRendition {
  rendition: Rendition;
  picture: Size;
  canvas: Size;
}

/** What the encoders can write. Only a photo that is far longer than wide comes near. */
export const longestSide: Record<RenditionFormat, number> = {
  jpeg: 65_500,
  webp: 16_383,
  avif: 16_384,
  png: 65_500,
};

/** What each rendition makes of a photo of that size; the photo is upright. Nothing is ever enlarged. */
export function plan(source: Size, renditions: readonly Rendition[]): PlannedRendition[] {
  const planned = renditions.map((rendition) => ({ rendition, ...layOut(source, rendition) }));
  const seconds = planned.reduce((sum, { rendition, canvas }) => sum + secondsToEncode(canvas, rendition), 0);
  return seconds > mostEncodingSeconds ? planned.map(asSettingsWereChecked) : planned;
}

/**
 * A photo of 20 to 1, in a rendition that has a width or a height alone, can be many times what the settings allowed
 * for: where the whole takes too long such renditions get smaller, in the shape of the photo.
 */
function asSettingsWereChecked(planned: PlannedRendition): PlannedRendition {
  const { rendition, picture } = planned;
  const pixels = picture.width * picture.height;
  const most = mostPixelsOf(rendition);
  if (rendition.fit !== 'inside' || pixels <= most) return planned;
  const smaller = scale(picture, Math.sqrt(most / pixels));
  return { rendition, picture: smaller, canvas: smaller };
}

function layOut(source: Size, rendition: Rendition): { picture: Size; canvas: Size } {
  const { width, height, fit } = rendition;
  if (fit === 'inside' || width === undefined || height === undefined) {
    const longest = longestSide[rendition.format];
    const picture = fitInside(source, {
      width: Math.min(width ?? longest, longest),
      height: Math.min(height ?? longest, longest),
    });
    return { picture, canvas: picture };
  }
  const box = { width, height };
  // The bars make up for what a small photo lacks: the canvas is what was asked for, always.
  if (fit === 'contain') return { picture: fitInside(source, box), canvas: box };
  const canvas = fitInside(box, source);
  return { picture: fitOutside(source, canvas), canvas };
}

/** The largest size of the same shape that is within the box; never enlarges. */
function fitInside(size: Size, box: Size): Size {
  return scale(size, Math.min(1, box.width / size.width, box.height / size.height));
}

/** The smallest size of the same shape that covers the box, which is no larger than it. */
function fitOutside(size: Size, box: Size): Size {
  return scale(size, Math.max(box.width / size.width, box.height / size.height));
}

function scale({ width, height }: Size, factor: number): Size {
  return { width: atLeastOne(width * factor), height: atLeastOne(height * factor) };
}

function atLeastOne(pixels: number): number {
  return Math.max(1, Math.round(pixels));
}
