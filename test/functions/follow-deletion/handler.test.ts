import { expect, test } from '@jest/globals';
import { followDeletion } from '../../../functions/follow-deletion/handler.ts';
import { recordOutcome } from '../../../functions/record-outcome/handler.ts';
import { resizePhoto } from '../../../functions/resize/handler.ts';
import { photo } from '../../fixtures/pictures.ts';
import { MemoryBuckets } from '../../support/memory-store.ts';
import { problemsWithNotice } from '../../support/notice-schema.ts';
import { execution, photoSettings, photoStores } from '../../support/photo-stores.ts';
import { recordingObserver } from '../../support/recording-observer.ts';

const key = 'uploads/3f/cat.jpg';
const picture = await photo({ width: 400, height: 300 }).jpeg().toBuffer();
const other = await photo({ width: 300, height: 400 }).jpeg().toBuffer();

function setUp({ versioned = true, onReject = 'keep' as 'keep' | 'delete' } = {}) {
  const stores = photoStores(new MemoryBuckets({ versioned }));
  const { observer, counts } = recordingObserver();
  const { buckets } = stores;
  const follow = followDeletion(stores, { ...photoSettings, onReject });
  const record = recordOutcome(stores, { ...photoSettings, onReject });
  const named = (name: string) => ({ id: `arn:${name}`, name });
  return {
    ...{ buckets, counts },
    made: async (content = picture, name = 'first') => {
      const detail = buckets.upload(key, content);
      await resizePhoto(stores, photoSettings)({ detail, execution: named(name) }, observer);
      return detail;
    },
    remade: (detail: Parameters<ReturnType<typeof resizePhoto>>[0]['detail'], name: string) =>
      resizePhoto(stores, photoSettings)({ detail, execution: named(name) }, observer),
    rejected: async () => {
      const detail = buckets.upload(key, 'no photo');
      const error = {
        Error: 'RejectedPhotoError',
        Cause: JSON.stringify({ errorMessage: '{"reason":"corrupt"}' }),
      };
      await record({ status: 'rejected', input: { detail, error }, execution }, observer);
      return detail;
    },
    /** S3's times are whole seconds: what was made before this is from a second before. */
    follow: (detail: Parameters<typeof follow>[0]['detail'], at = Date.now() + 1000) =>
      follow({ detail, event: { time: new Date(at).toISOString() }, execution }, observer),
    standing: () => [...buckets.objects.keys()],
  };
}

function noticeOf(after: Awaited<ReturnType<ReturnType<typeof setUp>['follow']>>) {
  if (after.now !== 'deleted') throw new Error(`It is ${after.now}`);
  expect(problemsWithNotice(after.notice.json)).toEqual([]);
  return { ...JSON.parse(after.notice.json), text: after.notice.text };
}

test.each([
  ['hidden by a delete marker', true, 'marker'],
  ['gone for good from a bucket without versions', false, 'permanent'],
])('a photo that is %s leaves nothing behind, and is told as deleted', async (_how, versioned, kind) => {
  const { buckets, made, follow, standing, counts } = setUp({ versioned });
  await made();
  const deletion = buckets.deleteUpload(key);

  const notice = noticeOf(await follow(deletion));

  expect(standing()).toEqual([]);
  expect(notice).toMatchObject({
    status: 'deleted',
    key,
    sequencer: deletion.object.sequencer,
    deletion: { kind, by: 'request', requester: '123456789012' },
  });
  expect(notice.text).toContain(
    versioned ? 'Deleted: hidden by a delete marker, by 123456789012' : 'for good',
  );
  expect(counts).toMatchObject({ PhotosDeleted: 1 });
});

test('the same deletion heard again is told under the same id, and another one is not', async () => {
  const { buckets, made, follow } = setUp();
  await made();
  const first = buckets.deleteUpload(key);
  const id = noticeOf(await follow(first)).id;

  expect(noticeOf(await follow(first)).id).toBe(id);
  expect(noticeOf(await follow(buckets.deleteUpload(key))).id).not.toBe(id);
});

test('a life cycle rule is told as such', async () => {
  const { buckets, made, follow } = setUp();
  await made();
  const detail = {
    ...buckets.deleteUpload(key),
    reason: 'Lifecycle Expiration',
    requester: 's3.amazonaws.com',
  };

  const { deletion, text } = noticeOf(await follow(detail));

  expect(deletion).toEqual({ kind: 'marker', by: 'lifecycle', requester: 's3.amazonaws.com' });
  expect(text).toContain('by a life cycle rule of the bucket');
});

test('a record of a rejected photo goes with it', async () => {
  const { buckets, rejected, follow, standing } = setUp();
  await rejected();
  expect(standing()).toHaveLength(1);

  noticeOf(await follow(buckets.deleteUpload(key)));

  expect(standing()).toEqual([]);
});

test('what the workflow deleted because it rejected it has been told already, and its record stays', async () => {
  const { rejected, follow, standing } = setUp({ onReject: 'delete' });
  const { object } = await rejected();
  const own = {
    bucket: { name: 'uploads-bucket' },
    object: { key, sequencer: 'FF', 'version-id': object['version-id'] ?? '' },
    'deletion-type': 'Permanently Deleted',
  };

  expect(await follow(own)).toEqual({ now: 'settled' });
  expect(standing()).toHaveLength(1);
});

test('when a delete marker is removed, the photo that is there again is handed back to the workflow', async () => {
  const { buckets, made, remade, follow, standing } = setUp();
  const { object } = await made();
  await follow(buckets.deleteUpload(key));
  const removal = buckets.deleteNewest(key);

  const after = await follow(removal);

  if (after.now !== 'back') throw new Error(`It is ${after.now}`);
  const { sequencer } = removal.object;
  expect(after.detail).toMatchObject({ object: { ...object, sequencer }, reason: 'Restored' });
  await remade(after.detail, 'second');
  expect(standing()).toHaveLength(2);
  expect(await follow(removal)).toEqual({ now: 'settled' });
});

test('a newer upload wins over a deletion that is heard of late, whatever is there of the old one goes', async () => {
  const { buckets, made, follow, standing } = setUp();
  await made();
  const deletion = buckets.deleteUpload(key);
  buckets.upload(key, other);

  expect(await follow(deletion)).toMatchObject({ now: 'back' });
  expect(standing()).toEqual([]);
});

test('a deletion that is heard of when the newer upload is done changes nothing', async () => {
  const { buckets, made, follow, standing } = setUp();
  await made();
  const deletion = buckets.deleteUpload(key);
  await made(other, 'second');

  expect(await follow(deletion)).toEqual({ now: 'settled' });
  expect(standing()).toHaveLength(2);
});

test('what a late run made of a photo that was deleted, told and restored meanwhile is made and told anew', async () => {
  const { buckets, remade, follow, standing } = setUp();
  const late = buckets.upload(key, picture);
  noticeOf(await follow(buckets.deleteUpload(key)));
  const removal = buckets.deleteNewest(key);
  const at = Date.now() - (Date.now() % 1000); // of the event: a whole second
  await remade(late, 'late');

  const after = await follow(removal, at);

  if (after.now !== 'back') throw new Error(`It is ${after.now}`);
  const { notice } = await remade(after.detail, 'anew');
  expect(JSON.parse(notice.json).sequencer).toBe(removal.object.sequencer);
  expect(standing()).toHaveLength(2);
  expect(await follow(removal, at)).toEqual({ now: 'settled' });
});

test('a late event of a deleted photo makes nothing', async () => {
  const { buckets, remade, follow, standing } = setUp();
  const late = buckets.upload(key, picture);
  noticeOf(await follow(buckets.deleteUpload(key)));

  await expect(remade(late, 'late')).rejects.toMatchObject({ name: 'SupersededPhotoError', reason: 'gone' });
  expect(standing()).toEqual([]);
});

test('without versions nothing is handed back: an upload that is there has an event of its own', async () => {
  const { buckets, made, follow, standing } = setUp({ versioned: false });
  await made();
  const deletion = buckets.deleteUpload(key);
  buckets.upload(key, other);

  expect(await follow(deletion)).toEqual({ now: 'settled' });
  expect(standing()).toEqual([]);
});

test('an old version that is deleted for good takes along what was made of it, and nothing of its successor', async () => {
  const { buckets, made, rejected, follow, standing } = setUp();
  const { object } = await made();
  await rejected(); // the thumbnails of the first stay, as long as it does
  expect(standing()).toHaveLength(3);

  const gone = {
    bucket: { name: 'uploads-bucket' },
    object: { key, sequencer: 'FF', 'version-id': object['version-id'] ?? '' },
    'deletion-type': 'Permanently Deleted',
  };
  buckets.versions.set(key, buckets.versions.get(key)?.slice(1) ?? []);

  expect(await follow(gone)).toEqual({ now: 'settled' });
  expect(standing()).toEqual([`outcomes/${key}.json`]);
});

test('what others put into the folder stays there', async () => {
  const { buckets, made, follow, standing } = setUp();
  await made();
  const theirs = 'thumbnails/3f/cat.jpg/retouched.jpg';
  const content = { body: 'x', contentType: 'image/jpeg', metadata: {} };
  await buckets.thumbnails().write(theirs, content, 'nothing');

  noticeOf(await follow(buckets.deleteUpload(key)));

  expect(standing()).toEqual([theirs]);
});

test('the end of a folder’s mark is nobody’s photo, and a key that could name nothing is no riddle', async () => {
  const { follow } = setUp();
  const deleted = (name: string) => ({
    bucket: { name: 'uploads-bucket' },
    object: { key: name, sequencer: '01' },
    'deletion-type': 'Permanently Deleted',
  });

  expect(await follow(deleted('uploads/a/'))).toEqual({ now: 'settled' });
  noticeOf(await follow(deleted('uploads//../a')));
});
