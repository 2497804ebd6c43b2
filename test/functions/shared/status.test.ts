import { beforeEach, expect, test } from '@jest/globals';
import { outcomeKey } from '../../../functions/shared/keys.ts';
import { renditionSettings } from '../../../functions/shared/renditions.ts';
import { photoStatus } from '../../../functions/shared/status.ts';
import { MemoryBuckets } from '../../support/memory-store.ts';

const key = 'uploads/a/beach.jpg';
const folder = 'thumbnails/a/beach.jpg/';

const settingsOf = (...names: string[]) =>
  renditionSettings(
    JSON.stringify(names.map((name) => ({ name, width: 200, fit: 'inside', format: 'jpeg', quality: 80 }))),
  );
const today = settingsOf('large', 'small');
const fingerprint = today.fingerprintFor(key);

interface Source {
  etag: string;
  'version-id'?: string;
}

let buckets: MemoryBuckets;
let source: Source;
let clock: number;

beforeEach(() => {
  buckets = new MemoryBuckets();
  clock = Date.parse('2026-03-01T12:00:00Z');
  buckets.now = () => (clock += 1000);
  source = buckets.upload(key, 'a photo').object;
});

const status = (settings = today) =>
  photoStatus({
    key,
    uploads: buckets.uploads(),
    thumbnails: buckets.thumbnails(),
    uploadsPrefix: 'uploads/',
    renditions: settings,
  });

async function put(name: string, metadata: Record<string, string | undefined>) {
  const current = await buckets.thumbnails().head(folder + name);
  const defined = Object.entries(metadata).filter((each): each is [string, string] => each[1] !== undefined);
  const content = {
    body: `bytes of ${name}`,
    contentType: 'image/jpeg',
    metadata: Object.fromEntries(defined),
  };
  await buckets.thumbnails().write(folder + name, content, current ?? 'nothing');
}

function made(
  name: string,
  {
    of = source,
    settings = fingerprint,
    ...more
  }: { of?: Source; settings?: string; [key: string]: unknown } = {},
) {
  const { etag, 'version-id': versionId } = of;
  return put(`${name}.jpg`, {
    etag,
    'version-id': versionId,
    sequencer: '00A1',
    claim: 'c',
    settings,
    width: '200',
    height: '150',
    ...more,
  });
}

async function record(text: object | string) {
  const body = typeof text === 'string' ? text : JSON.stringify(text);
  await buckets
    .thumbnails()
    .write(outcomeKey(key), { body, contentType: 'application/json', metadata: {} }, 'nothing');
}

const rejection = (of: Source = source) => ({
  status: 'rejected',
  reason: 'truncated',
  detail: 'The file is cut off.',
  source: { etag: of.etag, versionId: of['version-id'], sequencer: '00A1' },
  claim: 'c',
  time: '2026-03-01T12:00:00Z',
});

const names = (found: Awaited<ReturnType<typeof status>>) => found?.renditions.map((each) => each.name);

test('without a source there is no status, whatever is left of its thumbnails', async () => {
  await made('large');
  await made('small');
  await record(rejection());
  buckets.deleteUpload(key);
  expect(await status()).toBeUndefined();
});

test('a photo that nothing has been made of is waiting', async () => {
  expect(await status()).toEqual({
    status: 'waiting',
    source: { etag: source.etag, versionId: source['version-id'] },
    bytes: 7,
    renditions: [],
  });
});

test('a photo with every rendition is done', async () => {
  await made('large', { width: '1280', height: '960' });
  await made('small');
  expect(await status()).toEqual({
    status: 'done',
    source: { etag: source.etag, versionId: source['version-id'] },
    bytes: 7,
    renditions: [
      { name: 'large', key: `${folder}large.jpg`, width: 1280, height: 960, format: 'jpeg', bytes: 18 },
      { name: 'small', key: `${folder}small.jpg`, width: 200, height: 150, format: 'jpeg', bytes: 18 },
    ],
  });
});

test('a photo that is done needs no list, as S3 charges twelve times a HEAD for it', async () => {
  await made('large');
  await made('small');
  const operations: string[] = [];
  const gate = async (operation: string) => void operations.push(operation.split(' ')[0] ?? '');
  await photoStatus({
    key,
    uploads: buckets.uploads(gate),
    thumbnails: buckets.thumbnails(gate),
    uploadsPrefix: 'uploads/',
    renditions: today,
  });
  expect(operations.toSorted()).toEqual(['head', 'head', 'head', 'read']);
});

test('a photo that was uploaded again is waiting, until its own renditions are there', async () => {
  await made('large');
  await made('small');
  const again = buckets.upload(key, 'another photo').object;
  expect(await status()).toMatchObject({ status: 'waiting', renditions: [] });
  await made('large', { of: again });
  expect(await status()).toMatchObject({ status: 'waiting', renditions: [] });
  await made('small', { of: again });
  expect(await status()).toMatchObject({ status: 'done' });
});

test('the same bytes uploaded again are another upload where there are versions', async () => {
  await made('large');
  await made('small');
  buckets.upload(key, 'a photo');
  expect(await status()).toMatchObject({ status: 'waiting' });
});

test('without versions the etag decides', async () => {
  buckets = new MemoryBuckets({ versioned: false });
  source = buckets.upload(key, 'a photo').object;
  await made('large');
  await made('small');
  buckets.upload(key, 'a photo');
  expect(await status()).toMatchObject({ status: 'done' });
  buckets.upload(key, 'another photo');
  expect(await status()).toMatchObject({ status: 'waiting' });
});

test('renditions of before the bucket had versions are known by their etag', async () => {
  await made('large', { of: { etag: source.etag } });
  await made('small', { of: { etag: source.etag, 'version-id': 'null' } });
  expect(await status()).toMatchObject({ status: 'done' });
});

test('a photo whose renditions are coming is waiting', async () => {
  await made('large');
  expect(await status()).toMatchObject({ status: 'waiting', renditions: [] });
});

test('a photo made with other settings is outdated, and shows what there is', async () => {
  await made('thumb', { settings: 'before' });
  await made('wide', { settings: 'before' });
  expect(await status()).toEqual({
    status: 'outdated',
    source: { etag: source.etag, versionId: source['version-id'] },
    bytes: 7,
    renditions: [
      { name: 'thumb', key: `${folder}thumb.jpg`, width: 200, height: 150, format: 'jpeg', bytes: 18 },
      { name: 'wide', key: `${folder}wide.jpg`, width: 200, height: 150, format: 'jpeg', bytes: 17 },
    ],
  });
});

test('other settings under the same names are outdated too', async () => {
  await made('large', { settings: 'before' });
  await made('small', { settings: 'before' });
  expect(await status()).toMatchObject({
    status: 'outdated',
    renditions: [{ name: 'large' }, { name: 'small' }],
  });
});

test('an outdated photo is waiting as soon as a run with the new settings replaces it, then done', async () => {
  for (const name of ['large', 'small', 'tiny']) await made(name, { settings: 'before' });
  await made('large');
  expect(await status()).toMatchObject({ status: 'waiting', renditions: [] });
  await made('small');
  const done = await status();
  expect([done?.status, names(done)]).toEqual(['done', ['large', 'small']]);
});

test('settings that are taken back while others are at work leave it outdated, not waiting for nobody', async () => {
  await made('large');
  await made('small');
  await made('large', { settings: 'tried' });
  const found = await status();
  expect([found?.status, names(found)]).toEqual(['outdated', ['large']]);
});

test('of several older sets the one written last is shown', async () => {
  for (const name of ['a', 'b', 'c']) await made(name, { settings: 'first' });
  for (const name of ['a', 'd']) await made(name, { settings: 'second' });
  const found = await status();
  expect([found?.status, names(found)]).toEqual(['outdated', ['a', 'd']]);
});

test('what other settings made of another upload does not count', async () => {
  await made('thumb', { settings: 'before' });
  buckets.upload(key, 'another photo');
  expect(await status()).toMatchObject({ status: 'waiting', renditions: [] });
});

test.each([
  ['no metadata', 'large.jpg', { etag: undefined, settings: undefined, width: undefined, height: undefined }],
  ['no settings', 'large.jpg', { settings: undefined }],
  ['no width', 'large.jpg', { width: undefined }],
  ['a width of nothing', 'large.jpg', { width: '0' }],
  ['a height that is no number', 'large.jpg', { height: 'tall' }],
  ['a name of no format of ours', 'notes.txt', { settings: 'before' }],
  ['a name without extension', 'notes', { settings: 'before' }],
])('an object with %s is no rendition', async (_, name, metadata) => {
  const { etag, 'version-id': versionId } = source;
  await put(name, {
    etag,
    'version-id': versionId,
    settings: fingerprint,
    width: '2',
    height: '2',
    ...metadata,
  });
  await made('small');
  expect(await status()).toMatchObject({ status: 'waiting', renditions: [] });
});

test('a rejected photo says why', async () => {
  await record(rejection());
  expect(await status()).toEqual({
    status: 'rejected',
    source: { etag: source.etag, versionId: source['version-id'] },
    bytes: 7,
    renditions: [],
    reason: 'truncated',
    detail: 'The file is cut off.',
  });
});

test('a failed photo has no reason, only a detail', async () => {
  await record({ ...rejection(), status: 'failed', reason: undefined, detail: 'Try again later.' });
  const found = await status();
  expect(found).toMatchObject({ status: 'failed', renditions: [], detail: 'Try again later.' });
  expect(found).not.toHaveProperty('reason');
});

test('a record about an earlier upload says nothing about this one', async () => {
  await record(rejection());
  buckets.upload(key, 'another photo');
  expect(await status()).toMatchObject({ status: 'waiting' });
});

test('done weighs more than a record that a success has not removed yet', async () => {
  await record(rejection());
  await made('large');
  await made('small');
  expect(await status()).toMatchObject({ status: 'done' });
});

test('a record weighs more than half a set, and than an outdated one', async () => {
  await record({ ...rejection(), status: 'failed', reason: undefined });
  await made('large');
  expect(await status()).toMatchObject({ status: 'failed' });
  await made('large', { settings: 'before' });
  expect(await status()).toMatchObject({ status: 'failed' });
});

test.each(['', '{', '[]', '{"status":"rejected"}', 'no record of ours'])(
  'a record that reads %j is as good as none',
  async (text) => {
    await record(text);
    expect(await status()).toMatchObject({ status: 'waiting' });
  },
);
