/** What the coded data of one picture in an AVIF asks of the decoder, told from its OBUs; nothing is decoded. */
export interface CodedPicture {
  /** All of them are decoded, although only the last is shown. */
  frames: number;
  /** The most that a sequence header says. */
  bitsPerSample: number;
}

const sequenceHeader = 1;
const frameHeader = 3;
const frame = 6;

/** https://aomediacodec.github.io/av1-spec/#obu-syntax */
export function codedPicture(data: Buffer): CodedPicture {
  const picture = { frames: 0, bitsPerSample: 8 };
  for (const { type, content } of obus(data)) {
    if (type === frame || type === frameHeader) picture.frames += 1;
    if (type === sequenceHeader) {
      picture.bitsPerSample = Math.max(picture.bitsPerSample, bitsPerSampleOf(content));
    }
  }
  return picture;
}

function* obus(data: Buffer): Generator<{ type: number; content: Buffer }> {
  for (let at = 0; at < data.length; ) {
    const head = data[at] ?? 0;
    at += 1;
    if (head === 0) continue; // the decoder passes over zeros between frames
    const hasExtension = (head & 0x04) !== 0;
    const hasSize = (head & 0x02) !== 0;
    if (hasExtension) at += 1;
    const { value, end } = hasSize ? leb128(data, at) : { value: data.length - at, end: at };
    yield { type: (head >> 3) & 0xf, content: data.subarray(end, end + value) };
    at = end + value;
  }
}

function leb128(data: Buffer, from: number): { value: number; end: number } {
  let value = 0;
  for (let index = 0; index < 8; index += 1) {
    const byte = data[from + index] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if ((byte & 0x80) === 0) return { value, end: from + index + 1 };
  }
  return { value, end: from + 8 };
}

/** The colour's depth stands behind all else that a sequence header has, so that all of it has to be read. */
function bitsPerSampleOf(content: Buffer): number {
  const bits = new Bits(content);
  const profile = bits.take(3);
  bits.take(1);
  const reduced = bits.flag();
  if (reduced) bits.take(5);
  else skipOperatingPoints(bits);
  const widthBits = bits.take(4) + 1;
  const heightBits = bits.take(4) + 1;
  bits.take(widthBits);
  bits.take(heightBits);
  if (!reduced && bits.flag()) bits.take(7);
  bits.take(3);
  if (!reduced) skipInterTools(bits);
  bits.take(3);
  if (!bits.flag()) return 8;
  return profile === 2 && bits.flag() ? 12 : 10;
}

function skipOperatingPoints(bits: Bits): void {
  let delayBits = 0;
  if (bits.flag()) {
    bits.take(64);
    if (bits.flag()) bits.skipUvlc();
    if (bits.flag()) {
      delayBits = bits.take(5) + 1;
      bits.take(42);
    }
  }
  const hasDisplayDelay = bits.flag();
  const points = bits.take(5) + 1;
  for (let point = 0; point < points; point += 1) {
    bits.take(12);
    if (bits.take(5) > 7) bits.take(1);
    if (delayBits > 0 && bits.flag()) bits.take(2 * delayBits + 1);
    if (hasDisplayDelay && bits.flag()) bits.take(4);
  }
}

function skipInterTools(bits: Bits): void {
  bits.take(4);
  const hasOrderHint = bits.flag();
  if (hasOrderHint) bits.take(2);
  const mayHaveScreenContent = bits.flag() || bits.flag();
  if (mayHaveScreenContent && !bits.flag()) bits.take(1);
  if (hasOrderHint) bits.take(3);
}

/** Most significant first; behind the end there are zeros, and the decoder refuses what is cut. */
class Bits {
  private readonly bytes: Buffer;
  private at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Of more than 53 bits only that they are passed over counts. */
  take(count: number): number {
    let value = 0;
    for (const end = this.at + count; this.at < end; this.at += 1) {
      value = value * 2 + (((this.bytes[this.at >> 3] ?? 0) >> (7 - (this.at & 7))) & 1);
    }
    return value;
  }

  flag(): boolean {
    return this.take(1) === 1;
  }

  skipUvlc(): void {
    let zeros = 0;
    while (zeros < 32 && !this.flag()) zeros += 1;
    if (zeros < 32) this.take(zeros);
  }
}
