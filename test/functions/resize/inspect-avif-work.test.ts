import { describe, expect, test } from '@jest/globals';
import { codedPicture } from '../../../functions/resize/formats/av1.ts';
import { mostPassedPixels } from '../../../functions/resize/formats/avif.ts';
import { inspect, mostAvifPixels } from '../../../functions/resize/inspect.ts';
import { uint32be } from '../../fixtures/metadata.ts';
import { avif as avifAnatomy } from '../../fixtures/mutants/avif.ts';
import { box, codedIn, heif, sizeProperty } from '../../fixtures/mutants/heif.ts';
import { allPieces, piece } from '../../fixtures/mutants/piece.ts';
import { plain16 } from '../../fixtures/pictures.ts';
import { refusal } from '../../fixtures/refusal.ts';
import { renditionOf } from '../../fixtures/renditions-of.ts';
import { avif, sample, size } from '../../fixtures/samples.ts';

// What an AVIF makes the decoder do beyond what its header says of it.

const largest = { width: 5_000, height: mostAvifPixels / 5_000 };
const passes = mostPassedPixels / mostAvifPixels;
const turn = box('irot', Buffer.from([1]));
const eight = codedIn(avif);
const repeated = (times: number) => Buffer.concat(Array.from({ length: times }, () => eight.data));

function one(coded: Partial<typeof eight>, picture = size, ...properties: Buffer[]): Buffer {
  const { data, configuration } = { ...eight, ...coded };
  return heif({ type: 'av01', data, properties: [sizeProperty(picture), configuration, ...properties] });
}

function overlay(canvas: typeof size): Buffer {
  const recipe = [Buffer.from([0, 1]), Buffer.alloc(8), uint32be(canvas.width), uint32be(canvas.height)];
  const part = { type: 'av01', data: eight.data } as const;
  return heif(
    {
      type: 'iovl',
      data: Buffer.concat([...recipe, Buffer.alloc(8)]),
      properties: [sizeProperty(size)],
      parts: [2],
    },
    { ...part, properties: [sizeProperty(size), eight.configuration] },
  );
}

test('an AVIF of several frames becomes a rendition', async () => {
  expect(await renditionOf(one({ data: repeated(3) }), { width: 45 })).toMatchObject({ width: 45 });
});

test('an AVIF whose frames, all of which are decoded, have too many pixels together takes too long', () => {
  expect(inspect(one({ data: repeated(passes) }, largest))).toMatchObject(largest);
  expect(refusal(() => inspect(one({ data: repeated(passes + 1) }, largest)))).toMatchObject({
    reason: 'took-too-long',
    detail: expect.stringMatching(/pixels to decode and to turn, at most 200000000 are$/),
  });
});

test('zeros between the frames of an AVIF hide none of them', () => {
  const spread = Buffer.concat(
    Array.from({ length: passes + 1 }, () => [eight.data, Buffer.alloc(3)]).flat(),
  );
  expect(refusal(() => inspect(one({ data: spread }, largest)))).toMatchObject({ reason: 'took-too-long' });
});

test('tens of thousands of small frames take too long, too', () => {
  const size = { width: 1, height: 1 };
  expect(refusal(() => inspect(one({ data: repeated(10_000) }, size)))).toMatchObject({
    reason: 'took-too-long',
  });
});

test('an AVIF that is turned again and again takes too long', async () => {
  const turned = (times: number) => one({}, largest, ...Array.from({ length: times }, () => turn));
  expect(inspect(turned(passes - 1))).toMatchObject(largest);
  expect(refusal(() => inspect(turned(passes)))).toMatchObject({ reason: 'took-too-long' });
  const once = one({}, size, turn, box('imir', Buffer.from([0])));
  expect(await renditionOf(once, { height: 45 })).toMatchObject({ width: 30, height: 45 });
});

test('an AVIF whose canvas is larger than it says is corrupt before anybody makes that canvas', async () => {
  expect(await renditionOf(overlay(size), { width: 45 })).toMatchObject({ width: 45 });
  expect(refusal(() => inspect(overlay({ width: 16_000, height: 16_000 })))).toMatchObject({
    reason: 'corrupt',
    detail: 'the AVIF is put together on a larger canvas than it says it has',
  });
});

describe('the depth of the coded picture', () => {
  const deepOf = async (bitdepth: 10 | 12) =>
    codedIn(await plain16(size, [9, 90, 200]).avif({ effort: 0, bitdepth }).toBuffer());

  test('is read from its sequence header', async () => {
    expect(codedPicture(eight.data)).toEqual({ frames: 1, bitsPerSample: 8 });
    expect(codedPicture((await deepOf(10)).data)).toEqual({ frames: 1, bitsPerSample: 10 });
    expect(codedPicture((await deepOf(12)).data)).toEqual({ frames: 1, bitsPerSample: 12 });
  });

  test('may not be more than the AVIF says, which is what its pixels are counted by', async () => {
    const deep = await deepOf(12);
    expect(inspect(one(deep))).toMatchObject({ bitsPerSample: 12 });
    expect(refusal(() => inspect(one({ data: deep.data })))).toMatchObject({
      reason: 'corrupt',
      detail: 'the AVIF says that it has 8 bits a sample, and its picture has 12',
    });
  });
});

test.each(['pitm', 'iinf', 'iloc', 'iref', 'iprp', 'idat'])(
  'an AVIF with two %s boxes is corrupt: the decoder could go by the other one',
  (name) => {
    const twice = avifAnatomy.read(overlay(size)).map((each) => {
      if (each.name !== 'meta') return each;
      const again = each.inner.filter((inner) => inner.name === name);
      const missing = again.length === 0 ? [piece(name, Buffer.alloc(0)), piece(name, Buffer.alloc(0))] : [];
      return { ...each, inner: [...each.inner, ...again, ...missing] };
    });
    expect(refusal(() => inspect(avifAnatomy.write(twice)))).toMatchObject({
      reason: 'corrupt',
      detail: `the AVIF has more than one ${name} box`,
    });
  },
);

test('an AVIF with a second description of its pictures is corrupt, and one with something else behind it is not', () => {
  const [meta] = avifAnatomy.read(avif).filter(({ name }) => name === 'meta');
  if (meta === undefined) throw new Error('the fixture has no meta');
  const twice = Buffer.concat([avif, avifAnatomy.write([meta])]);
  expect(refusal(() => inspect(twice))).toMatchObject({
    reason: 'corrupt',
    detail: 'the AVIF has more than one meta box',
  });
  const free = Buffer.alloc(8 * 20_000, box('free'));
  expect(refusal(() => inspect(Buffer.concat([avif, free, avifAnatomy.write([meta])])))).toMatchObject({
    reason: 'corrupt',
  });
  for (const more of [box('free', Buffer.alloc(9)), Buffer.from('a video'), Buffer.alloc(100, 0xff)]) {
    expect(inspect(Buffer.concat([avif, more]))).toEqual(sample('avif'));
  }
});

test.each([
  ['iinf', 'the AVIF lists a picture twice'],
  ['iloc', 'the AVIF says twice where a picture is'],
])('an AVIF that has a picture twice in its %s is corrupt', (name, detail) => {
  const pieces = avifAnatomy.read(one({}));
  const table = allPieces(pieces).find((each) => each.name === name);
  if (table === undefined) throw new Error(`the fixture has no ${name}`);
  const [entry] = table.inner;
  if (entry !== undefined) table.inner = [entry, entry];
  else {
    const place = table.body.subarray(8);
    table.body = Buffer.concat([table.body.subarray(0, 6), Buffer.from([0, 2]), place, place]);
  }
  expect(refusal(() => inspect(avifAnatomy.write(pieces)))).toMatchObject({ reason: 'corrupt', detail });
});

test('an AVIF that lists more places for its data than any decoder reads is corrupt', () => {
  const begin = Buffer.from([0, 0, 0, 0, 0x44, 0x40, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]);
  const places = Buffer.concat([begin, Buffer.from([0xff, 0xff]), Buffer.alloc(8 * 0xffff)]);
  expect(refusal(() => inspect(withPlaces(places)))).toMatchObject({
    reason: 'corrupt',
    detail: 'the pictures of the AVIF are in more than 10000 pieces',
  });
});

function withPlaces(places: Buffer): Buffer {
  const meta = [
    uint32be(0),
    box('pitm', uint32be(0), Buffer.from([0, 1])),
    box('iloc', places),
    box(
      'iinf',
      Buffer.from([0, 0, 0, 0, 0, 1]),
      box('infe', Buffer.from([2, 0, 0, 0, 0, 1, 0, 0]), Buffer.from('av01\0')),
    ),
    box(
      'iprp',
      box('ipco', sizeProperty(size), eight.configuration),
      box('ipma', Buffer.from([0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 2, 1, 2])),
    ),
  ];
  return Buffer.concat([box('ftyp', Buffer.from('avif\0\0\0\0avif')), box('meta', ...meta)]);
}
