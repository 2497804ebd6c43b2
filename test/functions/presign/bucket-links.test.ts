import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bucketLinks } from '../../../functions/presign/bucket-links.ts';
import { s3ClientSettings } from '../../../functions/shared/s3-store.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'to/ken+==' };
const region = 'eu-central-1';
const clients = [
  ['of a region', { region }],
  ['of China', { region: 'cn-north-1' }],
  ['of both stacks', { region, useDualstackEndpoint: true }],
  ['of another address', { region, endpoint: 'http://127.0.0.1:4101', forcePathStyle: true }],
] as const;
const options = () => ({ expiresIn: 300, signingDate: new Date('2026-03-01T12:00:00Z') });
const keys = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .filter((key) => !/^\/|\/\/|(^|\/)\.{1,2}(\/|$)/.test(key));

test.each(clients)('links into a bucket %s are those that the SDK makes', async (_, settings) => {
  const client = new S3Client({ ...s3ClientSettings, ...settings, credentials });
  const bucket = 'the-uploads';
  const links = bucketLinks(client, bucket);
  const headers = { 'content-type': 'image/jpeg', 'content-length': '5', 'if-none-match': '*' };
  const conditions = { ContentType: 'image/jpeg', ContentLength: 5, IfNoneMatch: '*' };
  const signed = () => ({ ...options(), signableHeaders: new Set(['content-type']) });

  await fc.assert(
    fc.asyncProperty(keys, async (name) => {
      const key = `uploads/${name}`;
      const looking = new GetObjectCommand({ Bucket: bucket, Key: key });
      const putting = new PutObjectCommand({ Bucket: bucket, Key: key, ...conditions });
      expect([
        await links({ method: 'GET', key }, options()),
        await links({ method: 'PUT', key, headers }, signed()),
      ]).toEqual([
        await getSignedUrl(client, looking, options()),
        await getSignedUrl(client, putting, signed()),
      ]);
    }),
  );
});

test('what could not be signed for want of credentials is signed when there are some', async () => {
  let there = false;
  const client = new S3Client({
    ...s3ClientSettings,
    region,
    credentials: async () => {
      if (there) return credentials;
      throw new Error('none yet');
    },
  });
  const links = bucketLinks(client, 'the-uploads');
  const look = () => links({ method: 'GET', key: 'a' }, options());

  await expect(look()).rejects.toThrow('none yet');
  there = true;

  expect(new URL(await look()).pathname).toBe('/a');
});
