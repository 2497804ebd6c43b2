import { RejectedPhotoError } from '../../shared/errors.ts';
import { codedPicture } from './av1.ts';
import { type Box, Fields } from './boxes.ts';
import {
  beginsLike,
  corrupt,
  mostChannels,
  type PictureFormat,
  tooManyChannels,
  unsupported,
} from './format.ts';
import { type Items, readItems, refuseSecondMeta } from './heif-items.ts';
import { itemData } from './item-data.ts';

const firstBox = Buffer.from('ftyp');

/**
 * The major brands of AVIF files that the decoder opens: it looks at no other. mif1 and msf1 are any HEIF,
 * so there the coding of the picture decides. An animation (avis) is refused, as the decoder refuses it.
 */
const brands = ['avif', 'mif1', 'msf1'];

/** One coded picture, or one that is put together of several: a grid, an overlay, a picture as it is. */
const readableItems = ['av01', 'grid', 'iovl', 'iden'];
/** Where what is stored of them has the size. */
const canvasAt: Readonly<Record<string, number>> = { grid: 4, iovl: 10 };

export const avif: PictureFormat = {
  matches: (bytes) =>
    bytes.length > 4 &&
    beginsLike(bytes.subarray(4), firstBox) &&
    brands.some((brand) => beginsLike(bytes.subarray(8), Buffer.from(brand))),

  readHeader(bytes, extent) {
    const items = readItems(bytes, extent);
    refuseOtherCodings(items);
    const channels = items.ofPrimary
      .filter(({ type }) => type === 'pixi')
      .map((each) => channelsOf(each.content));
    if (Math.max(0, ...channels) > mostChannels) throw tooManyChannels(Math.max(...channels));
    const size = items.ofPrimary.find(({ type }) => type === 'ispe');
    if (size === undefined) throw corrupt('the AVIF does not say how large it is');
    return {
      ...sizeOf(size.content),
      bitsPerSample: bitsPerSample(items),
      mostPixelsOfParts: Math.max(mostPixels(items), pixelsToDecode(items)),
    };
  },

  checkWhole(bytes, extent) {
    const items = readItems(bytes, extent);
    const data = itemData(bytes, items);
    const coded = decodedSum(items, (item) => bytesIn(data.get(item)), sum);
    if (coded > mostCodedBytes) {
      throw new RejectedPhotoError(
        'took-too-long',
        `the AVIF has ${coded} coded bytes to decode, at most ${mostCodedBytes} are`,
      );
    }
    const passed = pixelsPassedOver(items, data);
    if (passed > mostPassedPixels) {
      throw new RejectedPhotoError(
        'took-too-long',
        `the AVIF has ${passed} pixels to decode and to turn, at most ${mostPassedPixels} are`,
      );
    }
    refuseSecondMeta(bytes, extent);
  },
};

/**
 * Of the picture and its alpha, those of a part as often as it is taken: 3.7 MB that come 25 times take 13 s of the
 * processor, and no time limit of the decoder ends that. As many as these are 3 bits for each of 25 million pixels.
 */
export const mostCodedBytes = 10e6;

/**
 * In all frames, and once more for each time that a picture is turned or cut: the decoder makes every frame of a picture
 * although one is shown, 0.2 s for each of 25 million pixels in 600 bytes, and a turn takes 0.3 s in one byte. As many as
 * these are 8 passes over the largest picture.
 */
export const mostPassedPixels = 8 * 25e6;

/** A frame of fewer pixels takes as long: 2,000 of 90 x 60 take 0.4 s. */
const leastPass = 2 ** 15;

function pixelsPassedOver(items: Items, data: ReadonlyMap<number, readonly Buffer[]>): number {
  const { types, propertiesOf } = items;
  const depth = bitsPerSample(items);
  const largest = mostPixels(items);
  const pass = (pixels: number) => Math.max(leastPass, pixels);
  const sizeOfItem = (item: number) => Math.max(0, ...sizesAmong(propertiesOf(item)));
  function ofCoded(item: number): number {
    const { frames, bitsPerSample } = codedPicture(Buffer.concat(data.get(item) ?? []));
    if (bitsPerSample > depth) {
      throw corrupt(`the AVIF says that it has ${depth} bits a sample, and its picture has ${bitsPerSample}`);
    }
    return frames * pass(sizeOfItem(item));
  }
  return decodedSum(items, ofCoded, (made, beside, item) => {
    if (canvasPixels(types.get(item), data.get(item)) > largest) {
      throw corrupt('the AVIF is put together on a larger canvas than it says it has');
    }
    const turns = propertiesOf(item).filter(({ type }) => turning.includes(type)).length;
    return made + beside + turns * pass(types.get(item) === 'av01' ? sizeOfItem(item) : largest);
  });
}

/** The decoder makes the canvas before it looks whether that is as large as the picture is said to be. */
function canvasPixels(type = '', pieces: readonly Buffer[] = []): number {
  const at = canvasAt[type];
  if (at === undefined) return 0;
  const recipe = Buffer.concat(pieces);
  const bytes = ((recipe[1] ?? 0) & 1) === 1 ? 4 : 2;
  if (recipe.length < at + 2 * bytes) throw corrupt('the AVIF does not say how it is put together');
  return recipe.readUIntBE(at, bytes) * recipe.readUIntBE(at + bytes, bytes);
}

/** To turn, to mirror, to cut. */
const turning = ['irot', 'imir', 'clap'];

function refuseOtherCodings({ primary, types }: Items): void {
  const coding = types.get(primary);
  if (coding === undefined) throw corrupt('the AVIF does not hold the picture that it names');
  const codings = [...types.values()];
  if (coding === 'hvc1' || (codings.includes('hvc1') && !codings.includes('av01'))) {
    throw unsupported('a HEIC photo (HEVC)');
  }
  if (!readableItems.includes(coding)) throw unsupported('a HEIF photo that is not coded as AVIF');
}

function sizeOf(content: Buffer): { width: number; height: number } {
  const fields = new Fields(content);
  const size = { width: fields.number(4), height: fields.number(4) };
  if (size.width === 0 || size.height === 0) {
    throw corrupt(`the AVIF says it is ${size.width} x ${size.height} pixels`);
  }
  return size;
}

/** An alpha plane or a tile is decoded as large as it says it is, whatever the picture says. */
function mostPixels({ properties }: Items): number {
  return Math.max(...sizesAmong(properties));
}

/** A picture as it is of an overlay of a grid of tiles would be 3. */
export const deepestParts = 10;

/** A grid or an overlay may take one part again and again, and each time it is decoded, with an alpha of its own. */
function pixelsToDecode(items: Items): number {
  const ofItem = (item: number) => Math.max(0, ...sizesAmong(items.propertiesOf(item)));
  return decodedSum(items, ofItem, Math.max);
}

/**
 * Of the primary item: of its parts, each as often as it is taken, or its own; together with what is decoded beside it.
 * Parts may be put together of parts.
 */
function decodedSum(
  { primary, parts, besides }: Items,
  own: (item: number) => number,
  together: (made: number, beside: number, item: number) => number,
): number {
  const known = new Map<number, number>();
  function sumOf(items: readonly number[], depth: number): number {
    return items.reduce((sum, item) => sum + decoded(item, depth), 0);
  }
  function decoded(item: number, depth: number): number {
    if (depth > deepestParts) throw corrupt('the AVIF is put together of parts of parts, too deep to follow');
    const before = known.get(item);
    if (before !== undefined) return before;
    known.set(item, 0); // an item within itself is refused by the decoder
    const ofParts = parts.get(item);
    const made = ofParts === undefined ? own(item) : sumOf(ofParts, depth + 1);
    const sum = together(made, sumOf(besides.get(item) ?? [], depth + 1), item);
    known.set(item, sum);
    return sum;
  }
  return decoded(primary, 0);
}

function sizesAmong(properties: readonly Box[]): number[] {
  return properties.filter(({ type }) => type === 'ispe').map(({ content }) => pixelsIn(content));
}

function pixelsIn(content: Buffer): number {
  const { width, height } = sizeOf(content);
  return width * height;
}

function channelsOf(content: Buffer): number {
  return new Fields(content).number(1);
}

/** Two bits of the AV1 configuration's third byte: more than 8, and then 12 or 10. */
function bitsPerSample({ properties }: Items): number {
  const depths = properties
    .filter(({ type, content }) => type === 'av1C' && content.length >= 4)
    .map(({ content }) => {
      const bits = content.readUInt8(2) & 0x60;
      if (bits === 0x60) return 12;
      return bits === 0x40 ? 10 : 8;
    });
  return Math.max(8, ...depths);
}

function bytesIn(pieces: readonly Buffer[] = []): number {
  return pieces.reduce((bytes, { length }) => bytes + length, 0);
}

function sum(one: number, other: number): number {
  return one + other;
}
