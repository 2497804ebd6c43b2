import type { Sharp } from 'sharp';
import type { Rendition, RenditionFormat } from '../shared/renditions.ts';
import type { Inspection } from './inspect.ts';
import type { PlannedRendition, Size } from './plan.ts';
import { decoderSeconds, openPhoto } from './sharp-safety.ts';
import { decided, tookTooLong } from './whose-fault.ts';

export interface Rendered extends Size {
  rendition: Rendition;
  body: Buffer;
}

/** The size of the photo when it is upright, which only the decoder knows: Exif turns one format, AVIF itself. */
export async function measure(bytes: Buffer, inspection: Inspection): Promise<Size> {
  const { autoOrient } = await decided(openPhoto(bytes, inspection).metadata());
  return { width: autoOrient.width, height: autoOrient.height };
}

/** The renditions in the order given: upright, in sRGB of 8 bits, without any metadata. */
export async function render(
  bytes: Buffer,
  inspection: Inspection,
  planned: readonly PlannedRendition[],
): Promise<Rendered[]> {
  const rendered: Rendered[] = [];
  const began = performance.now();
  // One after another: side by side they would only hold several decoded photos in memory.
  for (const { rendition, picture, canvas } of planned) {
    const { format, quality } = rendition;
    const seconds = secondsLeft(began);
    const photo = inSrgb(openPhoto(bytes, inspection, seconds), inspection);
    const laidOut = layOut(
      format === 'jpeg' ? photo.flatten({ background: white }) : photo,
      picture,
      canvas,
      format,
    );
    const encoded = encoders[format](laidOut, quality);
    const { data, info } = await decided(encoded.toBuffer({ resolveWithObject: true }), seconds);
    rendered.push({ rendition, body: data, width: info.width, height: info.height });
  }
  return rendered;
}

/** All renditions share the decoder's time: the function's own ends soon after it. */
function secondsLeft(began: number): number {
  const seconds = Math.ceil(decoderSeconds - (performance.now() - began) / 1000);
  if (seconds < 1) throw tookTooLong();
  return seconds;
}

const white = '#ffffff';
const transparent = { r: 0, g: 0, b: 0, alpha: 0 };

/**
 * sharp converts to sRGB by itself and drops the profile; only, a photo of more than 8 bits that has a profile
 * comes out in the numbers of Display P3, which look washed out once they are taken for sRGB. Reduced to 8 bits
 * first, it goes the way of the others. For those it must not be done: it would turn scaling while decoding off.
 */
function inSrgb(photo: Sharp, { bitsPerSample }: Inspection): Sharp {
  return bitsPerSample > 8 ? photo.pipelineColourspace('srgb') : photo;
}

function layOut(photo: Sharp, picture: Size, canvas: Size, format: RenditionFormat): Sharp {
  const scaled = photo.resize({ ...picture, fit: 'fill' });
  const left = Math.floor(Math.abs(canvas.width - picture.width) / 2);
  const top = Math.floor(Math.abs(canvas.height - picture.height) / 2);
  if (canvas.width < picture.width || canvas.height < picture.height) {
    return scaled.extract({ left, top, ...canvas });
  }
  if (canvas.width === picture.width && canvas.height === picture.height) return scaled;
  return scaled.extend({
    left,
    top,
    right: canvas.width - picture.width - left,
    bottom: canvas.height - picture.height - top,
    background: format === 'jpeg' ? white : transparent,
  });
}

const encoders: Record<RenditionFormat, (picture: Sharp, quality: number) => Sharp> = {
  jpeg: (picture, quality) => picture.jpeg({ mozjpeg: true, quality }),
  webp: (picture, quality) => picture.webp({ quality }),
  avif: (picture, quality) => picture.avif({ quality }),
  // Lossless, so that there is no quality to choose: sharp's would reduce the colours to a palette.
  png: (picture) => picture.png(),
};
