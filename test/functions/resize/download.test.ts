import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { download, letGo } from '../../../functions/resize/download.ts';
import * as samples from '../../fixtures/samples.ts';

const limits = { maxBytes: 1e6, maxPixels: 1e6 };

/** From a stream that brings the pieces as they are. */
function downloaded(...pieces: Buffer[]) {
  const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
  return download(Readable.from(pieces), bytes, limits);
}

test('the memory of a photo that came in pieces is given back at once', async () => {
  const { baseline: jpeg } = samples;
  const photo = await downloaded(jpeg.subarray(0, 1000), jpeg.subarray(1000));
  expect(photo).toEqual(jpeg);

  letGo(photo);

  expect(photo.length).toBe(0);
  expect(photo.buffer.byteLength).toBe(0);
});

test('a photo that came in one piece stays with whoever sent it', async () => {
  const sent = Buffer.from(new Uint8Array(samples.baseline).buffer);
  const photo = await downloaded(sent);

  letGo(photo);

  expect(photo).toEqual(samples.baseline);
  expect(sent).toEqual(samples.baseline);
});
