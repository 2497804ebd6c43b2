import { expect, test } from '@jest/globals';
import { decided, inTime, verdictOn } from '../../../functions/resize/whose-fault.ts';
import { RejectedPhotoError } from '../../../functions/shared/errors.ts';

test('a photo that cannot be decoded is corrupt, in the last words of the decoder', () => {
  const error = new Error('source: bad seek to 10\nheif: Invalid input\n');
  const verdict = verdictOn(error, 20);
  expect(verdict).toBeInstanceOf(RejectedPhotoError);
  expect(verdict).toMatchObject({ reason: 'corrupt', detail: 'heif: Invalid input', cause: error });
});

test('whatever fails after the time of the decoder is over took too long', () => {
  const error = new Error('timeout: 42% complete');
  expect(verdictOn(error, 10_001)).toMatchObject({ reason: 'took-too-long', cause: error });
  expect(verdictOn(error, 9_000)).toMatchObject({ reason: 'corrupt' });
});

test.each([
  ['VipsJpeg: Insufficient memory (case 4)'],
  ['Input buffer has corrupt header: vips_tracked: out of memory -- size == 186MB'],
  ['source: bad seek to 1024\nvips_tracked: out of memory -- size == 0MB'],
  ['glib: Error creating thread: Resource temporarily unavailable'],
])('a machine without memory is no fault of the photo: %j', (message) => {
  const error = new Error(message);
  expect(verdictOn(error, 20)).toBe(error);
  expect(verdictOn(error, 20_000)).toBe(error);
});

test('a photo that asks for more than the decoder allows is at fault', () => {
  const error = new Error(
    'heif: Memory allocation error: Security limit exceeded: Image size 5000x5000 exceeds',
  );
  expect(verdictOn(error, 20)).toMatchObject({ reason: 'corrupt' });
});

test('an error with a code is of Node, and what is no error of sharp stays what it is', () => {
  const failed = Object.assign(new RangeError('Failed to allocate memory'), {
    code: 'ERR_MEMORY_ALLOCATION_FAILED',
  });
  expect(verdictOn(failed, 20)).toBe(failed);
  expect(verdictOn('a string', 20)).toBe('a string');
});

test('work that succeeds gives what it made', async () => {
  await expect(decided(Promise.resolve(7))).resolves.toBe(7);
  await expect(decided(Promise.reject(new Error('VipsJpeg: no')))).rejects.toThrow(RejectedPhotoError);
});

test('a photo whose pixels are decoded is at fault for nothing but the time', async () => {
  const error = new Error('Processed image is too large for the WebP format');
  await expect(inTime(Promise.resolve(7), 1)).resolves.toBe(7);
  await expect(inTime(Promise.reject(error), 1)).rejects.toBe(error);
  await expect(inTime(Promise.reject(error), 0)).rejects.toMatchObject({
    reason: 'took-too-long',
    cause: error,
  });
});
