import { RejectedPhotoError } from '../../shared/errors.ts';
import { beginsLike, corrupt, type Header, type PictureFormat, requireBytes } from './format.ts';

const riff = Buffer.from('RIFF');
const name = Buffer.from('WEBP');
export const firstChunkAt = 12;

export const webp: PictureFormat = {
  matches: (bytes) => beginsLike(bytes, riff) && beginsLike(bytes.subarray(8), name),

  readHeader(bytes) {
    requireBytes(bytes, firstChunkAt, 'the header of a WebP');
    return webpCanvas(bytes);
  },

  checkWhole(bytes) {
    const end = 8 + bytes.readUInt32LE(4);
    requireBytes(bytes, end, 'a WebP');
    const mayHaveMore = bytes.toString('latin1', firstChunkAt, firstChunkAt + 4) === 'VP8X';
    let chunks = 0;
    let frames = 0;
    let pictures = 0;
    for (let at = firstChunkAt; at + 8 <= end; ) {
      const type = bytes.toString('latin1', at, at + 4);
      const length = bytes.readUInt32LE(at + 4);
      chunks += 1;
      if (chunks > mostChunks) throw corrupt(`the WebP has more than ${mostChunks} chunks`);
      if (type === 'ANMF') frames += 1;
      if (frames > mostFrames) {
        throw new RejectedPhotoError('took-too-long', `the WebP has more than ${mostFrames} frames`);
      }
      // Behind the first picture nothing is wanted but the counts.
      if (at + 8 + length > end && pictures > 0) return;
      if (at + 8 + length > end) throw corrupt('a chunk of the WebP is longer than the file says it is');
      if (pictureChunks.includes(type)) pictures += 1;
      if (pictures > 0 && !mayHaveMore) return;
      at += 8 + length + (length % 2);
    }
    if (pictures === 0) throw corrupt('the WebP has no picture in it');
  },
};

/**
 * The decoder compares each frame with all before it, although only the first is read: 4 MB of small ones take
 * 12 s just to be opened, and its time limit does not hold there.
 */
export const mostFrames = 1_000;

/** It keeps a note of each, also of those that nobody knows: 6 million empty ones take 380 MB. */
export const mostChunks = 10_000;

const pictureChunks = ['ANMF', 'VP8 ', 'VP8L'];

/** The size of a whole WebP, animated or still, and whether it says that it may have transparent pixels. */
export function webpCanvas(bytes: Buffer): Header & { alpha: boolean } {
  requireBytes(bytes, firstChunkAt + 8, 'the header of a WebP');
  const type = bytes.toString('latin1', firstChunkAt, firstChunkAt + 4);
  const read = canvasReaders[type];
  if (read === undefined) throw corrupt('the WebP does not begin with a picture');
  const content = firstChunkAt + 8;
  requireBytes(bytes, content + (type === 'VP8L' ? 5 : 10), 'the header of a WebP');
  return { ...read(bytes.subarray(content)), bitsPerSample: 8 };
}

type CanvasReader = (content: Buffer) => { width: number; height: number; alpha: boolean };

const canvasReaders: Readonly<Record<string, CanvasReader>> = {
  VP8X: (content) => ({
    width: content.readUIntLE(4, 3) + 1,
    height: content.readUIntLE(7, 3) + 1,
    alpha: (content.readUInt8(0) & 0x10) !== 0,
  }),

  'VP8 '(content) {
    const isKeyFrame = (content.readUInt8(0) & 1) === 0;
    if (!isKeyFrame || content.readUIntBE(3, 3) !== 0x9d012a)
      throw corrupt('the frame of the WebP is damaged');
    const width = content.readUInt16LE(6) & 0x3fff;
    const height = content.readUInt16LE(8) & 0x3fff;
    if (width === 0 || height === 0) throw corrupt(`the WebP says it is ${width} x ${height} pixels`);
    return { width, height, alpha: false };
  },

  VP8L(content) {
    const bits = content.readUInt32LE(1);
    if (content.readUInt8(0) !== 0x2f || bits >>> 29 !== 0) throw corrupt('the frame of the WebP is damaged');
    return {
      width: (bits & 0x3fff) + 1,
      height: ((bits >>> 14) & 0x3fff) + 1,
      alpha: (bits & 0x10000000) !== 0,
    };
  },
};
