import { substitutions } from './definition.ts';

interface UploadedObject {
  key: string;
  size: number;
  etag: string;
  sequencer?: string;
  'version-id'?: string;
}

export const uploaded: UploadedObject = {
  key: 'uploads/3f/cat.jpg',
  size: 184_213,
  etag: 'd41d8cd98f00b204e9800998ecf8427e',
  sequencer: '0061D72B7D1C5E5A0F',
  'version-id': 'IYV3p45BT0ac8hjHg1houSdS1a.Mro8e',
};

/** The "Object Created" event that S3 sends through EventBridge. */
export function photoUploaded(object: Partial<UploadedObject> = {}) {
  return {
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: substitutions.Account,
    time: '2026-11-21T03:00:00Z',
    region: substitutions.Region,
    resources: [`arn:aws:s3:::${substitutions.UploadsBucketName}`],
    detail: {
      version: '0',
      bucket: { name: substitutions.UploadsBucketName },
      object: { ...uploaded, ...object },
      'request-id': 'N4N7GDK58NMKJ12R',
      requester: '123456789012',
      'source-ip-address': '198.51.100.7',
      reason: 'PutObject',
    },
  };
}

/** The event with the field at `path` set to `value`, or without the field when that is undefined. */
export function photoUploadedWith(path: readonly string[], value: unknown): Record<string, unknown> {
  const event: Record<string, unknown> = photoUploaded();
  const parents = path.slice(0, -1);
  const parent = parents.reduce((holder, name) => holder[name] as Record<string, unknown>, event);
  const last = path.at(-1) ?? '';
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return event;
}
