import { type Box, Fields, fileBoxes, innerBoxes } from './boxes.ts';
import { corrupt, type Extent, requireBytes } from './format.ts';

/** The items of a HEIF file: pictures, tiles, alpha planes, Exif. */
export interface Items {
  primary: number;
  types: ReadonlyMap<number, string>;
  /** Of all items; an item has some of them by their place in this list. */
  properties: readonly Box[];
  ofPrimary: readonly Box[];
  propertiesOf(item: number): readonly Box[];
  /** Of an item that is put together of others: which, as often as it takes each. */
  parts: ReadonlyMap<number, readonly number[]>;
  /** iloc: where in the file the items' bytes are. */
  locations: Buffer | undefined;
}

export function readItems(bytes: Buffer, extent: Extent): Items {
  const meta = metaBox(bytes, extent);
  const inMeta = byType(innerBoxes(new Fields(meta).rest()));
  const inProperties = [...innerBoxes(inMeta.get('iprp') ?? Buffer.alloc(0))];
  const properties = [...innerBoxes(byType(inProperties).get('ipco') ?? Buffer.alloc(0))];
  const primary = primaryItem(inMeta.get('pitm'));
  const places = placesOfProperties(inProperties.filter(({ type }) => type === 'ipma'));
  const propertiesOf = (item: number) =>
    (places.get(item) ?? []).flatMap((place) => properties[place - 1] ?? []);
  return {
    primary,
    types: itemTypes(inMeta.get('iinf')),
    properties,
    ofPrimary: propertiesOf(primary),
    propertiesOf,
    parts: partsOf(inMeta.get('iref')),
    locations: inMeta.get('iloc'),
  };
}

function metaBox(bytes: Buffer, extent: Extent): Buffer {
  for (const { type, content } of fileBoxes(bytes, extent)) if (type === 'meta') return content;
  throw corrupt('the AVIF has no description of its pictures');
}

function byType(boxes: Iterable<Box>): Map<string, Buffer> {
  return new Map(Array.from(boxes, ({ type, content }) => [type, content]));
}

function primaryItem(content: Buffer | undefined): number {
  if (content === undefined) throw corrupt('the AVIF does not say which of its pictures is the picture');
  const fields = new Fields(content);
  return fields.number(fields.version === 0 ? 2 : 4);
}

function itemTypes(content: Buffer | undefined): Map<number, string> {
  const types = new Map<number, string>();
  if (content === undefined) return types;
  const table = new Fields(content);
  table.number(table.version === 0 ? 2 : 4);
  for (const { type, content: entry } of innerBoxes(table.rest())) {
    if (type !== 'infe') continue;
    const fields = new Fields(entry);
    const item = fields.number(fields.version < 3 ? 2 : 4);
    fields.number(2);
    types.set(item, fields.rest().toString('latin1', 0, 4));
  }
  return types;
}

function placesOfProperties(tables: readonly Box[]): Map<number, number[]> {
  const places = new Map<number, number[]>();
  for (const { content } of tables) {
    const fields = new Fields(content);
    const wide = (fields.flags & 1) === 1;
    const entries = fields.number(4);
    for (let entry = 0; entry < entries; entry += 1) {
      const owner = listOf(places, fields.number(fields.version === 0 ? 2 : 4));
      const count = fields.number(1);
      for (let each = 0; each < count; each += 1) {
        owner.push(fields.number(wide ? 2 : 1) & (wide ? 0x7fff : 0x7f));
      }
    }
  }
  return places;
}

function partsOf(references: Buffer | undefined): Map<number, number[]> {
  const parts = new Map<number, number[]>();
  if (references === undefined) return parts;
  const table = new Fields(references);
  const idBytes = table.version === 0 ? 2 : 4;
  for (const { type, content } of innerBoxes(table.rest())) {
    if (type !== 'dimg') continue;
    if (content.length < idBytes + 2) throw corrupt('a reference in the AVIF is damaged');
    const end = idBytes + 2 + content.readUInt16BE(idBytes) * idBytes;
    if (content.length < end) throw corrupt('a reference in the AVIF is damaged');
    const whole = listOf(parts, content.readUIntBE(0, idBytes));
    for (let at = idBytes + 2; at < end; at += idBytes) whole.push(content.readUIntBE(at, idBytes));
  }
  return parts;
}

function listOf(lists: Map<number, number[]>, of: number): number[] {
  const list = lists.get(of) ?? [];
  lists.set(of, list);
  return list;
}

/** Refuses a file that ends before the bytes of any of its items do. Items within a box count from its start. */
export function requireItems(bytes: Buffer, { locations }: Items): void {
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
  for (let item = 0; item < items; item += 1) {
    fields.number(wide);
    if (fields.version > 0) fields.number(2);
    fields.number(2);
    const base = fields.number(baseSize);
    const extents = fields.number(2);
    // Extents that take no bytes in the table are all the same one, however many it claims.
    for (let extent = 0; extent < (offsetSize + lengthSize + indexSize === 0 ? 1 : extents); extent += 1) {
      fields.number(indexSize);
      const end = base + fields.number(offsetSize) + fields.number(lengthSize);
      requireBytes(bytes, end, 'the pictures of an AVIF');
    }
  }
}

function nibbles(byte: number): [number, number] {
  return [byte >> 4, byte & 0xf];
}
