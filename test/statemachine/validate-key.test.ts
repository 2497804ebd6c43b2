import { expect, test } from '@jest/globals';
import { bug } from './answers.ts';
import { photoUploaded, photoUploadedWith } from './events.ts';
import { execute, type Run } from './execute.ts';

/** Where Validate Key sends an event. The resize fails at once, so that nothing else says "rejected". */
async function goesTo(
  event: object,
  substitutions: Record<string, string> = {},
): Promise<Run['path'][number]> {
  const { path } = await execute(event, { resize: [bug] }, { substitutions });
  expect(path[0]).toBe('Validate Key');
  return path[1] ?? '';
}

test.each([
  ['a photo', 'uploads/cat.jpg'],
  ['K8 a photo without an extension', 'uploads/cat'],
  ['K10 .JPG', 'uploads/CAT.JPG'],
  ['K10 .JpEg', 'uploads/cat.JpEg'],
  ['K2 a name of signs that URLs encode', 'uploads/a b+c%20d&e#f?.jpg'],
  ['K3 a name of emoji and direction marks', 'uploads/\u{1F600}\u202egpj.tac'],
  ['K7 a name with line breaks: the function rejects it', 'uploads/a\nb\rc\u2028d\u2029e.jpg'],
  ['a name of the signs that patterns are made of', 'uploads/*?[a]{b}\\!.jpg'],
  ['an upload in a folder named like that of our renditions', 'uploads/thumbnails/cat.jpg'],
  ['an upload in a folder named like that of our records', 'uploads/outcomes/cat.jpg'],
  ['a hidden file', 'uploads/.hidden'],
  ['a folder of three dots', 'uploads/.../cat.jpg'],
  ['a name of three dots', 'uploads/...'],
  ['a folder that begins with dots', 'uploads/..a/cat.jpg'],
  ['a folder that ends with dots', 'uploads/a../cat.jpg'],
  ['a name that ends with dots', 'uploads/a..'],
])('%s: goes on', async (_what, key) => {
  expect(await goesTo(photoUploaded({ key }))).toBe('Resize Photo');
});

test.each([
  ['K15 an empty key', ''],
  ['K15 .', '.'],
  ['K15 ..', '..'],
  ['K4 ./ at the beginning', './uploads/cat.jpg'],
  ['K4 ../ at the beginning', '../uploads/cat.jpg'],
  ['K4 /./ within', 'uploads/./cat.jpg'],
  ['K4 /../ within', 'uploads/../cat.jpg'],
  ['K4 /. at the end', 'uploads/a/.'],
  ['K4 /.. at the end', 'uploads/a/..'],
  ['K5 a leading slash', '/uploads/cat.jpg'],
  ['K5 nothing but a slash', '/'],
  ['K5 an empty segment', 'uploads/a//cat.jpg'],
  ['K5 a slash at the end of a file that is not empty', 'uploads/a/'],
  ['K5 the folder of uploads itself, as a file that is not empty', 'uploads/'],
])('%s: rejected', async (_what, key) => {
  expect(await goesTo(photoUploaded({ key }))).toBe('Record Rejection');
});

test.each(['uploads/cat.jpg', 'uploads/.hidden'])('C1 rejects the empty file %s', async (key) => {
  expect(await goesTo(photoUploaded({ key, size: 0 }))).toBe('Record Rejection');
});

test.each([1, -1, 0.5, 5 * 2 ** 40])('goes on with a file of %d bytes', async (size) => {
  expect(await goesTo(photoUploaded({ size }))).toBe('Resize Photo');
});

test.each([
  ['K11 the marker of a folder', photoUploaded({ key: 'uploads/holiday/', size: 0 })],
  ['K11 the marker of the folder of uploads', photoUploaded({ key: 'uploads/', size: 0 })],
  ['K12 a rendition of ours', photoUploaded({ key: 'thumbnails/cat.jpg/thumbnail.jpg' })],
  ['K12 an outcome record of ours', photoUploaded({ key: 'outcomes/uploads/cat.jpg.json' })],
  ['another folder', photoUploaded({ key: 'elsewhere/cat.jpg' })],
  ['another folder of a name like ours', photoUploaded({ key: 'uploads2/cat.jpg' })],
  ['our folder inside another', photoUploaded({ key: 'a/uploads/cat.jpg' })],
  ['an empty file outside our folder', photoUploaded({ key: 'elsewhere/empty', size: 0 })],
  ['two slashes outside our folder', photoUploaded({ key: 'elsewhere//cat.jpg' })],
  ['E4 a foreign bucket', photoUploadedWith(['detail', 'bucket', 'name'], 'uploads-bucket2')],
  ['E4 a foreign account', photoUploadedWith(['account'], '999999999999')],
  ['E4 an account that is no text', photoUploadedWith(['account'], 123456789012)],
  ['E4 a foreign region', photoUploadedWith(['region'], 'eu-central-2')],
  ['E4 a region that is null', photoUploadedWith(['region'], null)],
])('%s: ignored', async (_what, event) => {
  const { path, calls, status } = await execute(event);

  expect(path).toEqual(['Validate Key', 'Object Ignored']);
  expect(calls).toEqual([]);
  expect(status).toBe('SUCCEEDED');
});

test('E4 ignores what is not ours before it looks at the key', async () => {
  const event = photoUploadedWith(['detail', 'bucket', 'name'], 'other');
  Object.assign(event.detail as object, { object: { ...photoUploaded().detail.object, key: '' } });

  expect(await goesTo(event)).toBe('Object Ignored');
});

test.each([
  ['the account', ['account']],
  ['the region', ['region']],
  ['the sequencer, as a backfill does', ['detail', 'object', 'sequencer']],
  ['the version, as an unversioned bucket does', ['detail', 'object', 'version-id']],
  ['the reason', ['detail', 'reason']],
])('goes on with an event that leaves out %s', async (_what, path) => {
  expect(await goesTo(photoUploadedWith(path, undefined))).toBe('Resize Photo');
});

test.each(['PutObject', 'POST Object', 'CopyObject', 'CompleteMultipartUpload'])(
  'E7 goes on with an object that came by %s',
  async (reason) => {
    expect(await goesTo(photoUploadedWith(['detail', 'reason'], reason))).toBe('Resize Photo');
  },
);

test.each(['thumbnails/cat.jpg/thumbnail.jpg', 'outcomes/cat.jpg.json'])(
  'K12 ignores our own output %s even where everything is an upload, so that no loop can begin',
  async (key) => {
    expect(await goesTo(photoUploaded({ key }), { UploadsPrefix: '' })).toBe('Object Ignored');
    expect(await goesTo(photoUploaded({ key: 'cat.jpg' }), { UploadsPrefix: '' })).toBe('Resize Photo');
  },
);
