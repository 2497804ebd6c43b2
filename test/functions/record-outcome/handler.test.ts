import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type RecordInput, recordOutcome } from '../../../functions/record-outcome/handler.ts';
import { RejectedPhotoError, StorageUnavailableError } from '../../../functions/shared/errors.ts';
import { outcomeRecordFrom } from '../../../functions/shared/outcome-record.ts';
import { claimOf } from '../../../functions/shared/protocol/run.ts';
import { execution, photoSettings, photoStores } from '../../support/photo-stores.ts';
import { recordingObserver } from '../../support/recording-observer.ts';

const key = 'uploads/3f/cat.jpg';
const at = `outcomes/${key}.json`;

/** As Lambda hands an error to a Catch. */
function caught(error: Error) {
  return {
    Error: error.name,
    Cause: JSON.stringify({ errorType: error.name, errorMessage: error.message, trace: [] }),
  };
}

const cut = caught(new RejectedPhotoError('truncated', 'the JPEG ends in the middle'));

function setUp({ onReject = 'keep' as 'keep' | 'delete', stores = photoStores() } = {}) {
  const { observer, counts, lines } = recordingObserver();
  const record = recordOutcome(stores, { ...photoSettings, onReject });
  const run = (status: RecordInput['status'], input: RecordInput['input'], by = execution) =>
    record({ status, input, execution: by }, observer);
  const stored = () => outcomeRecordFrom(stores.buckets.objects.get(at)?.body.toString() ?? '');
  return { ...stores, counts, lines, run, stored };
}

test('records a rejection with its reason, and words its notice', async () => {
  const { buckets, run, stored, counts } = setUp();
  const detail = buckets.upload(key, 'half a photo');

  const { notice } = await run('rejected', { detail, error: cut });

  const { etag, sequencer, 'version-id': versionId } = detail.object;
  expect(stored()).toMatchObject({
    status: 'rejected',
    reason: 'truncated',
    detail: 'the JPEG ends in the middle',
    source: { etag, sequencer, versionId },
    claim: claimOf(execution.name),
  });
  expect(JSON.parse(notice.json)).toMatchObject({
    status: 'rejected',
    reason: 'truncated',
    key,
    versionId,
    sequencer,
  });
  expect(notice.text).toContain('Reason: truncated');
  expect(counts).toEqual({ 'PhotosRejected truncated': 1 });
});

test('records a failure by the name of its error; the cause stays out of what people read', async () => {
  const { buckets, run, stored } = setUp();
  const detail = buckets.upload(key, 'a photo');

  const { notice } = await run('failed', {
    detail,
    error: caught(new TypeError('secret is not a function')),
  });

  expect(stored()).toMatchObject({
    status: 'failed',
    detail: 'The photo could not be processed (TypeError).',
  });
  expect(notice.json + notice.text + buckets.objects.get(at)?.body).not.toContain('secret');
});

test.each([
  ['C1 an empty file', key, '', 'empty'],
  ['K5 two slashes in a row', 'uploads/a//b.jpg', 'x', 'invalid-key'],
  ['K4 a segment of dots', 'uploads/../b.jpg', 'x', 'invalid-key'],
  ['K4 an empty file under a key that goes up', 'uploads/../b.jpg', '', 'invalid-key'],
])('%s: finds out why Validate Key rejected it', async (_what, name, content, reason) => {
  const { buckets, run } = setUp();

  const { notice } = await run('rejected', { detail: buckets.upload(name, content) });

  expect(JSON.parse(notice.json)).toMatchObject({ status: 'rejected', reason });
});

test('K4 the record of a key that goes up is written under a hash, never where the key points', async () => {
  const { buckets, run } = setUp();

  await run('rejected', { detail: buckets.upload('uploads/../../thumbnails/x', 'x') });

  expect([...buckets.objects.keys()]).toEqual([
    expect.stringMatching(/^outcomes\/sha256-[0-9a-f]{64}\.json$/),
  ]);
});

test('E1 a rejection that two executions find is told by one', async () => {
  const { buckets, run } = setUp();
  const detail = buckets.upload(key, 'half a photo');
  const other = { id: 'second', name: 'second' };

  await run('rejected', { detail, error: cut });
  const second = run('rejected', { detail, error: cut }, other);

  await expect(second).rejects.toMatchObject({ name: 'SupersededPhotoError', reason: 'duplicate' });
});

test('a retry of the recording tells again, under the same id', async () => {
  const { buckets, run } = setUp();
  const detail = buckets.upload(key, 'half a photo');

  const first = await run('rejected', { detail, error: cut });
  const again = await run('rejected', { detail, error: cut });

  expect(JSON.parse(again.notice.json).id).toBe(JSON.parse(first.notice.json).id);
});

test('a fresh execution tells again once the claim of the first has run out', async () => {
  const { buckets, run, claimLifeMs } = setUp();
  const detail = buckets.upload(key, 'half a photo');
  await run('rejected', { detail, error: cut });

  const later = Date.now() + claimLifeMs;
  buckets.now = () => later;
  const { notice } = await run('rejected', { detail, error: cut }, { id: 'second', name: 'second' });

  expect(JSON.parse(notice.json).status).toBe('rejected');
});

test('E2 a rejection of an upload that was replaced is not told, and leaves no record', async () => {
  const { buckets, run } = setUp();
  const detail = buckets.upload(key, 'half a photo');
  buckets.upload(key, 'a photo');

  await expect(run('rejected', { detail, error: cut })).rejects.toMatchObject({ reason: 'newer' });
  expect(buckets.objects.size).toBe(0);
});

test('by the setting, a rejected upload is deleted: exactly that version, and a retry still tells', async () => {
  const { buckets, run } = setUp({ onReject: 'delete' });
  buckets.upload(key, 'a photo');
  const detail = buckets.upload(key, 'half a photo');

  await run('rejected', { detail, error: cut });
  const { notice } = await run('rejected', { detail, error: cut });

  expect(buckets.versions.get(key)).toEqual([expect.objectContaining({ body: Buffer.from('a photo') })]);
  expect(JSON.parse(notice.json).status).toBe('rejected');
});

test('a failure never deletes the upload, whatever the setting', async () => {
  const { buckets, run } = setUp({ onReject: 'delete' });
  const detail = buckets.upload(key, 'a photo');

  await run('failed', { detail, error: caught(new TypeError()) });

  expect(buckets.versions.get(key)).toHaveLength(1);
});

function storageDown() {
  return photoStores(undefined, async () => {
    throw new StorageUnavailableError('S3 did not answer');
  });
}

test('F2 F14 a failure that S3 does not let us record is told all the same', async () => {
  const stores = photoStores(undefined, async () => {
    throw Object.assign(new Error('no'), { name: 'AccessDenied' });
  });
  const { buckets, run } = setUp({ stores });
  const detail = buckets.upload(key, 'a photo');

  const { notice } = await run('failed', { detail, error: caught(new Error()) });

  expect(JSON.parse(notice.json)).toMatchObject({ status: 'failed', key });
});

test('F1 a failure that S3 is too busy to record is tried again: the machine tells in the end', async () => {
  const { buckets, run } = setUp({ stores: storageDown() });

  const recorded = run('failed', { detail: buckets.upload(key, 'a photo'), error: caught(new Error()) });

  await expect(recorded).rejects.toMatchObject({ name: 'StorageUnavailableError' });
});

test('E4 nothing outside the folder of uploads is ever deleted', async () => {
  const { buckets, run } = setUp({ onReject: 'delete' });

  await run('rejected', { detail: buckets.upload('/somebody/else', 'x') });

  expect(buckets.versions.get('/somebody/else')).toHaveLength(1);
});

test('F1 a rejection that cannot be recorded is tried again, since nobody waits for it', async () => {
  const { buckets, run } = setUp({ stores: storageDown() });

  const recorded = run('rejected', { detail: buckets.upload(key, 'half a photo'), error: cut });

  await expect(recorded).rejects.toMatchObject({ name: 'StorageUnavailableError' });
});

test('any error and any cause that the machine may hand over end in a record and a notice', async () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.constant('{"errorMessage":"{'),
    fc.constant('x'.repeat(40_000)),
  );
  const anyError = fc.record(
    { Error: fc.oneof(anyText, fc.anything()), Cause: fc.oneof(anyText, fc.anything()) },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(
      anyError,
      fc.constantFrom('rejected' as const, 'failed' as const),
      async (error, status) => {
        const { buckets, run, stored } = setUp();
        const { notice } = await run(status, { detail: buckets.upload(key, 'x'), error });
        expect(stored()?.status).toBe(status);
        expect(JSON.parse(notice.json)).toMatchObject({ status, detail: expect.any(String) });
        expect(notice.json.length).toBeLessThan(5_000);
      },
    ),
  );
});
