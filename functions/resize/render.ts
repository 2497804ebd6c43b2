import type { OutputInfo, Sharp } from 'sharp';
import type { Rendition, RenditionFormat } from '../shared/renditions.ts';
import type { Inspection } from './inspect.ts';
import type { PlannedRendition, Size } from './plan.ts';
import { type Level, pyramidOf } from './pyramid.ts';
import { decoderSeconds, openPhoto, openPixels } from './sharp-safety.ts';
import { decided, inTime, tookTooLong } from './whose-fault.ts';

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
  const began = performance.now();
  const photo: Source = {
    open: (seconds) => inSrgb(openPhoto(bytes, inspection, seconds), inspection),
    judged: decided,
  };
  const sources = new Map<Level, Source>();
  const rendered = new Map<PlannedRendition, Rendered>();
  // One after another: side by side they would only hold several decoded photos in memory.
  for (const level of pyramidOf(planned)) {
    const larger = (level.from && sources.get(level.from)) ?? photo;
    const scaled = scaledFrom(larger, level);
    const source = level.kept ? await pixelsFrom(scaled, secondsLeft(began)) : scaled;
    sources.set(level, source);
    for (const each of level.renditions) {
      rendered.set(each, await renditionFrom(source, each, secondsLeft(began)));
    }
  }
  return planned.flatMap((each) => rendered.get(each) ?? []);
}

/** All renditions share the decoder's time: the function's own ends soon after it. */
function secondsLeft(began: number): number {
  const seconds = Math.ceil(decoderSeconds - (performance.now() - began) / 1000);
  if (seconds < 1) throw tookTooLong();
  return seconds;
}

/** Where a pipeline begins, and who is at fault when it fails: the photo, until its pixels are ours. */
interface Source {
  open(seconds: number): Sharp;
  judged: typeof decided;
}

function scaledFrom(source: Source, { width, height }: Size): Source {
  return { ...source, open: (seconds) => source.open(seconds).resize({ width, height, fit: 'fill' }) };
}

async function pixelsFrom({ open, judged }: Source, seconds: number): Promise<Source> {
  const pixels = await judged(open(seconds).raw().toBuffer({ resolveWithObject: true }), seconds);
  const opaque = isOpaque(pixels);
  return { open: (left) => inDepth(openPixels(pixels, left), opaque), judged: inTime };
}

/** To be scaled, colours are multiplied by alpha, and rounded down: in 8 bits, each further step would darken edges. */
function inDepth(pixels: Sharp, opaque: boolean): Sharp {
  return opaque ? pixels : pixels.pipelineColourspace('rgb16');
}

function isOpaque({ data, info: { channels } }: { data: Buffer; info: OutputInfo }): boolean {
  if (channels < 4) return true;
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
}

async function renditionFrom(
  { open, judged }: Source,
  { rendition, picture, canvas }: PlannedRendition,
  seconds: number,
): Promise<Rendered> {
  const { format, quality } = rendition;
  const photo = format === 'jpeg' ? open(seconds).flatten({ background: white }) : open(seconds);
  const encoded = encoders[format](laidOut(photo, picture, canvas, format), quality);
  const { data, info } = await judged(encoded.toBuffer({ resolveWithObject: true }), seconds);
  return { rendition, body: data, width: info.width, height: info.height };
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

function laidOut(scaled: Sharp, picture: Size, canvas: Size, format: RenditionFormat): Sharp {
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
  // To try 64 orders of the scans is a third of mozjpeg's time, for 1 % of the bytes and the very same pixels.
  jpeg: (picture, quality) => picture.jpeg({ mozjpeg: true, optimiseScans: false, quality }),
  webp: (picture, quality) => picture.webp({ quality }),
  // sharp's own effort is 4, which takes 4 to 8 times as long for files of the same size: docs/limits.md.
  avif: (picture, quality) => picture.avif({ quality, effort: 2 }),
  // Lossless, so that there is no quality to choose: sharp's would reduce the colours to a palette.
  png: (picture) => picture.png(),
};
