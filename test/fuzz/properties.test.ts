import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { resizePhoto } from '../../functions/resize/handler.ts';
import { RejectedPhotoError, SupersededPhotoError } from '../../functions/shared/errors.ts';
import { renditionSettings } from '../../functions/shared/renditions.ts';
import { readSettings } from '../../infra/settings.ts';
import { baseline } from '../fixtures/samples.ts';
import { aPhoto, eventOf, functionUrl } from '../functions/presign/function-url.ts';
import { execution, photoSettings, photoStores } from '../support/photo-stores.ts';
import { recordingObserver } from '../support/recording-observer.ts';

// FUZZ_SEED=… npm test tries others; fast-check prints the seed and the smallest case of what it finds.
const seed = Number(process.env.FUZZ_SEED ?? 20260301);

const key = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 1_100 }),
  fc
    .array(
      fc.constantFrom('..', '.', '', '/', 'a', '%2e%2e', '\\', '\ud800', '\n', 'ä'.repeat(300), 'outcomes'),
    )
    .map((parts) => parts.join('/')),
);

test('whatever the key is, renditions stand in its own folder, or it is refused and nothing is written', async () => {
  const property = fc.asyncProperty(key, fc.boolean(), async (rest, inUploads) => {
    const whole = inUploads ? `uploads/${rest}` : rest;
    const stores = photoStores();
    const detail = stores.buckets.upload(whole, baseline);
    const { observer } = recordingObserver();
    try {
      await resizePhoto(stores, photoSettings)({ detail, execution }, observer);
    } catch (error) {
      expect(error).toMatchObject({ name: 'RejectedPhotoError', reason: 'invalid-key' });
      expect(stores.buckets.objects.size).toBe(0);
      return;
    }
    for (const at of stores.buckets.objects.keys()) {
      expect(at.startsWith(`thumbnails/${rest}/`)).toBe(true);
      // No browser and no proxy makes another path of it.
      expect(new URL(at.split('/').map(encodeURIComponent).join('/'), 'https://bucket/').pathname).toBe(
        `/${at.split('/').map(encodeURIComponent).join('/')}`,
      );
      expect(Buffer.byteLength(at)).toBeLessThanOrEqual(1_024);
    }
  });
  await fc.assert(property, { seed, numRuns: 300 });
});

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', 'null', '"', '0', '00FF'));
const object = fc.record(
  {
    key: fc.oneof(fc.constant('uploads/a.jpg'), text),
    size: fc.oneof(fc.double(), fc.integer()),
    etag: text,
    sequencer: text,
    'version-id': text,
  },
  { requiredKeys: ['key', 'size', 'etag'] },
);

test('whatever the event says of an object that is not so, it ends in a typed error and writes nothing', async () => {
  const property = fc.asyncProperty(object, async (other) => {
    const stores = photoStores();
    stores.buckets.upload('uploads/a.jpg', baseline);
    const { observer } = recordingObserver();
    const detail = { bucket: { name: 'uploads-bucket' }, object: other };
    const error = await resizePhoto(stores, photoSettings)({ detail, execution }, observer).catch(
      (thrown: unknown) => thrown,
    );
    expect(error instanceof RejectedPhotoError || error instanceof SupersededPhotoError).toBe(true);
    expect(stores.buckets.objects.size).toBe(0);
  });
  await fc.assert(property, { seed, numRuns: 500 });
});

const headers = fc.dictionary(fc.string(), fc.string({ unit: 'binary' }));
const query = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.tuple(fc.constantFrom('key', 'KEY', 'key[]', 'x'), fc.string()))
    .map((pairs) => `${new URLSearchParams(pairs)}`),
  fc.constantFrom(
    'key=%',
    'key=%ff',
    'key=%00',
    'key=uploads/%ud800',
    '&&&',
    'key',
    `key=${'a'.repeat(9_000)}`,
  ),
);

test('no header and no query changes what a link is for, or makes an answer that is ours to be ashamed of', async () => {
  const { handler, lines } = functionUrl();
  const plain = await handler(eventOf('POST', '/', { body: JSON.stringify(aPhoto) }));
  const property = fc.asyncProperty(headers, query, async (sent, rawQueryString) => {
    const rest = { headers: sent, rawQueryString, cookies: Object.values(sent) };
    const link = await handler(eventOf('POST', '/', { ...rest, body: JSON.stringify(aPhoto) }));
    expect(link).toEqual(plain);
    const { statusCode } = await handler(eventOf('GET', '/', rest));
    expect([200, 400, 404, 405]).toContain(statusCode);
  });
  await fc.assert(property, { seed, numRuns: 500 });
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
});

const mostly = (right: fc.Arbitrary<number>) =>
  fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: fc.integer() });
const side = mostly(fc.integer({ min: 1, max: 300 }));
const rendition = fc
  .record(
    {
      name: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,31}$/),
      width: side,
      height: side,
      fit: fc.constantFrom('inside', 'cover', 'contain'),
      format: fc.constantFrom('jpeg', 'webp', 'avif', 'png'),
      quality: mostly(fc.integer({ min: 1, max: 100 })),
    },
    { requiredKeys: ['name'] },
  )
  // The area alone is held back: bars of 8,192 x 8,192 are right, and slow.
  .filter(({ width = 1, height = 1 }) => width * height <= 300_000);

test('whatever renditions the settings take, a photo can be made into', async () => {
  let made = 0;
  const property = fc.asyncProperty(fc.array(rendition, { minLength: 1, maxLength: 2 }), async (wanted) => {
    const taken = settingsOf(wanted);
    if (taken === undefined) return;
    const stores = photoStores();
    const detail = stores.buckets.upload('uploads/a.jpg', baseline);
    const renditions = renditionSettings(JSON.stringify(taken));
    const { observer } = recordingObserver();
    const result = await resizePhoto(stores, { ...photoSettings, renditions })(
      { detail, execution },
      observer,
    );
    expect(result.renditions).toHaveLength(taken.length);
    made += 1;
  });
  await fc.assert(property, { seed, numRuns: 150 });
  expect(made).toBeGreaterThan(20);
});

function settingsOf(renditions: unknown) {
  try {
    return readSettings({ renditions: JSON.stringify(renditions) }).renditions;
  } catch {
    return undefined;
  }
}
