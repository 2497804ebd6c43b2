import { aboutPhoto } from '../shared/about.ts';
import { photoSettingsFromEnv, storesFromEnv } from '../shared/deployment.ts';
import { requireEnv } from '../shared/environment.ts';
import { observed } from '../shared/observed.ts';
import { type DeletionInput, followDeletion } from './handler.ts';

export const handler = observed(
  followDeletion(storesFromEnv(), {
    ...photoSettingsFromEnv(),
    onReject: requireEnv('ON_REJECT') === 'delete' ? 'delete' : 'keep',
  }),
  ({ detail, execution }: DeletionInput) => aboutPhoto(detail, execution),
);
