import { photo } from '../../test/fixtures/pictures.ts';

const comment = 0xfe;
const mostInSegment = 65_533;

/** A photo of exactly so many bytes: what a small one lacks stands in comments, which cost S3's requests alone. */
export async function paddedPhoto(bytes: number): Promise<Buffer> {
  const small = await photo({ width: 640, height: 480 }).jpeg({ quality: 40 }).toBuffer();
  const segments: Buffer[] = [];
  for (let rest = bytes - small.length; rest >= 4; ) {
    const length = Math.min(rest - 4, mostInSegment);
    const segment = Buffer.alloc(length + 4, ' ');
    segment.set([0xff, comment, (length + 2) >> 8, (length + 2) & 0xff]);
    segments.push(segment);
    rest -= segment.length;
  }
  return Buffer.concat([small.subarray(0, 2), ...segments, small.subarray(2)]);
}
