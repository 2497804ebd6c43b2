import { createReadStream, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { resizePhoto } from '../../../functions/resize/handler.ts';
import type { SourceBucket } from '../../../functions/shared/store.ts';
import { peakBytes } from '../../../local/lambda/peak-memory.ts';
import { execution, photoSettings, photoStores } from '../../../test/support/photo-stores.ts';
import { recordingObserver } from '../../../test/support/recording-observer.ts';

// A process that resizes the photos of a folder, over and over, one after the other as on Lambda: tells after each how much
// memory it has.

/** What is told of each photo that is done, in bytes. */
export interface Held {
  peak: number;
  now: number;
}

const [, , folder = '', photos = ''] = process.argv;
const files = (await readdir(folder)).map((name) => join(folder, name));
const stores = photoStores();

/** From the disk, so that what has not come yet is nowhere in the memory. */
const uploads: SourceBucket = {
  head: async (key) => headOf(key),
  open: async (key) => ({ ...headOf(key), body: createReadStream(fileOf(key)) }),
  remove: () => Promise.reject(new Error('Nobody removes a photo here.')),
};
const resize = resizePhoto({ ...stores, uploads }, { ...photoSettings, maxBytes: 52_428_800 });

function fileOf(key: string): string {
  return files[Number(key.split('/')[1]) % files.length] ?? '';
}

function headOf(key: string) {
  return { etag: 'abc', versionId: key, bytes: statSync(fileOf(key)).size };
}

for (let at = 0; at < Number(photos); at += 1) {
  const key = `uploads/${at}/photo`;
  const { bytes: size } = headOf(key);
  const object = { key, size, etag: 'abc', 'version-id': key, sequencer: '00' };
  await resize({ detail: { bucket: { name: 'uploads' }, object }, execution }, recordingObserver().observer);
  stores.buckets.objects.clear();
  process.send?.({ peak: peakBytes(), now: process.memoryUsage.rss() } satisfies Held);
}
process.disconnect();
