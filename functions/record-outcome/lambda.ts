import { aboutPhoto } from '../shared/about.ts';
import { photoSettingsFromEnv, storesFromEnv } from '../shared/deployment.ts';
import { requireEnv } from '../shared/environment.ts';
import { observed } from '../shared/observed.ts';
import { briefS3ClientSettings } from '../shared/s3-store.ts';
import { type RecordInput, recordOutcome } from './handler.ts';

export const handler = observed(
  recordOutcome(storesFromEnv(briefS3ClientSettings), {
    ...photoSettingsFromEnv(),
    onReject: requireEnv('ON_REJECT') === 'delete' ? 'delete' : 'keep',
  }),
  ({ input, execution }: RecordInput) => aboutPhoto(input?.detail, execution),
);
