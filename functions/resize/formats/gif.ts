import { RejectedPhotoError } from '../../shared/errors.ts';
import { beginsLike, corrupt, type PictureFormat, requireBytes, truncated } from './format.ts';

const signatures = [Buffer.from('GIF87a'), Buffer.from('GIF89a')];
const extension = 0x21;
const imageDescriptor = 0x2c;
const trailer = 0x3b;

export const gif: PictureFormat = {
  matches: (bytes) => signatures.some((each) => beginsLike(bytes, each)),

  readHeader(bytes) {
    const frame = firstImageDescriptor(bytes);
    // Decoders let the canvas grow where the first frame does not fit on it.
    const width = Math.max(
      bytes.readUInt16LE(6),
      bytes.readUInt16LE(frame + 1) + bytes.readUInt16LE(frame + 5),
    );
    const height = Math.max(
      bytes.readUInt16LE(8),
      bytes.readUInt16LE(frame + 3) + bytes.readUInt16LE(frame + 7),
    );
    if (width === 0 || height === 0) throw corrupt(`the GIF says it is ${width} x ${height} pixels`);
    return { width, height, bitsPerSample: 8 };
  },

  /** To the end of the first frame: later ones that are cut or damaged are no matter to the decoder either. */
  checkWhole(bytes) {
    refuseTooManyFrames(bytes, afterFrame(bytes, firstImageDescriptor(bytes)));
  },
};

/** The decoder looks for all of them and keeps a note of each, 120 bytes: 3.3 million in 50 MB take 380 MB. */
export const mostFrames = 500_000;

function refuseTooManyFrames(bytes: Buffer, from: number): void {
  let frames = 1;
  for (let at = from; at + 10 <= bytes.length; ) {
    const block = bytes[at];
    if (block !== extension && block !== imageDescriptor) return;
    if (block === imageDescriptor) frames += 1;
    if (frames > mostFrames) {
      throw new RejectedPhotoError('took-too-long', `the GIF has more than ${mostFrames} frames`);
    }
    const end = endOfSubBlocks(bytes, block === extension ? at + 2 : subBlocksOf(bytes, at));
    if (end === undefined) return;
    at = end;
  }
}

function firstImageDescriptor(bytes: Buffer): number {
  requireBytes(bytes, 13, 'the header of a GIF');
  let at = 13 + colourTableLength(bytes[10]);
  for (;;) {
    requireBytes(bytes, at + 1, 'a GIF before its picture');
    if (bytes[at] !== extension) break;
    at = afterSubBlocks(bytes, at + 2);
  }
  if (bytes[at] === trailer) throw corrupt('the GIF has no picture in it');
  if (bytes[at] !== imageDescriptor) throw corrupt('a block of the GIF is damaged');
  requireBytes(bytes, at + 10, 'the first picture of a GIF');
  return at;
}

function afterFrame(bytes: Buffer, descriptor: number): number {
  return afterSubBlocks(bytes, subBlocksOf(bytes, descriptor));
}

function subBlocksOf(bytes: Buffer, descriptor: number): number {
  const minimumCodeSize = 1;
  return descriptor + 10 + colourTableLength(bytes[descriptor + 9]) + minimumCodeSize;
}

function afterSubBlocks(bytes: Buffer, from: number): number {
  const end = endOfSubBlocks(bytes, from);
  if (end === undefined) throw truncated('the first picture of a GIF');
  return end;
}

/** Nothing where the bytes end before they do. */
function endOfSubBlocks(bytes: Buffer, from: number): number | undefined {
  for (let at = from; at < bytes.length; ) {
    const length = bytes[at] ?? 0;
    at += 1 + length;
    if (length === 0) return at;
  }
  return undefined;
}

function colourTableLength(flags = 0): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}
