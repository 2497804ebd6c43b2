import { aboutPhoto } from '../shared/about.ts';
import { photoSettingsFromEnv, storesFromEnv } from '../shared/deployment.ts';
import { requireEnv } from '../shared/environment.ts';
import { observed } from '../shared/observed.ts';
import { type ResizeInput, resizePhoto } from './handler.ts';

export const handler = observed(
  resizePhoto(storesFromEnv(), {
    ...photoSettingsFromEnv(),
    maxBytes: Number(requireEnv('MAX_BYTES')),
    maxPixels: Number(requireEnv('MAX_PIXELS')),
  }),
  ({ detail, execution }: ResizeInput) => aboutPhoto(detail, execution),
);
