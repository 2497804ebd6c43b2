import { Fields, mostBoxes } from './boxes.ts';
import { corrupt, requireBytes } from './format.ts';
import type { Items } from './heif-items.ts';

const inFile = 0;
const inDataBox = 1;

/**
 * The bytes of each item, in the pieces in which they are stored. Refuses a file that ends before the bytes of any of
 * its items do.
 */
export function itemData(bytes: Buffer, { locations, dataBox }: Items): Map<number, Buffer[]> {
  if (locations === undefined) throw corrupt('the AVIF does not say where its pictures are');
  const fields = new Fields(locations);
  const [offsetSize, lengthSize] = nibbles(fields.number(1));
  const [baseSize, lastNibble] = nibbles(fields.number(1));
  const indexSize = fields.version === 0 ? 0 : lastNibble;
  if ([offsetSize, lengthSize, baseSize, indexSize].some((size) => size !== 0 && size !== 4 && size !== 8)) {
    throw corrupt('the table of the pictures in the AVIF is damaged');
  }
  const wide = fields.version < 2 ? 2 : 4;
  const items = fields.number(wide);
  const data = new Map<number, Buffer[]>();
  let all = 0;
  for (let count = 0; count < items; count += 1) {
    const item = fields.number(wide);
    const method = fields.version > 0 ? fields.number(2) & 0xf : inFile;
    fields.number(2);
    const base = fields.number(baseSize);
    const extents = fields.number(2);
    if (data.has(item)) throw corrupt('the AVIF says twice where a picture is');
    const pieces: Buffer[] = [];
    data.set(item, pieces);
    // Extents that take no bytes in the table are all the same one, however many it claims.
    for (let extent = 0; extent < (offsetSize + lengthSize + indexSize === 0 ? 1 : extents); extent += 1) {
      all += 1;
      if (all > mostBoxes) throw corrupt(`the pictures of the AVIF are in more than ${mostBoxes} pieces`);
      fields.number(indexSize);
      const start = base + fields.number(offsetSize);
      const length = fields.number(lengthSize);
      pieces.push(piece(method, start, lengthSize === 0 ? undefined : start + length));
    }
  }
  return data;

  /** Without an end: up to that of the file. */
  function piece(method: number, start: number, end = bytes.length): Buffer {
    requireBytes(bytes, Math.max(start, end), 'the pictures of an AVIF');
    if (method === inFile) return bytes.subarray(start, end);
    if (method === inDataBox) return dataBox.subarray(start, end);
    throw corrupt('the AVIF has a picture that is stored within another item');
  }
}

function nibbles(byte: number): [number, number] {
  return [byte >> 4, byte & 0xf];
}
