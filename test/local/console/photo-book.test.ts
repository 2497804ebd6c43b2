import { describe, expect, test } from '@jest/globals';
import type { Photo } from '../../../local/console/api.ts';
import { PhotoBook } from '../../../local/console/photo-book.ts';
import type { ObjectInfo } from '../../../local/s3/index.ts';
import type { ExecutionSummary } from '../../../local/states/index.ts';

const key = 'uploads/3f/cat.jpg';
const at = Date.parse('2026-11-21T10:00:00Z');

const upload = (over: Partial<ObjectInfo> = {}): ObjectInfo => ({
  ...{ bucket: 'up', key, versionId: 'v1', bytes: 5000, etag: 'e1', sequencer: '01', modified: at },
  ...{ contentType: 'image/jpeg', metadata: {} },
  ...over,
});

const rendition = (over: Partial<ObjectInfo> = {}): ObjectInfo => ({
  ...upload({ bucket: 'thumbs', key: 'thumbnails/3f/cat.jpg/thumbnail.jpg', bytes: 400, etag: 'r1' }),
  metadata: { etag: 'e1', 'version-id': 'v1', width: '200', height: '133' },
  ...over,
});

const execution = (over: Partial<ExecutionSummary> = {}, versionId = 'v1'): ExecutionSummary => ({
  ...{ arn: 'arn:1', name: '1', machineArn: 'm', status: 'RUNNING', begun: true, startedAt: at, redrives: 0 },
  input: JSON.stringify({
    time: '2026-11-21T10:00:00Z',
    detail: { bucket: { name: 'up' }, object: { key, size: 5000, etag: 'e1', 'version-id': versionId } },
  }),
  ...over,
});

function open(exists: (key: string) => boolean = () => true) {
  const changes: Photo[] = [];
  const places = {
    uploadsBucket: 'up',
    uploadsPrefix: 'uploads/',
    machineArn: 'm',
    deletionsArn: 'd',
    exists,
  };
  const book = new PhotoBook(places, (photo) => changes.push(photo));
  return { book, changes, last: () => changes.at(-1) };
}

const done = { status: 'done', key, versionId: 'v1' } as const;

const statuses = (book: PhotoBook) =>
  Object.fromEntries(book.newest(10).map(({ id, status }) => [id, status]));

test('a photo is followed from its upload to its notice', () => {
  const { book, changes } = open();

  book.uploaded(upload());
  book.executed(execution({ begun: false }));
  book.executed(execution());
  book.rendered(rendition());
  book.told(done);
  book.executed(execution({ status: 'SUCCEEDED', lastState: 'Publish Result' }));

  expect(changes.map(({ status }) => status)).toEqual([
    'waiting',
    'waiting',
    'working',
    'working',
    'done',
    'done',
  ]);
  expect(changes.at(-1)).toEqual({
    id: 'v1',
    key,
    name: 'cat.jpg',
    bytes: 5000,
    uploadedAt: '2026-11-21T10:00:00.000Z',
    status: 'done',
    execution: 'arn:1',
    renditions: [
      {
        ...{ name: 'thumbnail', width: 200, height: 133, format: 'jpg', bytes: 400 },
        url: '/files/thumbnails%2F3f%2Fcat.jpg%2Fthumbnail.jpg?etag=r1',
      },
    ],
  });
  expect(book.totals).toEqual({
    ...{ done: 1, rejected: {}, failed: 0, superseded: 0, inFlight: 0, bytesIn: 5000, bytesOut: 400 },
  });
});

describe('how it ended', () => {
  test('rejected, with the reason, counted by it', () => {
    const { book, last } = open();
    book.executed(execution());

    book.told({
      status: 'rejected',
      key,
      versionId: 'v1',
      reason: 'truncated',
      detail: 'It ends too early.',
    });

    expect(last()).toMatchObject({ status: 'rejected', reason: 'truncated', detail: 'It ends too early.' });
    expect(book.totals.rejected).toEqual({ truncated: 1 });
  });

  test('failed, then at work again by a redrive, then done', () => {
    const { book, last } = open();
    book.executed(execution());
    book.told({ status: 'failed', key, versionId: 'v1', detail: 'It crashed.' });
    book.executed(execution({ status: 'FAILED' }));
    expect(last()).toMatchObject({ status: 'failed', detail: 'It crashed.' });

    book.executed(execution({ redrives: 1 }));
    expect(last()).toMatchObject({ status: 'working' });
    book.told(done);
    book.executed(execution({ status: 'SUCCEEDED', redrives: 1 }));

    expect(last()).toMatchObject({ status: 'done' });
    expect(book.totals).toMatchObject({ done: 1, failed: 0 });
  });

  test.each([
    { lastState: 'Photo Superseded', status: 'superseded' },
    { lastState: 'Object Ignored', status: 'ignored' },
  ])('in $lastState: $status, and nothing was told', ({ lastState, status }) => {
    const { book, last } = open();

    book.executed(execution({ status: 'SUCCEEDED', lastState }));

    expect(last()?.status).toBe(status);
  });

  test('a duplicate that was superseded leaves a done photo done', () => {
    const { book, last } = open();
    book.executed(execution());
    book.told(done);

    book.executed(
      execution({ arn: 'arn:2', startedAt: at + 5, status: 'SUCCEEDED', lastState: 'Photo Superseded' }),
    );

    expect(last()).toMatchObject({ status: 'done', execution: 'arn:2' });
  });
});

test('another upload of the same name is another photo, and takes over the place of the rendition', () => {
  const { book } = open();
  book.uploaded(upload());
  book.rendered(rendition());

  book.uploaded(upload({ versionId: 'v2', etag: 'e2' }));
  book.rendered(
    rendition({ etag: 'r2', metadata: { ...rendition().metadata, etag: 'e2', 'version-id': 'v2' } }),
  );

  expect(book.newest(10).map(({ id, renditions }) => [id, renditions.length])).toEqual([
    ['v2', 1],
    ['v1', 0],
  ]);
});

test('a deleted photo stays deleted, whatever its execution still does; a deleted version is so alone', () => {
  const { book } = open((each) => each !== 'uploads/gone.jpg');
  book.uploaded(upload());
  book.uploaded(upload({ versionId: 'v2', etag: 'e2' }));

  book.deleted(key, 'v2');
  expect(statuses(book)).toEqual({ v2: 'deleted', v1: 'waiting' });
  book.deleted(key, undefined);
  const input = execution().input.replace('uploads/3f/cat.jpg', 'uploads/gone.jpg');
  book.executed(execution({ input, status: 'SUCCEEDED', lastState: 'Photo Superseded' }));

  book.executed(execution({ status: 'SUCCEEDED', lastState: 'Photo Superseded' }));

  expect(statuses(book)).toEqual({ v2: 'deleted', v1: 'deleted' });
  expect(book.totals).toMatchObject({ inFlight: 0, superseded: 0 });
});

test('a deleted photo leads to what follows its deletion, until it is there again', () => {
  const { book } = open();
  const deletion = (arn: string, startedAt: number, versionId: string) =>
    execution({ arn, machineArn: 'd', startedAt }, versionId);
  const executions = () => Object.fromEntries(book.newest(10).map((each) => [each.id, each.execution]));
  for (const versionId of ['v1', 'v2']) {
    book.uploaded(upload({ versionId }));
    book.executed(execution({ arn: `arn:${versionId}` }, versionId));
  }

  book.deleted(key, 'v1');
  book.executed(deletion('of v1', at + 1, 'v1'));
  expect(executions()).toEqual({ v2: 'arn:v2', v1: 'of v1' });
  book.deleted(key, undefined);
  book.executed(deletion('of all', at + 3, 'marker'));
  book.executed(deletion('late', at + 2, 'marker'));
  expect(executions()).toEqual({ v2: 'of all', v1: 'of all' });
  expect(statuses(book)).toEqual({ v2: 'deleted', v1: 'deleted' });
  book.told({ ...done, versionId: 'marker', status: 'deleted' });
  expect(executions()).toEqual({ v2: 'of all', v1: 'of all' });

  book.uploaded(upload({ versionId: 'v2' }));
  expect(executions()).toEqual({ v2: undefined, v1: 'of all' });
  book.executed(execution({ arn: 'again', startedAt: at + 4 }, 'v2'));
  expect(executions()).toEqual({ v2: 'again', v1: 'of all' });
});

test('a version that was deleted is not brought back by its execution while another one stands at its key', () => {
  const { book } = open();
  book.uploaded(upload());
  book.uploaded(upload({ versionId: 'v2', etag: 'e2' }));
  book.deleted(key, 'v1');
  book.executed(execution({ status: 'SUCCEEDED', lastState: 'Photo Superseded' }));

  expect(statuses(book)).toEqual({ v2: 'waiting', v1: 'deleted' });
  expect(book.totals.superseded).toBe(0);
});

test('a photo that is there again begins anew once its deletion was told, and is as it was where none is followed', () => {
  const { book, last } = open();
  const told = { ...done, versionId: 'marker', status: 'deleted' } as const;
  for (const follow of [true, false]) {
    book.uploaded(upload());
    book.executed(execution({ status: 'SUCCEEDED', lastState: 'Publish Result' }));
    book.told(done);
    book.deleted(key, undefined);
    if (follow) book.told(told);
    book.uploaded(upload());
    expect(last()?.status).toBe(follow ? 'waiting' : 'done');
  }
});

test('executions of another state machine say nothing of how far a photo is', () => {
  const { book } = open();
  book.uploaded(upload());
  book.executed(execution({ machineArn: 'deletions', status: 'FAILED' }));
  book.executed(execution({ machineArn: 'deletions', status: 'FAILED' }, 'v2'));

  expect(statuses(book)).toEqual({ v1: 'waiting' });
});

test('the same upload after a deletion is shown once, as the newest', () => {
  const { book } = open();
  book.uploaded(upload());
  book.uploaded(upload({ key: 'uploads/b.jpg', versionId: 'v2' }));
  book.deleted(key, undefined);
  book.uploaded(upload());

  expect(book.newest(10).map(({ id }) => id)).toEqual(['v1', 'v2']);
  expect(book.size).toBe(2);
});

test('a rendition that is taken back is not shown any more', () => {
  const { book, last } = open();
  book.uploaded(upload());
  book.rendered(rendition());

  book.unrendered(rendition().key);

  expect(last()?.renditions).toEqual([]);
});

test('what is no photo is left out: other folders, folder markers, other buckets, input that is no event', () => {
  const { book } = open();

  book.uploaded(upload({ key: 'elsewhere/cat.jpg' }));
  book.uploaded(upload({ key: 'uploads/folder/', bytes: 0 }));
  for (const input of ['{}', 'null', '[1]', '{"detail":{"bucket":{"name":"other"},"object":{"key":"k"}}}']) {
    book.executed(execution({ input }));
  }

  expect(book.size).toBe(0);
});

test('pages go from the newest to the oldest, and keep what was deleted meanwhile', () => {
  const { book } = open();
  for (const id of ['a', 'b', 'c', 'd', 'e'])
    book.uploaded(upload({ key: `uploads/${id}.jpg`, versionId: id }));

  const first = book.newest(2);
  book.deleted('uploads/c.jpg', undefined);

  expect(first.map(({ id }) => id)).toEqual(['e', 'd']);
  expect(book.newest(2, 'd').map(({ id }) => id)).toEqual(['c', 'b']);
  expect(book.newest(2, 'a')).toEqual([]);
});

test('pages of one status alone', () => {
  const { book } = open();
  for (const id of ['a', 'b', 'c']) book.uploaded(upload({ key: `uploads/${id}.jpg`, versionId: id }));
  for (const id of ['a', 'c']) book.told({ status: 'done', key: `uploads/${id}.jpg`, versionId: id });

  expect(book.newest(5, undefined, 'done').map(({ id }) => id)).toEqual(['c', 'a']);
  expect(book.newest(5, 'c', 'done').map(({ id }) => id)).toEqual(['a']);
  expect(book.photo('b')?.status).toBe('waiting');
});
