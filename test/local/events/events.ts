import type { BusEvent } from '../../../local/events/index.ts';

/** As S3 sends it. */
export function uploaded(key: string, more: Record<string, unknown> = {}): BusEvent {
  return {
    version: '0',
    id: `event of ${key}`,
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '000000000000',
    time: '2026-11-21T03:00:00Z',
    region: 'us-east-1',
    resources: ['arn:aws:s3:::photos'],
    detail: {
      version: '0',
      bucket: { name: 'photos' },
      object: { key, size: 1024, etag: 'e', sequencer: '00' },
      reason: 'PutObject',
      ...more,
    },
  };
}
