import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import sharp from 'sharp';
import { inspect } from '../../../functions/resize/inspect.ts';
import { decoderSeconds, openPhoto } from '../../../functions/resize/sharp-safety.ts';
import { foreignFiles } from '../../fixtures/foreign.ts';
import { exif, exifSegment, withSegments } from '../../fixtures/metadata.ts';
import { photo } from '../../fixtures/pictures.ts';
import {
  animatedGif,
  animatedWebp,
  avif,
  baseline,
  gif,
  lossy,
  png,
  sample,
  size,
} from '../../fixtures/samples.ts';
import { ultraHdr } from '../../fixtures/ultra-hdr.ts';

test('pictures of the five formats are opened', async () => {
  for (const bytes of [baseline, png, lossy, gif, avif]) {
    expect((await openPhoto(bytes, inspect(bytes)).metadata()).width).toBe(90);
  }
});

test.each([
  ...foreignFiles,
  ['C34', 'TIFF that is whole', await photo({ width: 9, height: 9 }).tiff().toBuffer()] as const,
])('%s the decoder itself has no way to open a %s', async (_id, _named, bytes) => {
  // HEIC is of the family of AVIF, so that their common loader is asked; it has no codec for it.
  await expect(sharp(bytes).metadata()).rejects.toThrow(/unsupported image format|heif: Invalid input/);
});

test('C7 no file is ever opened by a name, not even a picture', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-'));
  await writeFile(join(folder, 'photo.png'), png);
  await expect(sharp(join(folder, 'photo.png')).metadata()).rejects.toThrow('unsupported image format');
  await rm(folder, { recursive: true });
});

test('an Ultra HDR photo is read as the JPEG that it begins with', async () => {
  const bytes = await ultraHdr({ width: 40, height: 30 });
  expect((await openPhoto(bytes, inspect(bytes)).metadata()).gainMap).toBeUndefined();
  sharp.unblock({ operation: ['VipsForeignLoadUhdrBuffer'] });
  const open = await openPhoto(bytes, inspect(bytes)).metadata();
  sharp.block({ operation: ['VipsForeignLoadUhdr'] });
  expect(open.gainMap).toBeDefined();
});

test('a picture that is larger than its inspection is not decoded', async () => {
  const lied = { ...inspect(png), width: 30 };
  await expect(openPhoto(png, lied).png().toBuffer()).rejects.toThrow('pixel limit');
});

test('a JPEG that its decoder only warns of is read, and one that is cut is not painted grey', async () => {
  const scan = baseline.indexOf('ffda', 0, 'hex');
  const withStray = Buffer.concat([
    baseline.subarray(0, scan),
    Buffer.from([1, 2, 3]),
    baseline.subarray(scan),
  ]);
  await expect(sharp(withStray, { failOn: 'warning' }).stats()).rejects.toThrow('extraneous bytes');
  expect((await openPhoto(withStray, sample('jpeg')).raw().toBuffer()).length).toBe(
    size.width * size.height * 3,
  );

  for (const [format, whole] of [
    ['jpeg', baseline],
    ['png', png],
    ['gif', gif],
  ] as const) {
    const cut = whole.subarray(0, Math.floor(whole.length * 0.7));
    expect((await sharp(cut, { failOn: 'none' }).raw().toBuffer()).length).toBeGreaterThan(0);
    await expect(openPhoto(cut, sample(format)).raw().toBuffer()).rejects.toThrow();
  }
});

test('a picture of more channels than a photo has is not decoded', async () => {
  const plane = Buffer.alloc(81, 50);
  const six = await photo({ width: 9, height: 9 })
    .joinChannel([plane, plane, plane], { raw: { width: 9, height: 9, channels: 1 } })
    .tiff({ compression: 'none' })
    .toBuffer();
  sharp.unblock({ operation: ['VipsForeignLoadTiffBuffer'] });
  const decoded = openPhoto(six, { ...sample('png'), width: 9, height: 9 })
    .raw()
    .toBuffer();
  await expect(decoded)
    .rejects.toThrow('channel limit')
    .finally(() => sharp.block({ operation: ['VipsForeignLoadTiff'] }));
});

test('of an animation only the first picture is read', async () => {
  for (const bytes of [animatedGif, animatedWebp]) {
    const { info } = await openPhoto(bytes, inspect(bytes)).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject(size);
    expect(info).not.toHaveProperty('pages');
  }
});

test('a photo is upright', async () => {
  const turned = withSegments(baseline, exifSegment(exif({ orientation: 6 })));
  const { info } = await openPhoto(turned, inspect(turned)).raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: size.height, height: size.width });
});

test('every photo has its time', () => {
  expect(openPhoto(png, inspect(png))).toMatchObject({ options: { timeoutSeconds: decoderSeconds } });
});

test('nothing is cached, and a photo has one thread', () => {
  expect(sharp.cache()).toMatchObject({ memory: { max: 0 }, items: { max: 0 } });
  expect(sharp.concurrency()).toBe(1);
});
