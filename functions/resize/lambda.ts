import { setFlagsFromString } from 'node:v8';
import { aboutPhoto } from '../shared/about.ts';
import { photoSettingsFromEnv, storesFromEnv } from '../shared/deployment.ts';
import { requireEnv } from '../shared/environment.ts';
import { observed } from '../shared/observed.ts';
import { type ResizeInput, resizePhoto } from './handler.ts';

// What the network hands over lies outside of V8's heap, and the bytes of one photo are enough for it to begin marking, step
// by step, for nothing: a sixth of the CPU. Marked all at once, it is one or two in ten photos.
setFlagsFromString('--no-incremental-marking');

export const handler = observed(
  resizePhoto(storesFromEnv(), {
    ...photoSettingsFromEnv(),
    maxBytes: Number(requireEnv('MAX_BYTES')),
    maxPixels: Number(requireEnv('MAX_PIXELS')),
  }),
  ({ detail, execution }: ResizeInput) => aboutPhoto(detail, execution),
);
