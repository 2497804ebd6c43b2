import { expect, test } from '@jest/globals';
import { inspect, inspectFront } from '../../../functions/resize/inspect.ts';
import { jpegHeader } from '../../fixtures/bombs.ts';
import { foreignFiles } from '../../fixtures/foreign.ts';
import { chunk } from '../../fixtures/metadata.ts';
import { refusal } from '../../fixtures/refusal.ts';
import { avif, patched, png, size } from '../../fixtures/samples.ts';

test.each([
  ['12-bit', jpegHeader(0xc1, { ...size, bits: 12 })],
  ['lossless', jpegHeader(0xc3, size)],
  ['hierarchical', jpegHeader(0xc5, size)],
  ['arithmetic', jpegHeader(0xc9, size)],
  ['arithmetic', jpegHeader(0xca, size)],
  ['JPEG-LS', jpegHeader(0xf7, size)],
  ['CgBI', Buffer.concat([png.subarray(0, 8), chunk('CgBI', Buffer.alloc(4)), png.subarray(8)])],
])('C38 a %s picture is unsupported and named so', (named, bytes) => {
  expect(refusal(() => inspect(bytes))).toMatchObject({
    reason: 'unsupported-format',
    detail: expect.stringContaining(named),
  });
});

test('C30 a HEIC photo that calls itself by the name of its family is named HEIC', () => {
  const hevc = patched(avif, avif.indexOf('av01'), Buffer.from('hvc1'));
  hevc.write('mif1', 8);
  expect(refusal(() => inspect(hevc))).toMatchObject({
    reason: 'unsupported-format',
    detail: expect.stringContaining('HEIC'),
  });
});

test.each(foreignFiles)('%s a file is unsupported and named: %s', (_, named, bytes) => {
  expect(refusal(() => inspect(bytes))).toMatchObject({
    reason: 'unsupported-format',
    detail: expect.stringContaining(named),
  });
});

test.each(foreignFiles.map(([, named, bytes]) => [named, bytes] as const))(
  'the front of a file that is %s is refused as the whole is',
  (_, bytes) => {
    const longer = Buffer.concat([bytes, Buffer.alloc(9_000, bytes)]);
    expect(refusal(() => inspectFront(longer.subarray(0, 4096)))).toEqual(refusal(() => inspect(longer)));
  },
);
