import { expect, test } from '@jest/globals';
import { mostFrames } from '../../../functions/resize/formats/gif.ts';
import { mostChunks } from '../../../functions/resize/formats/webp.ts';
import { inspect } from '../../../functions/resize/inspect.ts';
import { type Piece, piece } from '../../fixtures/mutants/piece.ts';
import { webp } from '../../fixtures/mutants/webp.ts';
import { refusal } from '../../fixtures/refusal.ts';
import { renditionOf } from '../../fixtures/renditions-of.ts';
import { extended, gif, lossy, sample, size } from '../../fixtures/samples.ts';

// Millions of small things of which the decoder keeps a note each.

/** An extended WebP with as many more chunks, before its picture or behind it. */
function withChunks(more: number, where: 'before' | 'behind'): Buffer {
  const [file] = webp.read(extended);
  if (file === undefined) throw new Error('the sample is no WebP');
  const storm = Array.from({ length: more }, (): Piece => piece('JUNK', Buffer.alloc(0)));
  const [header, ...others] = file.inner;
  const inner = where === 'before' ? [header, ...storm, ...others] : [header, ...others, ...storm];
  return webp.write([{ ...file, inner: inner.filter((each) => each !== undefined) }]);
}

test.each(['before', 'behind'] as const)(
  'a WebP with thousands of chunks %s its picture is corrupt',
  async (where) => {
    const own = 3;
    expect(await renditionOf(withChunks(100, where), { width: 45 })).toMatchObject({ width: 45 });
    expect(inspect(withChunks(mostChunks - own, where))).toEqual(sample('webp'));
    expect(refusal(() => inspect(withChunks(mostChunks - own + 1, where)))).toMatchObject({
      reason: 'corrupt',
      detail: 'the WebP has more than 10000 chunks',
    });
  },
);

test('what follows the picture of a simple WebP is no chunk', () => {
  const length = Buffer.alloc(4);
  const padded = Buffer.concat([lossy, Buffer.alloc(8 * mostChunks)]);
  length.writeUInt32LE(padded.length - 8);
  expect(inspect(Buffer.concat([padded.subarray(0, 4), length, padded.subarray(8)]))).toEqual(sample('webp'));
});

test('a GIF of more frames than the decoder should keep notes of takes too long', async () => {
  const tiny = Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4c, 1, 0]);
  const remark = Buffer.from([0x21, 0xfe, 1, 65, 0]);
  const of = (frames: number) =>
    Buffer.concat([gif.subarray(0, -1), Buffer.alloc((frames - 1) * 20, Buffer.concat([remark, tiny]))]);

  expect(inspect(of(mostFrames))).toMatchObject({ format: 'gif', ...size });
  expect(refusal(() => inspect(of(mostFrames + 1)))).toMatchObject({
    reason: 'took-too-long',
    detail: 'the GIF has more than 500000 frames',
  });
  expect(await renditionOf(of(1000), { width: 45 })).toMatchObject({ width: 45 });
});
