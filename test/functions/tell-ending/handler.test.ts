import { expect, test } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import { recordOutcome } from '../../../functions/record-outcome/handler.ts';
import { resizePhoto } from '../../../functions/resize/handler.ts';
import type { NoticeStatus } from '../../../functions/shared/notice.ts';
import { type Ending, tellEnding } from '../../../functions/tell-ending/handler.ts';
import { photo } from '../../fixtures/pictures.ts';
import { execution, photoSettings, photoStores } from '../../support/photo-stores.ts';
import { recordingObserver } from '../../support/recording-observer.ts';

const key = 'uploads/3f/cat.jpg';
const picture = await photo({ width: 300, height: 200 }).jpeg().toBuffer();

function setUp({ told = [] as NoticeStatus[], stores = photoStores() } = {}) {
  const { observer, lines } = recordingObserver();
  const published: Record<string, unknown>[] = [];
  const parked: string[] = [];
  const tell = tellEnding(
    stores,
    {
      publish: async (status, { json }) => void published.push({ attribute: status, ...JSON.parse(json) }),
      toldBy: async () => new Set(told),
      park: async (letter) => void parked.push(letter),
    },
    photoSettings,
  );
  return { ...stores, published, parked, lines, tell: (event: Ending) => tell(event, observer) };
}

function ended(input: unknown, status = 'TIMED_OUT') {
  const detail = { executionArn: execution.id, name: execution.name, status, input: JSON.stringify(input) };
  return { detail } as unknown as Ending;
}

function deadLetter(body: string): SQSEvent {
  return { Records: [{ messageId: 'first', body }] } as unknown as SQSEvent;
}

test.each(['TIMED_OUT', 'ABORTED', 'FAILED'])(
  'tells of an execution that ended %s before it told: failed, and recorded',
  async (status) => {
    const { buckets, published, tell } = setUp();
    const detail = buckets.upload(key, picture);

    await tell(ended({ detail }, status));

    expect(published).toEqual([
      expect.objectContaining({ attribute: 'failed', status: 'failed', key, execution: execution.id }),
    ]);
    expect(JSON.parse(buckets.objects.get(`outcomes/${key}.json`)?.body.toString() ?? '')).toMatchObject({
      status: 'failed',
    });
  },
);

test.each(['done', 'rejected', 'failed'] as const)(
  'says nothing of an execution that has told already: %s',
  async (told) => {
    const { buckets, published, tell } = setUp({ told: [told] });

    await tell(ended({ detail: buckets.upload(key, picture) }));

    expect([published, buckets.objects.size]).toEqual([[], 0]);
  },
);

test('an execution that died after its work was done is told as done, under the id of its own notice', async () => {
  const stores = photoStores();
  const { published, tell } = setUp({ stores });
  const detail = stores.buckets.upload(key, picture);
  const own = await resizePhoto(stores, photoSettings)({ detail, execution }, recordingObserver().observer);

  await tell(ended({ detail }));

  const { id, renditions } = JSON.parse(own.notice.json);
  expect(published).toEqual([expect.objectContaining({ attribute: 'done', id, renditions })]);
});

test('an execution that told of its failure, then made the photo and could not tell that, is told as done', async () => {
  const stores = photoStores();
  const { published, tell } = setUp({ stores, told: ['failed'] });
  const detail = stores.buckets.upload(key, picture);
  await resizePhoto(stores, photoSettings)({ detail, execution }, recordingObserver().observer);

  await tell(ended({ detail }, 'FAILED'));

  expect(published).toEqual([expect.objectContaining({ attribute: 'done', key })]);
});

test('an execution that died after it recorded a rejection is told as rejected', async () => {
  const stores = photoStores();
  const { published, tell } = setUp({ stores });
  const detail = stores.buckets.upload(key, '');
  const record = recordOutcome(stores, { ...photoSettings, onReject: 'keep' });
  const own = await record(
    { status: 'rejected', input: { detail }, execution },
    recordingObserver().observer,
  );

  await tell(ended({ detail }));

  expect(published).toEqual([
    expect.objectContaining({ attribute: 'rejected', reason: 'empty', id: JSON.parse(own.notice.json).id }),
  ]);
});

test('work that another execution did is left for that one to tell', async () => {
  const stores = photoStores();
  const { published, tell } = setUp({ stores });
  const detail = stores.buckets.upload(key, picture);
  await resizePhoto(stores, photoSettings)(
    { detail, execution: { id: 'other', name: 'other' } },
    recordingObserver().observer,
  );

  await tell(ended({ detail }));

  expect(published).toEqual([]);
});

test.each([
  ['was deleted', (stores: ReturnType<typeof photoStores>) => stores.buckets.deleteUpload(key)],
  ['was replaced', (stores: ReturnType<typeof photoStores>) => void stores.buckets.upload(key, 'another')],
])('says nothing of a photo that %s meanwhile', async (_how, happens) => {
  const stores = photoStores();
  const { published, tell } = setUp({ stores });
  const detail = stores.buckets.upload(key, picture);
  happens(stores);

  await tell(ended({ detail }));

  expect([published, stores.buckets.objects.size]).toEqual([[], 0]);
});

test('F11 a dead letter is told as failed, then parked as it is', async () => {
  const { buckets, published, parked, tell } = setUp();
  const body = JSON.stringify({ detail: buckets.upload(key, picture) });

  await tell(deadLetter(body));

  expect(published).toEqual([expect.objectContaining({ attribute: 'failed', key, execution: 'first' })]);
  expect(parked).toEqual([body]);
});

test('K2 F11 a dead letter that is a notification of S3 is told of as the photo that it names', async () => {
  const { buckets, published, parked, tell } = setUp();
  const { bucket, object } = buckets.upload('uploads/a b+c.jpg', picture);
  const { size, etag: eTag, sequencer, 'version-id': versionId } = object;
  const s3 = { bucket, object: { key: 'uploads/a+b%2Bc.jpg', size, eTag, sequencer, versionId } };
  const body = JSON.stringify({ Records: [{ eventName: 'ObjectCreated:Put', s3 }] });

  await tell(deadLetter(body));

  expect(published).toEqual([
    expect.objectContaining({ attribute: 'failed', key: 'uploads/a b+c.jpg', execution: 'first' }),
  ]);
  expect(parked).toEqual([body]);
});

test.each([
  ['not JSON'],
  ['{"Records":[{"eventName":"ObjectCreated:Put","s3":{"object":{"key":"%zz"}}}]}'],
  ['{}'],
  ['null'],
  ['{"detail":{"bucket":{"name":"uploads-bucket"},"object":{"key":1}}}'],
])('F11 a dead letter that is no upload is parked, with nobody told: %s', async (body) => {
  const { published, parked, tell, lines } = setUp();

  await tell(deadLetter(body));

  expect([published, parked]).toEqual([[], [body]]);
  expect(lines).toEqual([expect.objectContaining({ message: expect.stringContaining('not an upload') })]);
});

test('E4 nothing is told of a bucket that is not ours', async () => {
  const { buckets, published, tell } = setUp();
  const { object } = buckets.upload(key, picture);

  await tell(ended({ detail: { bucket: { name: 'foreign' }, object } }));

  expect(published).toEqual([]);
});

test('a dead letter that could not be told is not parked: SQS delivers it again', async () => {
  const stores = photoStores();
  const body = JSON.stringify({ detail: stores.buckets.upload(key, picture) });
  const parked: string[] = [];
  const telling = {
    publish: async () => {
      throw new Error('SNS is down');
    },
    toldBy: async () => new Set<NoticeStatus>(),
    park: async (letter: string) => void parked.push(letter),
  };

  const told = tellEnding(stores, telling, photoSettings)(deadLetter(body), recordingObserver().observer);

  await expect(told).rejects.toThrow('SNS is down');
  expect(parked).toEqual([]);
});

test.each(['head source', 'write outcomes', 'read outcomes'])(
  'F2 F14 a dead letter is told as failed, and parked, even where S3 refuses us: %s',
  async (refused) => {
    const stores = photoStores(undefined, async (operation) => {
      if (operation.startsWith(refused)) throw Object.assign(new Error('no'), { name: 'AccessDenied' });
    });
    const { published, parked, tell } = setUp({ stores });
    const body = JSON.stringify({ detail: stores.buckets.upload(key, picture) });

    await tell(deadLetter(body));

    expect(published).toEqual([expect.objectContaining({ attribute: 'failed', key })]);
    expect(parked).toEqual([body]);
  },
);
