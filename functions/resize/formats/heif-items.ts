import { RejectedPhotoError } from '../../shared/errors.ts';
import { type Box, Fields, fileBoxes, innerBoxes } from './boxes.ts';
import { corrupt, type Extent } from './format.ts';

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
  /** What is decoded along with an item: its alpha. */
  besides: ReadonlyMap<number, readonly number[]>;
  /** iloc: where in the file the items' bytes are. */
  locations: Buffer | undefined;
  /** idat: items can be in it, too. */
  dataBox: Buffer;
}

export function readItems(bytes: Buffer, extent: Extent): Items {
  const meta = metaBox(bytes, extent);
  const inMeta = byType(innerBoxes(new Fields(meta).rest()));
  const inProperties = [...innerBoxes(inMeta.get('iprp') ?? Buffer.alloc(0))];
  const properties = [...innerBoxes(byType(inProperties).get('ipco') ?? Buffer.alloc(0))];
  const primary = primaryItem(inMeta.get('pitm'));
  const places = placesOfProperties(inProperties.filter(({ type }) => type === 'ipma'));
  const references = referencesIn(inMeta.get('iref'));
  const propertiesOf = (item: number) =>
    (places.get(item) ?? []).flatMap((place) => properties[place - 1] ?? []);
  return {
    primary,
    types: itemTypes(inMeta.get('iinf')),
    properties,
    ofPrimary: propertiesOf(primary),
    propertiesOf,
    parts: targetsOf(references, 'dimg'),
    besides: sourcesOf(references, 'auxl'),
    locations: inMeta.get('iloc'),
    dataBox: inMeta.get('idat') ?? Buffer.alloc(0),
  };
}

/** The decoder goes by the last, all that is counted here by the first. What is behind the picture and no box is no matter. */
export function refuseSecondMeta(bytes: Buffer, extent: Extent): void {
  let metas = 0;
  try {
    for (const { type } of fileBoxes(bytes, extent)) if (type === 'meta') metas += 1;
  } catch (error) {
    if (!(error instanceof RejectedPhotoError && error.reason === 'truncated')) throw error;
  }
  if (metas > 1) throw corrupt('the AVIF has more than one meta box');
}

function metaBox(bytes: Buffer, extent: Extent): Buffer {
  for (const { type, content } of fileBoxes(bytes, extent)) if (type === 'meta') return content;
  throw corrupt('the AVIF has no description of its pictures');
}

/** Two of one kind may be in no file: the decoder could go by the other one. */
const single = ['pitm', 'iinf', 'iloc', 'iref', 'iprp', 'ipco', 'idat'];

function byType(boxes: Iterable<Box>): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (const { type, content } of boxes) {
    if (found.has(type) && single.includes(type)) throw corrupt(`the AVIF has more than one ${type} box`);
    found.set(type, content);
  }
  return found;
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
    if (types.has(item)) throw corrupt('the AVIF lists a picture twice');
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

interface Reference {
  type: string;
  from: number;
  to: readonly number[];
}

function referencesIn(content: Buffer | undefined): Reference[] {
  if (content === undefined) return [];
  const table = new Fields(content);
  const idBytes = table.version === 0 ? 2 : 4;
  return Array.from(innerBoxes(table.rest()))
    .filter(({ type }) => type === 'dimg' || type === 'auxl')
    .map(({ type, content }) => {
      const begin = idBytes + 2;
      const count = content.length < begin ? 0 : content.readUInt16BE(idBytes);
      if (content.length < begin + count * idBytes) throw corrupt('a reference in the AVIF is damaged');
      const to = Array.from({ length: count }, (_, at) => content.readUIntBE(begin + at * idBytes, idBytes));
      return { type, from: content.readUIntBE(0, idBytes), to };
    });
}

function targetsOf(references: readonly Reference[], type: string): Map<number, number[]> {
  const targets = new Map<number, number[]>();
  for (const each of references) if (each.type === type) listOf(targets, each.from).push(...each.to);
  return targets;
}

function sourcesOf(references: readonly Reference[], type: string): Map<number, number[]> {
  const sources = new Map<number, number[]>();
  for (const each of references) {
    if (each.type === type) for (const item of each.to) listOf(sources, item).push(each.from);
  }
  return sources;
}

function listOf(lists: Map<number, number[]>, of: number): number[] {
  const list = lists.get(of) ?? [];
  lists.set(of, list);
  return list;
}
