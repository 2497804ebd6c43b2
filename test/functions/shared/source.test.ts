import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareSequencers, relationOf, type Source, sourceOf } from '../../../functions/shared/source.ts';

test.each([
  ['0062E99A88DC407460', '0062E99A88DC407461', -1],
  ['0062E99A88DC407460', '0062e99a88dc407460', 0],
  ['00FF', '00FF00', 0],
  ['00FF', '00FF01', -1],
  ['01', '00FFFF', 1],
])('sequencers %s and %s compare as %i', (a, b, order) => {
  expect(compareSequencers(a, b)).toBe(order);
  expect(compareSequencers(b, a)).toBe(order === 0 ? 0 : -order);
});

test('sequencers are in one order, whichever two are compared', () => {
  const sequencer = fc.string({
    unit: fc.constantFrom(...'0123456789abcdefABCDEF'),
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(sequencer, sequencer, sequencer, (a, b, c) => {
      if (compareSequencers(a, b) <= 0 && compareSequencers(b, c) <= 0) {
        expect(compareSequencers(a, c)).toBeLessThanOrEqual(0);
      }
    }),
  );
});

test.each<[string, Source, Source, string]>([
  ['one version', { etag: 'x', versionId: '1', sequencer: '05' }, { etag: 'x', versionId: '1' }, 'same'],
  [
    'versions of the same bytes',
    { etag: 'x', versionId: '1', sequencer: '05' },
    { etag: 'x', versionId: '2', sequencer: '06' },
    'older',
  ],
  [
    'versions the other way round',
    { etag: 'x', versionId: '2', sequencer: '06' },
    { etag: 'x', versionId: '1', sequencer: '05' },
    'newer',
  ],
  [
    'versions, one without a sequencer',
    { etag: 'x', versionId: '1' },
    { etag: 'x', versionId: '2', sequencer: '06' },
    'unknown',
  ],
  [
    'two versions that claim one sequencer',
    { etag: 'x', versionId: '1', sequencer: '05' },
    { etag: 'x', versionId: '2', sequencer: '05' },
    'unknown',
  ],
  [
    'unversioned, uploaded again with the same bytes',
    { etag: 'x', sequencer: '05' },
    { etag: 'x', sequencer: '06' },
    'older',
  ],
  ['unversioned, one without a sequencer', { etag: 'x' }, { etag: 'x', sequencer: '06' }, 'same'],
  [
    'unversioned, other bytes, one without a sequencer',
    { etag: 'x' },
    { etag: 'y', sequencer: '06' },
    'unknown',
  ],
])('%s', (_what, theirs, ours, relation) => {
  expect(relationOf(theirs, ours)).toBe(relation);
});

test('the version that S3 calls null is none', () => {
  expect(sourceOf({ etag: '"x"', versionId: 'null', sequencer: '' })).toEqual({ etag: 'x' });
});
