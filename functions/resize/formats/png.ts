import { beginsLike, corrupt, type PictureFormat, requireBytes, unsupported } from './format.ts';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The format's own limit: larger lengths and sizes are lies. */
const largest = 2 ** 31 - 1;

/** The bit depths of each colour type: grey, RGB, palette, grey and alpha, RGB and alpha. */
const bitDepths: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

export const png: PictureFormat = {
  // Four bytes are enough to call it a PNG: what follows them tells of a transfer that mangled line ends.
  matches: (bytes) => beginsLike(bytes, signature.subarray(0, 4)),

  readHeader(bytes) {
    if (!beginsLike(bytes, signature)) throw corrupt('the signature of the PNG is damaged');
    for (const { type, content } of chunks(bytes)) {
      if (type === 'CgBI') throw unsupported('a PNG in the form that only Apple devices read (CgBI)');
      if (type !== 'IHDR' || content.length !== 13) break;
      return imageHeader(content);
    }
    throw corrupt('the PNG does not begin with its header');
  },

  checkWhole(bytes) {
    let hasPicture = false;
    for (const { type } of chunks(bytes)) {
      if (type === 'IDAT') hasPicture = true;
      if (type === 'IEND') break;
    }
    if (!hasPicture) throw corrupt('the PNG has no picture in it');
  },
};

function imageHeader(content: Buffer) {
  const width = content.readUInt32BE(0);
  const height = content.readUInt32BE(4);
  const bitsPerSample = content.readUInt8(8);
  const colourType = content.readUInt8(9);
  if (width === 0 || height === 0 || width > largest || height > largest) {
    throw corrupt(`the PNG says it is ${width} x ${height} pixels`);
  }
  if (!bitDepths[colourType]?.includes(bitsPerSample)) {
    throw corrupt(`the PNG says it has ${bitsPerSample} bits of colour type ${colourType}`);
  }
  return { width, height, bitsPerSample };
}

/** Checksums are left to the decoder. */
function* chunks(bytes: Buffer): Generator<{ type: string; content: Buffer }> {
  let at = signature.length;
  for (;;) {
    requireBytes(bytes, at + 8, 'the chunks of a PNG');
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (length > largest || !/^[A-Za-z]{4}$/.test(type)) throw corrupt('a chunk of the PNG is damaged');
    const end = at + 8 + length;
    requireBytes(bytes, end + 4, `the ${type} chunk of a PNG`);
    yield { type, content: bytes.subarray(at + 8, end) };
    at = end + 4;
  }
}
