import type { Stores } from '../../functions/shared/protocol/run.ts';
import { type Rendition, renditionSettings } from '../../functions/shared/renditions.ts';
import { type Gate, MemoryBuckets } from './memory-store.ts';

export const thumbnail: Rendition = {
  name: 'thumbnail',
  width: 200,
  fit: 'inside',
  format: 'jpeg',
  quality: 80,
};
export const square: Rendition = {
  name: 'square',
  width: 64,
  height: 64,
  fit: 'cover',
  format: 'webp',
  quality: 80,
};

export const photoSettings = {
  uploadsBucket: 'uploads-bucket',
  uploadsPrefix: 'uploads/',
  thumbnailsBucket: 'thumbnails-bucket',
  renditions: renditionSettings(JSON.stringify([thumbnail, square])),
  maxBytes: 5_000_000,
  maxPixels: 50_000_000,
};

export const execution = {
  id: 'arn:aws:states:eu-central-1:123456789012:execution:Photos:first',
  name: 'first',
};

/** A pair of buckets and what the functions see of them. */
export function photoStores(buckets = new MemoryBuckets(), gate?: Gate): Stores & { buckets: MemoryBuckets } {
  return {
    buckets,
    uploads: buckets.uploads(gate),
    thumbnails: buckets.thumbnails(gate),
    claimLifeMs: 270_000,
    now: () => buckets.now(),
  };
}
