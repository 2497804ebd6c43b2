import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { outcomeRecordFrom } from '../../../functions/shared/outcome-record.ts';

const rejected = {
  status: 'rejected',
  reason: 'corrupt',
  detail: 'The picture is damaged and cannot be read.',
  source: { etag: 'abc', versionId: 'v1', sequencer: '00A1' },
  claim: 'c1',
  time: '2026-03-01T12:00:00.000Z',
};
const { reason: _reason, ...failed } = { ...rejected, status: 'failed' };

test.each([
  ['a rejection', rejected],
  ['a failure', failed],
  ['one of an unversioned bucket', { ...failed, source: { etag: 'abc', sequencer: '00A1' } }],
  ['one of a backfill', { ...failed, source: { etag: 'abc' } }],
])('reads %s as it was written', (_, record) => {
  expect(outcomeRecordFrom(JSON.stringify(record))).toEqual(record);
});

test('leaves out what it does not know', () => {
  const more = { ...rejected, colour: 'blue', source: { ...rejected.source, bucket: 'b' } };
  expect(outcomeRecordFrom(JSON.stringify(more))).toEqual(rejected);
  expect(outcomeRecordFrom(JSON.stringify({ ...failed, reason: 'bored' }))).toEqual(failed);
});

test.each([
  ['nothing', ''],
  ['half a record', JSON.stringify(rejected).slice(0, 50)],
  ['a list', JSON.stringify([rejected])],
  ['null', 'null'],
  ['another status', JSON.stringify({ ...rejected, status: 'done' })],
  ['a rejection without a reason', JSON.stringify({ ...rejected, reason: undefined })],
  ['an unknown reason', JSON.stringify({ ...rejected, reason: 'bored' })],
  ['a reason out of the prototype', JSON.stringify({ ...rejected, reason: 'toString' })],
  ['no detail', JSON.stringify({ ...failed, detail: undefined })],
  ['no claim', JSON.stringify({ ...failed, claim: 7 })],
  ['no time', JSON.stringify({ ...failed, time: 'yesterday' })],
  ['no source', JSON.stringify({ ...failed, source: 'abc' })],
  ['a source without an etag', JSON.stringify({ ...failed, source: { etag: '' } })],
  ['a version that is a number', JSON.stringify({ ...failed, source: { etag: 'abc', versionId: 3 } })],
  ['a sequencer that is null', JSON.stringify({ ...failed, source: { etag: 'abc', sequencer: null } })],
])('%s is no record', (_, text) => {
  expect(outcomeRecordFrom(text)).toBeUndefined();
});

test('no text makes it throw', () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record({ status: fc.constant('failed'), source: fc.jsonValue(), detail: fc.jsonValue() })
      .map((each) => JSON.stringify(each)),
  );
  fc.assert(fc.property(text, (each) => expect(outcomeRecordFrom(each)).toBeUndefined()));
});
