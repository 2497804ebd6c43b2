import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import sharp from 'sharp';
import { inspect } from '../../../functions/resize/inspect.ts';
import { decoderSeconds, openPhoto } from '../../../functions/resize/sharp-safety.ts';
import { foreignFiles } from '../../fixtures/foreign.ts';
import { photo } from '../../fixtures/pictures.ts';
import { avif, baseline, gif, lossy, png } from '../../fixtures/samples.ts';
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

test('every photo has its time', () => {
  expect(openPhoto(png, inspect(png))).toMatchObject({ options: { timeoutSeconds: decoderSeconds } });
});

test('nothing is cached, and a photo has one thread', () => {
  expect(sharp.cache()).toMatchObject({ memory: { max: 0 }, items: { max: 0 } });
  expect(sharp.concurrency()).toBe(1);
});
