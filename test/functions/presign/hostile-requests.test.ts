import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { problemWithKey } from '../../../functions/shared/keys.ts';
import { aPhoto, eventOf, functionUrl, signedAt, twoRenditions, uuid } from './function-url.ts';
import { signatureOn } from './signature.ts';

const names = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({
    unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    maxLength: 260,
  }),
  fc.string({
    unit: fc.constantFrom('.', '/', '\\', '-', '%2e', '%2f', ' ', 'a', '\0', '\ud83c', '\udf0a', 'u\u0308'),
    maxLength: 60,
  }),
);

test('P1, K4, K6, K7, K13: any file name is 400, or becomes a key that every part of the way takes as it is', async () => {
  const { askForLink } = functionUrl();
  await fc.assert(
    fc.asyncProperty(names, async (fileName) => {
      const { statusCode, json } = await askForLink({ ...aPhoto, fileName });
      if (statusCode === 400) return;
      expect(statusCode).toBe(201);
      const [prefix, id, name, ...more] = json.key.split('/');
      expect([prefix, id, more]).toEqual(['uploads', uuid, []]);
      expect(name).toMatch(/^[\p{L}\p{Nd}_][\p{L}\p{M}\p{Nd}._-]*$/u);
      expect(problemWithKey(json.key, 'uploads/', twoRenditions.renditionsFor(json.key))).toBeUndefined();
      expect(new URL(json.url).href).toBe(json.url);
      expect(decodeURIComponent(new URL(json.url).pathname)).toBe(`/${json.key}`);
      const sent = { ...json.headers, 'content-length': `${aPhoto.size}` };
      expect(signatureOn('PUT', json.url, sent, signedAt)).toBe('holds');
    }),
    { numRuns: 500 },
  );
});

const almostAPhoto = fc.record(
  {
    fileName: fc.oneof(fc.constant('a.jpg'), names, fc.jsonValue()),
    contentType: fc.oneof(fc.constant('image/png'), fc.string(), fc.jsonValue()),
    size: fc.oneof(fc.constant(5), fc.double(), fc.jsonValue()),
    checksumSha256: fc.oneof(fc.base64String(), fc.jsonValue()),
  },
  { requiredKeys: [] },
);

const bodies = fc.oneof(
  fc.jsonValue().map((value) => JSON.stringify(value)),
  almostAPhoto.map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary' }),
  fc.constant(undefined),
);
const methods = fc.oneof(fc.constantFrom('GET', 'POST'), fc.string());
const targets = fc.oneof(
  fc.constant('/'),
  fc.string({ unit: 'binary' }).map((key) => `/?key=uploads/${key}`),
  fc.webPath().map((path) => `/?key=${path}`),
  fc.string({ unit: 'binary' }),
);

test('no request makes it throw or answer 5xx, and each answer is one', async () => {
  const { handler, lines } = functionUrl();
  await fc.assert(
    fc.asyncProperty(
      methods,
      targets,
      bodies,
      fc.boolean(),
      async (method, target, body, isBase64Encoded) => {
        const event = eventOf(method, target, { isBase64Encoded, ...(body !== undefined && { body }) });
        const { statusCode, headers, body: answer } = await handler(event);
        expect([200, 201, 400, 404, 405, 413, 415]).toContain(statusCode);
        expect(headers['cache-control']).toBe('no-store');
        const isProblem = headers['content-type'] === 'application/problem+json';
        expect(isProblem).toBe(statusCode >= 400);
        if (isProblem)
          expect(JSON.parse(answer)).toMatchObject({ status: statusCode, detail: expect.any(String) });
      },
    ),
    { numRuns: 2000 },
  );
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
});
