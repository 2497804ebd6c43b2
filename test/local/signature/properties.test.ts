import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { signRequest, type Terms, verifySignature } from '../../../local/signature/index.ts';

const terms: Terms = {
  credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret' },
  region: 'us-east-1',
  service: 's3',
  now: Date.now,
};
const client = new S3Client({ ...terms, endpoint: 'http://local', forcePathStyle: true });
const refused = expect.objectContaining({ name: 'SignatureError' });

/** Well-formed text, with a liking for what URLs have a meaning for. */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom(
        '/',
        '//',
        '.',
        '..',
        '/../',
        '%',
        '%2F',
        '%2f',
        '+',
        ' ',
        '?',
        '#',
        '&',
        '=',
        ';',
        '~',
        "!'()*",
      ),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join(''))
  .filter((joined) => joined !== '' && joined.isWellFormed());

test('whatever the key and the parameters, a link of the SDK is let in and one altered is not', async () => {
  await fc.assert(
    fc.asyncProperty(text, text, async (key, disposition) => {
      const command = new GetObjectCommand({
        Bucket: 'b',
        Key: key,
        ResponseContentDisposition: disposition,
      });
      const url = targetOf(await getSignedUrl(client, command));
      const link = { method: 'GET', url, rawHeaders: ['Host', 'local'] };
      expect(verifySignature(link, terms).presigned).toBe(true);
      expect(() => verifySignature({ ...link, url: `/b/x${url.slice(3)}` }, terms)).toThrow(refused);
    }),
    { numRuns: 100 },
  );
});

test('whatever is listed, a link of the SDK is let in', async () => {
  await fc.assert(
    fc.asyncProperty(text, text, async (prefix, after) => {
      const command = new ListObjectsV2Command({
        Bucket: 'b',
        Prefix: prefix,
        StartAfter: after,
        Delimiter: '/',
      });
      const url = targetOf(await getSignedUrl(client, command));
      expect(verifySignature({ method: 'GET', url, rawHeaders: ['Host', 'local'] }, terms).presigned).toBe(
        true,
      );
    }),
    { numRuns: 100 },
  );
});

test.each(['s3', 'lambda'])(
  'one character changed anywhere in the target of a signed %s request is noticed',
  (service) => {
    const by = { ...terms, service };
    const names = fc.stringMatching(/^[a-z]{1,5}$/);
    const values = text.map(encodeURIComponent);
    fc.assert(
      fc.property(
        fc.array(values, { minLength: 1, maxLength: 4 }),
        fc.array(fc.tuple(names, values), { maxLength: 4 }),
        fc.nat(),
        fc.constantFrom(...'ghijklmnopqrstuvwxyz'),
        (segments, pairs, place, letter) => {
          const query = pairs.map(([name, value]) => `${name}=${value}`).join('&');
          const { pathname, search } = new URL(`http://local/${segments.join('/')}${query && '?'}${query}`);
          const target = pathname + search;
          const headers = signRequest({ method: 'GET', url: `http://local${target}`, headers: {} }, by);
          const request = { method: 'GET', url: target, rawHeaders: Object.entries(headers).flat() };
          verifySignature(request, by);
          const at = 1 + (place % Math.max(1, target.length - 1));
          fc.pre(target[at] !== letter);
          const altered = { ...request, url: target.slice(0, at) + letter + target.slice(at + 1) };
          expect(() => verifySignature(altered, by)).toThrow(refused);
        },
      ),
      { numRuns: 500 },
    );
  },
);

test('whatever bytes a request is made of, it is let in or refused in so many words', () => {
  const bytes = fc.string({ unit: 'binary', maxLength: 40 });
  const piece = fc.oneof(
    bytes,
    fc.constantFrom(
      'AWS4-HMAC-SHA256 ',
      'Credential=',
      'a/20261121/us-east-1/s3/aws4_request',
      ',',
      'SignedHeaders=host',
    ),
  );
  const mixed = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(mixed, mixed, mixed, (url, name, authorization) => {
      const request = {
        method: 'GET',
        url: `/${url}`,
        rawHeaders: [
          'Host',
          'local',
          name,
          authorization,
          'Authorization',
          `AWS4-HMAC-SHA256 ${authorization}`,
        ],
      };
      expect(() => verifySignature(request, terms)).toThrow(refused);
    }),
    { numRuns: 1000 },
  );
});

/** As it goes over the wire: a URL object would take the dots out. */
function targetOf(url: string): string {
  return url.replace('http://local', '');
}
