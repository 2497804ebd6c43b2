import { describe, expect, test } from '@jest/globals';
import { at, done, execution, key, open, rendition, statuses, upload } from './opened-book.ts';

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

test('executions of another state machine say nothing of how far a photo is', () => {
  const { book } = open();
  book.uploaded(upload());
  book.executed(execution({ machineArn: 'deletions', status: 'FAILED' }));
  book.executed(execution({ machineArn: 'deletions', status: 'FAILED' }, 'v2'));

  expect(statuses(book)).toEqual({ v1: 'waiting' });
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
