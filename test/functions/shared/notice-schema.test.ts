import { expect, test } from '@jest/globals';
import { type Outcome, wordNotice } from '../../../functions/shared/notice.ts';
import { type RejectionReason, rejectionReasons } from '../../../functions/shared/reasons.ts';
import type { Upload } from '../../../functions/shared/source.ts';
import { problemsWithNotice } from '../../support/notice-schema.ts';

const upload: Upload = {
  bucket: 'uploads-bucket',
  key: 'uploads/a\n😀.jpg',
  size: 7,
  etag: 'abc',
  versionId: 'v1',
  sequencer: '0055AED6DCD90281E5',
};
const rendition = {
  name: 'thumbnail',
  bucket: 'thumbnails-bucket',
  key: 'thumbnails/a/thumbnail.jpg',
  width: 200,
  height: 1,
  format: 'jpeg',
  bytes: 1,
} as const;
const reasons = Object.keys(rejectionReasons) as RejectionReason[];

function told(outcome: Outcome, of: Upload = upload): Record<string, unknown> {
  const about = { upload: of, settings: 'f00d', execution: 'arn:aws:states:…:first', time: new Date() };
  return JSON.parse(wordNotice(outcome, about).json);
}

const done = told({ status: 'done', renditions: [rendition] });
const rejected = told({ status: 'rejected', reason: 'empty', detail: 'It has no bytes.' });
const failed = told({ status: 'failed', detail: 'x'.repeat(9_000) });

test.each<[string, object]>([
  ['done', done],
  ...reasons.map(
    (reason) =>
      [`rejected as ${reason}`, told({ status: 'rejected', reason, detail: '' })] as [string, object],
  ),
  ['failed', failed],
  [
    'without a version or a sequencer',
    told({ status: 'failed', detail: 'No.' }, { bucket: 'abc', key: 'k', size: 1, etag: 'e' }),
  ],
])('the notice of a photo that is %s keeps to the published schema', (_what, notice) => {
  expect(problemsWithNotice(JSON.stringify(notice))).toEqual([]);
});

test.each<[string, object]>([
  ['of another version', { ...done, version: 2 }],
  ['without an id', { ...done, id: undefined }],
  ['of no status that there is', { ...done, status: 'superseded' }],
  ['done without renditions', { ...done, renditions: undefined }],
  ['done with none', { ...done, renditions: [] }],
  ['done for a reason', { ...done, reason: 'empty' }],
  ['rejected without a reason', { ...rejected, reason: undefined }],
  ['rejected for a reason that is not in the list', { ...rejected, reason: 'ugly' }],
  ['failed with renditions', { ...failed, renditions: [rendition] }],
  ['with an endless detail', { ...failed, detail: 'x'.repeat(501) }],
  ['with a rendition of no size', { ...done, renditions: [{ ...rendition, width: 0 }] }],
  ['with a rendition outside of its folder', { ...done, renditions: [{ ...rendition, key: 'uploads/a' }] }],
  ['at no time', { ...done, time: 'yesterday' }],
])('a notice %s does not keep to it', (_what, notice) => {
  expect(problemsWithNotice(JSON.stringify(notice))).not.toEqual([]);
});
