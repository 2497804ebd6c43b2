import { describe, expect, test } from '@jest/globals';
import type { Batch } from '../../../functions/choose-photos/answers.ts';
import { choosePhotos } from '../../../functions/choose-photos/handler.ts';
import { recordOutcome } from '../../../functions/record-outcome/handler.ts';
import { metadataOf } from '../../../functions/shared/protocol/provenance.ts';
import { sourceOf } from '../../../functions/shared/source.ts';
import { execute } from '../../statemachine/execute.ts';
import { execution, photoSettings, photoStores } from '../../support/photo-stores.ts';
import { recordingObserver } from '../../support/recording-observer.ts';

type Terms = Partial<Batch['BatchInput']>;
interface Item {
  Key: string;
  Size: number | string;
  [column: string]: unknown;
}

function setUp() {
  const stores = photoStores();
  const { buckets } = stores;
  const { observer } = recordingObserver();
  const choose = choosePhotos({ ...photoSettings, uploads: stores.uploads, thumbnails: stores.thumbnails });
  const record = recordOutcome(stores, { ...photoSettings, onReject: 'keep' });
  return {
    buckets,
    choose: (Items: readonly Item[], terms: Terms = {}, name = 'batch-1') =>
      choose(
        {
          BatchInput: { listedBy: 'listing', rejectedToo: false, toleratedFailurePercentage: 5, ...terms },
          Items,
          execution: { name },
        },
        observer,
      ),
    upload(key: string, content = 'a photo'): Item {
      buckets.upload(key, content);
      return { Key: key, Size: content.length };
    },
    /** As a run leaves them, with these settings. */
    async made(key: string, settings = photoSettings.renditions.fingerprintFor(key)) {
      const head = await stores.uploads.head(key);
      const source = sourceOf({ etag: head?.etag ?? '', versionId: head?.versionId, sequencer: '01' });
      for (const name of ['square.webp', 'thumbnail.jpg']) {
        const at = `thumbnails/${key.slice('uploads/'.length)}/${name}`;
        const metadata = { ...metadataOf({ source, claim: 'c', settings }), width: '9', height: '9' };
        await stores.thumbnails.write(at, { body: name, contentType: 'image/jpeg', metadata }, 'nothing');
      }
    },
    async ended(key: string, status: 'rejected' | 'failed') {
      const { etag, versionId } = (await stores.uploads.head(key)) ?? { etag: '' };
      const version = versionId === undefined ? {} : { 'version-id': versionId };
      const detail = { bucket: { name: 'uploads-bucket' }, object: { key, size: 7, etag, ...version } };
      const Cause = JSON.stringify({ errorMessage: JSON.stringify({ reason: 'corrupt', detail: 'cut' }) });
      const error = { Error: status === 'rejected' ? 'RejectedPhotoError' : 'TypeError', Cause };
      await record({ status, input: { detail, error }, execution }, observer);
    },
  };
}

const none = { current: 0, outdated: 0, without: 0, rejected: 0, ignored: 0 };

test('leaves out photos that have all of today’s renditions', async () => {
  const { upload, made, choose } = setUp();
  const item = upload('uploads/a.jpg');
  await made('uploads/a.jpg');

  expect(await choose([item])).toEqual({ ...none, current: 1, photos: [], mayFail: 0 });
});

test('chooses those that have none, those of other settings, and those that failed', async () => {
  const { upload, made, ended, choose } = setUp();
  const items = ['new', 'old', 'failed'].map((each) => upload(`uploads/${each}.jpg`));
  await made('uploads/old.jpg', 'yesterday');
  await ended('uploads/failed.jpg', 'failed');

  const { photos, ...counts } = await choose(items);

  expect(counts).toEqual({ ...none, outdated: 1, without: 2, mayFail: 0 });
  expect(photos.map(({ key }) => key).toSorted()).toEqual(items.map(({ Key }) => Key).toSorted());
});

test('chooses a photo again whose upload was overwritten since', async () => {
  const { upload, made, choose } = setUp();
  upload('uploads/a.jpg', 'before');
  await made('uploads/a.jpg');
  const item = upload('uploads/a.jpg', 'after');

  expect(await choose([item])).toMatchObject({ current: 0, without: 1 });
});

test('leaves out rejected photos, unless they are asked for', async () => {
  const { upload, ended, choose } = setUp();
  const item = upload('uploads/bad.jpg');
  await ended('uploads/bad.jpg', 'rejected');

  expect(await choose([item])).toMatchObject({ ...none, rejected: 1, photos: [] });
  expect(await choose([item], { rejectedToo: true })).toMatchObject({
    rejected: 1,
    photos: [{ key: 'uploads/bad.jpg' }],
  });
});

test('sends a key that no rendition can be named after on its way once, so that its owner is told', async () => {
  const { upload, ended, choose } = setUp();
  const item = upload('uploads/a//b.jpg');

  expect(await choose([item])).toMatchObject({ without: 1, photos: [{ key: 'uploads/a//b.jpg' }] });
  await ended('uploads/a//b.jpg', 'rejected');
  expect(await choose([item])).toMatchObject({ rejected: 1, photos: [] });
});

test('ignores the markers of folders, what lies elsewhere, and what was deleted since it was listed', async () => {
  const { upload, choose } = setUp();
  const folder = upload('uploads/2024/', '');
  const elsewhere = upload('other/a.jpg');

  expect(await choose([folder, elsewhere, { Key: 'uploads/gone.jpg', Size: 7 }])).toEqual({
    ...none,
    ...{ ignored: 3, photos: [], mayFail: 0 },
  });
});

test('words an event as the photo machine takes it, for the version that the key holds now', async () => {
  const { buckets, upload, choose } = setUp();
  const item = upload('uploads/ü +%.jpg', 'a photo');
  const current = await buckets.uploads().head('uploads/ü +%.jpg');

  const [photo] = (await choose([{ ...item, Size: 999, ETag: '"stale"' }])).photos;

  expect(photo?.event).toEqual({
    cause: 'backfill',
    detail: {
      bucket: { name: 'uploads-bucket' },
      object: { key: 'uploads/ü +%.jpg', size: 7, etag: current?.etag, 'version-id': current?.versionId },
    },
  });
  const { path } = await execute(photo?.event);
  expect(path).toEqual(['Validate Key', 'Resize Photo', 'Publish Result']);
});

test('names executions so that one batch begins each photo once, and another batch anew', async () => {
  const { upload, choose } = setUp();
  const items = ['a', 'b'].map((each) => upload(`uploads/${each}.jpg`));
  const names = async (run: string) => {
    const { photos } = await choose(items, {}, run);
    return photos.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ name }) => name);
  };

  const first = await names('batch-1');
  expect(first).toEqual(await names('batch-1'));
  expect(new Set([...first, ...(await names('batch-2'))]).size).toBe(4);
  for (const name of first) expect(name).toMatch(/^[\w-]{1,80}$/);
});

test('says how many of a batch may fail', async () => {
  const { upload, choose } = setUp();
  const items = Array.from({ length: 40 }, (_, index) => upload(`uploads/${index}.jpg`));

  expect((await choose(items, { toleratedFailurePercentage: 5 })).mayFail).toBe(2);
  expect((await choose(items, { toleratedFailurePercentage: 0 })).mayFail).toBe(0);
  expect((await choose(items, { toleratedFailurePercentage: 100 })).mayFail).toBe(40);
});

describe('of an inventory', () => {
  const inventory: Terms = { listedBy: 'inventory' };

  test('decodes the keys, once, and reads sizes that are texts', async () => {
    const { upload, choose } = setUp();
    upload('uploads/a b+c%20d.jpg');
    const item = { Bucket: 'uploads-bucket', Key: 'uploads/a+b%2Bc%2520d.jpg', Size: '7' };

    expect((await choose([item], inventory)).photos).toMatchObject([{ key: 'uploads/a b+c%20d.jpg' }]);
    expect(await choose([item])).toMatchObject({ ignored: 1 }); // in a listing that is another key
  });

  test('ignores older versions and delete markers', async () => {
    const { upload, choose } = setUp();
    const item = { ...upload('uploads/a.jpg'), Size: '7' };
    const columns = [
      { IsLatest: 'true', IsDeleteMarker: 'false' },
      { IsLatest: 'false', IsDeleteMarker: 'false' },
      { IsLatest: 'true', IsDeleteMarker: 'true' },
    ];

    const answer = await choose(
      columns.map((each) => ({ ...item, ...each })),
      inventory,
    );
    expect(answer).toMatchObject({ without: 1, ignored: 2 });
  });

  test.each([
    ['of another bucket', { Bucket: 'other', Key: 'uploads/a.jpg', Size: '7' }, /of the bucket other/],
    ['without keys', { Size: '7' }, /has a Key and a Size/],
    ['whose keys are not encoded', { Key: 'uploads/100%.jpg', Size: '7' }, /not encoded/],
  ])('refuses one %s', async (_what, item, message) => {
    const { choose } = setUp();
    const refused = choose([item as unknown as Item], inventory);

    await expect(refused).rejects.toMatchObject({
      name: 'UnreadableItemError',
      message: expect.stringMatching(message),
    });
  });
});
