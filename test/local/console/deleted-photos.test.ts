import { expect, test } from '@jest/globals';
import { at, done, execution, key, open, statuses, upload } from './opened-book.ts';

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

test('the same upload after a deletion is shown once, as the newest', () => {
  const { book } = open();
  book.uploaded(upload());
  book.uploaded(upload({ key: 'uploads/b.jpg', versionId: 'v2' }));
  book.deleted(key, undefined);
  book.uploaded(upload());

  expect(book.newest(10).map(({ id }) => id)).toEqual(['v1', 'v2']);
  expect(book.size).toBe(2);
});
