import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createChecksum } from '../../../local/s3/body/checksum.ts';
import { fullChecksum } from '../../../local/s3/combined-checksum.ts';

test.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)(
  'the %s of parts put together is that of the whole',
  async (algorithm) => {
    const sumOf = async (...pieces: Buffer[]) => {
      const checksum = createChecksum(algorithm);
      for (const piece of pieces) checksum.update(piece);
      return (await checksum.digest()).toString('base64');
    };
    const part = fc.uint8Array({ maxLength: 5000, size: 'max' }).map((bytes) => Buffer.from(bytes));
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 6 }), async (parts) => {
        const sums = await Promise.all(
          parts.map(async (each) => ({ bytes: each.length, value: await sumOf(each) })),
        );
        expect(fullChecksum(algorithm, sums)).toBe(await sumOf(...parts));
      }),
      { numRuns: 50 },
    );
  },
);
