import { expect, test } from '@jest/globals';
import { photoUploaded, photoUploadedWith } from './events.ts';
import { execute } from './execute.ts';

const texts = [
  ['detail', 'bucket', 'name'],
  ['detail', 'object', 'key'],
  ['detail', 'object', 'etag'],
];
const optionalTexts = [
  ['detail', 'object', 'sequencer'],
  ['detail', 'object', 'version-id'],
];
const numbers = [['detail', 'object', 'size']];
const optionalNumbers = [['attempt'], ['maxAttempts']];
const holders = [['detail'], ['detail', 'bucket'], ['detail', 'object']];

const noText = [null, 7, true, ['uploads/cat.jpg'], {}];
const noNumber = [null, '7', false, [7], {}];

/** Each field with each thing that it must not be; undefined stands for a field that is missing. */
const wrong: [field: string, is: string, path: string[], value: unknown][] = [
  ...[...texts, ...numbers, ...holders].map((path) => ({ path, value: undefined })),
  ...[...texts, ...optionalTexts].flatMap((path) => noText.map((value) => ({ path, value }))),
  ...[...numbers, ...optionalNumbers].flatMap((path) => noNumber.map((value) => ({ path, value }))),
  ...holders.flatMap((path) => [null, 'text', 7, []].map((value) => ({ path, value }))),
].map(({ path, value }) => [
  path.join('.'),
  value === undefined ? 'missing' : JSON.stringify(value),
  path,
  value,
]);

test.each(wrong)(
  'E3 an event whose %s is %s is malformed, and no function runs',
  async (_f, _is, path, value) => {
    const run = await execute(photoUploadedWith(path, value));

    expect(run.path).toEqual(['Validate Key', 'Event Malformed']);
    expect(run).toMatchObject({ status: 'FAILED', error: 'EventMalformed', calls: [], retries: [] });
  },
);

test('E3 a malformed event says what an event has to have', async () => {
  const { cause } = await execute({});

  for (const [...path] of [...texts, ...numbers]) expect(cause).toContain(path.join('.'));
});

test('E3 fields that nobody knows are ignored', async () => {
  const event = { ...photoUploaded(), outcome: 7, error: null, detail: { ...photoUploaded().detail, x: [] } };

  const { path } = await execute(event);

  expect(path).toEqual(['Validate Key', 'Resize Photo', 'Publish Result']);
});

test.each([
  ['of 256 KB', { junk: 'x'.repeat(256 * 1024 - 12) }],
  ['that is an S3 notification as SQS would bring it', { Records: [{ s3: { object: { key: 'a' } } }] }],
  ['that is empty', {}],
  ['that is a list', [photoUploaded()]],
])('E10 a hand-made input %s is malformed at once', async (_what, input) => {
  const run = await execute(input);

  expect(run.path).toEqual(['Validate Key', 'Event Malformed']);
  expect(run).toMatchObject({ error: 'EventMalformed', calls: [], retries: [], seconds: 0 });
});
