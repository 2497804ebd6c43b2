import { createHash } from 'node:crypto';
import { type ChecksumAlgorithm, createChecksum } from './body/checksum.ts';
import type { BodyDigest } from './body/index.ts';

/** The digest of bytes that we have already, as a body that is received has one. */
export function digesting(
  source: AsyncIterable<Buffer>,
  algorithm: ChecksumAlgorithm | undefined,
): { chunks: AsyncIterable<Buffer>; digest: () => BodyDigest } {
  let digest: BodyDigest | undefined;
  async function* chunks(): AsyncGenerator<Buffer> {
    const md5 = createHash('md5');
    const checksum = algorithm && createChecksum(algorithm);
    let bytes = 0;
    for await (const chunk of source) {
      bytes += chunk.length;
      md5.update(chunk);
      checksum?.update(chunk);
      yield chunk;
    }
    const value = (await checksum?.digest())?.toString('base64');
    digest = {
      bytes,
      md5: md5.digest('hex'),
      ...(algorithm && value !== undefined && { checksum: { algorithm, value } }),
    };
  }
  return {
    chunks: chunks(),
    digest() {
      if (digest === undefined) throw new Error('The digest of bytes is known after the last of them.');
      return digest;
    },
  };
}
