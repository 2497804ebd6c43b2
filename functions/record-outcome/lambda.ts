import { aboutPhoto, photoSettingsFromEnv, storesFromEnv } from '../shared/deployment.ts';
import { requireEnv } from '../shared/environment.ts';
import { observed } from '../shared/observed.ts';
import { type RecordInput, recordOutcome } from './handler.ts';

export const handler = observed(
  recordOutcome(storesFromEnv(), {
    ...photoSettingsFromEnv(),
    onReject: requireEnv('ON_REJECT') === 'delete' ? 'delete' : 'keep',
  }),
  ({ input, execution }: RecordInput) => aboutPhoto(input?.detail, execution),
);
