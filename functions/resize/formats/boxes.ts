import { corrupt, type Extent, requireBytes, truncated } from './format.ts';

/** A box of an ISO base media file: what AVIF, HEIC and MP4 are made of. */
export interface Box {
  type: string;
  content: Buffer;
}

/** A grid of tiles has some hundreds; millions of empty boxes would take gigabytes to list. */
export const mostBoxes = 10_000;

/** The boxes of a whole file: one that goes on after the end of it has been cut. */
export function* fileBoxes(bytes: Buffer, extent: Extent): Generator<Box> {
  let boxes = 0;
  for (let at = 0; at < bytes.length; ) {
    boxes += 1;
    refuseTooMany(boxes);
    requireBytes(bytes, at + 8, 'the boxes of an AVIF');
    const box = boxAt(bytes, at);
    requireBytes(bytes, box.end, 'a box of an AVIF');
    if (box.toTheEnd && extent === 'front') throw truncated('a box of an AVIF');
    yield { type: box.type, content: bytes.subarray(box.start, box.end) };
    at = box.end;
  }
  if (extent === 'front') throw truncated('the boxes of an AVIF');
}

/** The boxes within another one: one that goes on after the end of it is a lie. */
export function* innerBoxes(content: Buffer): Generator<Box> {
  let boxes = 0;
  for (let at = 0; at + 8 <= content.length; ) {
    boxes += 1;
    refuseTooMany(boxes);
    const box = boxAt(content, at);
    if (box.end > content.length) throw corrupt('a box of the AVIF is longer than the box that it is in');
    yield { type: box.type, content: content.subarray(box.start, box.end) };
    at = box.end;
  }
}

function refuseTooMany(boxes: number): void {
  if (boxes > mostBoxes) throw corrupt(`the AVIF has more than ${mostBoxes} boxes side by side`);
}

/** A length of 0 goes to the end, and 1 means that a 64-bit length follows the type. */
function boxAt(bytes: Buffer, at: number): { type: string; start: number; end: number; toTheEnd: boolean } {
  const short = bytes.readUInt32BE(at);
  const type = bytes.toString('latin1', at + 4, at + 8);
  if (short === 0) return { type, start: at + 8, end: bytes.length, toTheEnd: true };
  if (short === 1) requireBytes(bytes, at + 16, 'a box of an AVIF');
  const start = at + (short === 1 ? 16 : 8);
  const end = at + (short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short);
  if (end < start) throw corrupt('a box of the AVIF is shorter than its own header');
  return { type, start, end, toTheEnd: false };
}

/** The fields of a box, read one after another; every box that has them begins with a version and flags. */
export class Fields {
  readonly version: number;
  readonly flags: number;
  private readonly content: Buffer;
  private at = 0;

  constructor(content: Buffer) {
    this.content = content;
    this.version = this.number(1);
    this.flags = this.number(3);
  }

  number(length: number): number {
    const end = this.at + length;
    if (end > this.content.length) throw corrupt('a box of the AVIF ends before its fields do');
    const value = length > 6 ? Number(this.content.readBigUInt64BE(this.at)) : this.short(length);
    this.at = end;
    return value;
  }

  rest(): Buffer {
    return this.content.subarray(this.at);
  }

  private short(length: number): number {
    return length === 0 ? 0 : this.content.readUIntBE(this.at, length);
  }
}
