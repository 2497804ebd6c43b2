import { readSettings } from '../../infra/settings.ts';
import { modes, synthesized } from './synthesized.ts';

export const keyArn = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const existing = { 'uploads.bucket': 'my-uploads', 'thumbnails.bucket': 'my-thumbnails' };

/** The settings that change who may do what. */
const choices: Record<string, Record<string, string>> = {
  'nothing set': {},
  'onReject delete': { 'uploads.onReject': 'delete' },
  'existing buckets': existing,
  'existing buckets and a key': { ...existing, 'uploads.kmsKeyArn': keyArn },
  'links for everybody, deletions not followed': {
    deletes: 'keep',
    'links.auth': 'none',
    'links.origins': 'https://example.com',
    'links.reservedConcurrency': '20',
    'notify.emails': 'ops@example.com',
    'notify.alarms': 'ops@example.com',
  },
  'all of it': {
    ...existing,
    'uploads.onReject': 'delete',
    'uploads.kmsKeyArn': keyArn,
    'links.auth': 'none',
    'links.origins': 'https://example.com',
    'notify.emails': 'ops@example.com',
    'notify.subscribers': JSON.stringify([{ to: 'arn:aws:lambda:eu-central-1:111122223333:function:tell' }]),
  },
};

/** Every delivery mode with each choice of settings. */
export const scenes = modes.flatMap((mode) =>
  Object.entries(choices).map(([name, choice]) => {
    const context = { 'delivery.mode': mode, ...choice };
    return {
      mode,
      name,
      context,
      settings: readSettings(context),
      template: () => synthesized(context).template,
    };
  }),
);
