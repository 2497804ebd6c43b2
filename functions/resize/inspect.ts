import { RejectedPhotoError } from '../shared/errors.ts';
import { avif } from './formats/avif.ts';
import { nameForeign } from './formats/foreign.ts';
import { type Extent, type Header, type PictureFormat, unsupported } from './formats/format.ts';
import { gif } from './formats/gif.ts';
import { jpeg } from './formats/jpeg.ts';
import { png } from './formats/png.ts';
import { webp } from './formats/webp.ts';

/** What the bytes of a photo say it is. The size is as stored, before any orientation. */
export interface Inspection extends Pick<Header, 'width' | 'height' | 'bitsPerSample'> {
  format: PhotoFormat;
}

export type PhotoFormat = keyof typeof formats;

/** What the measurements of memory and time hold for; phones and cameras make 12 to 48 million. */
export const mostPixels = 50e6;

/** An AVIF is decoded in one piece and compresses without bounds: 49 million pixels take 926 MB out of 1.7 KB. */
export const mostAvifPixels = 25e6;

/** More than 8 bits take twice the memory in the decoder: 25 million pixels of 12 bits take 720 MB. */
export const mostDeepAvifPixels = mostAvifPixels / 2;

/**
 * One row of a rendition is made of all rows of the photo that it stands for, kept as floats: 65,500 x 763 pixels
 * take 770 MB, and a row of a million takes 1.1 GB. JPEGs have a limit of their own, and shrink as they are decoded.
 */
export const longestSide = 32_767;

const formats = { jpeg, png, webp, gif, avif } satisfies Record<string, PictureFormat>;

/**
 * Decides by the bytes alone, never by a name or a claimed type, whether a photo may go to the decoder:
 * throws RejectedPhotoError where it may not. The header is looked at first, so that a bomb is refused
 * as one even where it is cut.
 */
export function inspect(bytes: Buffer, limits: Limits = {}): Inspection {
  const inspection = inspectHeader(bytes, limits, 'whole');
  formats[inspection.format].checkWhole(bytes, 'whole');
  return inspection;
}

export interface Limits {
  maxPixels?: number;
}

/** Shorter fronts can look like another kind of file than the whole. */
export const leastFront = 4096;

/**
 * Refuses a photo by the front of it, for the very reason that inspect() would refuse the whole for. Otherwise
 * says whether the header is there, which is what tells most; behind it there is little to be learned from a front.
 */
export function inspectFront(front: Buffer, limits: Limits = {}): 'header' | 'no header yet' {
  const inspection = unlessCut(() => inspectHeader(front, limits, 'front'));
  if (inspection === undefined) return 'no header yet';
  unlessCut(() => formats[inspection.format].checkWhole(front, 'front'));
  return 'header';
}

function unlessCut<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof RejectedPhotoError && error.reason === 'truncated') return undefined;
    throw error;
  }
}

function inspectHeader(bytes: Buffer, { maxPixels = mostPixels }: Limits, extent: Extent): Inspection {
  if (bytes.length === 0) throw new RejectedPhotoError('empty', 'the file has no bytes');
  const format = formatOf(bytes);
  if (format === undefined) throw unsupported(nameForeign(bytes));
  const header = formats[format].readHeader(bytes, extent);
  if (format !== 'jpeg') refuseTooLongSide(header);
  refuseTooManyPixels(header, format === 'avif' ? Math.min(mostOfAvif(header), maxPixels) : maxPixels);
  const { width, height, bitsPerSample } = header;
  return { format, width, height, bitsPerSample };
}

/** By its first bytes; undefined for what is none of them. */
export function formatOf(bytes: Buffer): PhotoFormat | undefined {
  return (Object.keys(formats) as PhotoFormat[]).find((format) => formats[format].matches(bytes));
}

function mostOfAvif({ bitsPerSample }: Header): number {
  return bitsPerSample > 8 ? mostDeepAvifPixels : mostAvifPixels;
}

function refuseTooLongSide({ width, height }: Header): void {
  if (Math.max(width, height) <= longestSide) return;
  throw new RejectedPhotoError(
    'too-many-pixels',
    `the picture is ${width} x ${height} pixels; a side has at most ${longestSide}`,
  );
}

function refuseTooManyPixels({ width, height, mostPixelsOfParts = 0 }: Header, limit: number): void {
  if (Math.max(width * height, mostPixelsOfParts) <= limit) return;
  throw new RejectedPhotoError(
    'too-many-pixels',
    `the picture is ${width} x ${height} pixels, at most ${limit / 1e6} million are read`,
  );
}
