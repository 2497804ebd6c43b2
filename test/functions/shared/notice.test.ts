import { expect, test } from '@jest/globals';
import { type Outcome, wordNotice } from '../../../functions/shared/notice.ts';
import type { Upload } from '../../../functions/shared/source.ts';

const upload: Upload = {
  bucket: 'uploads-bucket',
  key: 'uploads/a.jpg',
  size: 7,
  etag: 'abc',
  versionId: 'v1',
  sequencer: '05',
};
const telling = {
  upload,
  settings: 'f00d',
  execution: 'arn:aws:states:…:first',
  time: new Date('2026-11-21T10:00:00Z'),
};
const failed: Outcome = { status: 'failed', detail: 'It broke.' };

function idOf(outcome: Outcome, changes: Partial<Upload> = {}, settings = telling.settings): string {
  return JSON.parse(wordNotice(outcome, { ...telling, upload: { ...upload, ...changes }, settings }).json).id;
}

test('the JSON names just what the contract names', () => {
  expect(JSON.parse(wordNotice(failed, telling).json)).toEqual({
    version: 1,
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
    status: 'failed',
    bucket: 'uploads-bucket',
    key: 'uploads/a.jpg',
    versionId: 'v1',
    sequencer: '05',
    detail: 'It broke.',
    execution: 'arn:aws:states:…:first',
    time: '2026-11-21T10:00:00.000Z',
  });
});

test('one outcome has one id, whoever tells it and whenever', () => {
  const other = wordNotice(failed, { ...telling, execution: 'second', time: new Date() });

  expect(JSON.parse(other.json).id).toBe(idOf(failed));
  expect(idOf({ status: 'failed', detail: 'Otherwise.' })).toBe(idOf(failed));
});

test.each<[string, string]>([
  ['another status', idOf({ status: 'rejected', reason: 'empty', detail: '' })],
  ['another key', idOf(failed, { key: 'uploads/b.jpg' })],
  ['another bucket', idOf(failed, { bucket: 'other' })],
  ['another version', idOf(failed, { versionId: 'v2' })],
  ['other settings', idOf(failed, {}, 'beef')],
])('%s is another outcome', (_what, id) => {
  expect(id).not.toBe(idOf(failed));
});

test('a photo that was deleted and is there again is another outcome, at each return', () => {
  const first = idOf(failed, { restored: true });

  expect(first).not.toBe(idOf(failed));
  expect(idOf(failed, { restored: true, sequencer: '06' })).not.toBe(first);
  expect(idOf(failed, { restored: true })).toBe(first);
});

test('without versions, the same bytes uploaded again are another outcome', () => {
  const unversioned = ({ sequencer }: { sequencer: string }) => {
    const { versionId: _none, ...rest } = upload;
    return JSON.parse(wordNotice(failed, { ...telling, upload: { ...rest, sequencer } }).json).id;
  };

  expect(unversioned({ sequencer: '05' })).not.toBe(unversioned({ sequencer: '06' }));
});

test('K3 a key cannot break a line of the e-mail, or turn the direction of its text', () => {
  const { text, json } = wordNotice(failed, {
    ...telling,
    upload: { ...upload, key: 'uploads/a\n\u202egpj.exe' },
  });

  expect(text).toContain('Photo: uploads/a\\u000a\\u202egpj.exe in uploads-bucket');
  expect(JSON.parse(json).key).toBe('uploads/a\n\u202egpj.exe');
});

test('a detail of any length leaves the notice short enough to be sent', () => {
  const { json } = wordNotice({ status: 'failed', detail: 'x'.repeat(300_000) }, telling);

  expect(Buffer.byteLength(json)).toBeLessThan(2_000);
});
