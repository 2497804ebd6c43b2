import { RejectedPhotoError } from '../../shared/errors.ts';
import {
  beginsLike,
  corrupt,
  type Extent,
  type Header,
  mostChannels,
  type PictureFormat,
  requireBytes,
  tooManyChannels,
  truncated,
  unsupported,
} from './format.ts';

/**
 * Each scan passes over the whole picture again, and no timeout of the decoder ends that: 2,646 scans in
 * 256 KB burn 13 s. Real photos have at most 20.
 */
export const mostScans = 100;

/**
 * Of all scans together: 98 of a picture of 50 million pixels are 5 MB, and take 6 s of the processor. As many as these
 * are 25 scans of the largest picture, and 100 of 12 million pixels.
 */
export const mostScannedPixels = 1.25e9;

/**
 * The decoder keeps every comment and application segment until it is done: 50 MB of empty ones take 3.7 GB.
 * The same 50 MB in full segments are 800.
 */
export const mostMetadataSegments = 5_000;

/** libjpeg's own limit, below the 65,535 of the format. */
export const longestSide = 65_500;

const signature = Buffer.from([0xff, 0xd8]);
const startOfImage = 0xd8;
const endOfImage = 0xd9;
const startOfScan = 0xda;
const firstMarker = 0xc0;

/** What a frame header's marker says of the coding. The decoder reads the three that are absent here. */
const foreignCodings: Readonly<Record<number, string>> = {
  195: 'a lossless JPEG',
  197: 'a hierarchical JPEG',
  198: 'a hierarchical JPEG',
  199: 'a lossless hierarchical JPEG',
  201: 'an arithmetic-coded JPEG',
  202: 'an arithmetic-coded progressive JPEG',
  203: 'an arithmetic-coded lossless JPEG',
  205: 'an arithmetic-coded hierarchical JPEG',
  206: 'an arithmetic-coded hierarchical JPEG',
  207: 'an arithmetic-coded hierarchical JPEG',
  222: 'a hierarchical JPEG',
  247: 'a JPEG-LS picture',
};

export const jpeg: PictureFormat = {
  matches: (bytes) => beginsLike(bytes, signature),

  readHeader(bytes, extent) {
    for (const { marker, start, end } of segments(bytes, extent)) {
      const foreign = foreignCodings[marker];
      if (foreign !== undefined) throw unsupported(foreign);
      if (marker >= 0xc0 && marker <= 0xc2) return frameHeader(bytes.subarray(start, end));
      if (marker === startOfScan || marker === endOfImage) break;
    }
    throw corrupt('the JPEG has no frame header before its picture');
  },

  checkWhole(bytes, extent) {
    const { width, height } = jpeg.readHeader(bytes, extent);
    const most = Math.min(mostScans, Math.floor(mostScannedPixels / (width * height)));
    let scans = 0;
    for (const { marker } of segments(bytes, extent)) {
      if (marker === startOfScan) scans += 1;
      if (scans > most) {
        throw new RejectedPhotoError(
          'too-many-scans',
          `the JPEG has more than ${most} scans of ${width} x ${height} pixels`,
        );
      }
      if (marker === endOfImage) break;
    }
    if (scans === 0) throw corrupt('the JPEG has no picture in it');
  },
};

interface Segment {
  marker: number;
  /** Of what is in it. */
  start: number;
  end: number;
}

/** Every segment up to the end of the file, thumbnails within them and the coded data between them skipped. */
function* segments(bytes: Buffer, extent: Extent): Generator<Segment> {
  let inPicture = false;
  let metadata = 0;
  let at = 2;
  for (;;) {
    at = afterNextMarker(bytes, at);
    const marker = bytes[at - 1] ?? 0;
    if (standsAlone(marker)) {
      yield { marker, start: at, end: at };
      continue;
    }
    const end = at + (at + 2 <= bytes.length ? bytes.readUInt16BE(at) : 2);
    // Damaged coded data can look like a marker. The decoder goes on behind it, and so do browsers.
    if (inPicture && end > bytes.length && extent === 'whole') continue;
    requireBytes(bytes, end, 'a segment of a JPEG');
    if (isMetadata(marker)) metadata += 1;
    if (metadata > mostMetadataSegments) {
      throw corrupt(`the JPEG has more than ${mostMetadataSegments} segments of metadata`);
    }
    yield { marker, start: at + 2, end };
    inPicture ||= marker === startOfScan;
    at = end;
  }
}

/**
 * Byte by byte a photo of 4 MB takes 4 ms, a tenth of its thumbnail; a search that is compiled takes 0.7. But each
 * search has its price, and a file can have something to find at every other byte.
 */
const searchedByHand = 16;

/** Skips whatever is no marker: coded data, stuffed zeros, restarts, fill bytes, stray or damaged bytes. */
function afterNextMarker(bytes: Buffer, from: number): number {
  let near = from + searchedByHand;
  for (let at = from; at + 1 < bytes.length; at += 1) {
    if (bytes[at] !== 0xff) {
      if (at < near) continue;
      at = bytes.indexOf(0xff, at);
      if (at === -1) break;
    }
    near = at + searchedByHand;
    const next = bytes[at + 1] ?? 0;
    if (next >= firstMarker && next !== 0xff && !isRestart(next)) return at + 2;
  }
  throw truncated('the picture of a JPEG');
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}

function isMetadata(marker: number): boolean {
  return (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;
}

function standsAlone(marker: number): boolean {
  return marker === startOfImage || marker === endOfImage;
}

function frameHeader(content: Buffer): Header {
  if (content.length < 6) throw corrupt('the frame header of the JPEG is too short');
  const bitsPerSample = content.readUInt8(0);
  const height = content.readUInt16BE(1);
  const width = content.readUInt16BE(3);
  const channels = content.readUInt8(5);
  if (bitsPerSample === 12) throw unsupported('a 12-bit JPEG');
  if (bitsPerSample !== 8) throw corrupt(`the JPEG says it has ${bitsPerSample} bits a sample`);
  if (channels > mostChannels) throw tooManyChannels(channels);
  if (width === 0 || height === 0) throw corrupt(`the JPEG says it is ${width} x ${height} pixels`);
  if (Math.max(width, height) > longestSide) {
    throw new RejectedPhotoError(
      'too-many-pixels',
      `the JPEG is ${width} x ${height} pixels; a side has at most ${longestSide}`,
    );
  }
  return { width, height, bitsPerSample };
}
