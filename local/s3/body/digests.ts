import { createHash } from 'node:crypto';
import { type Announced, checksumValue } from './announced.ts';
import { type Checksum, type ChecksumAlgorithm, checksumHeader, createChecksum } from './checksum.ts';
import { BodyError, incomplete } from './error.ts';

export interface BodyDigest {
  bytes: number;
  /** Hex, as in an ETag. */
  md5: string;
  /** Base64; the one that the client sent, and that was right. */
  checksum?: { algorithm: ChecksumAlgorithm; value: string };
}

/** All that is computed over a body, to be held against what was announced. */
export class Digests {
  readonly #announced: Announced;
  readonly #md5 = createHash('md5');
  readonly #sha256 = createHash('sha256');
  readonly #checksum: { algorithm: ChecksumAlgorithm; sum: Checksum } | undefined;
  #bytes = 0;

  constructor(announced: Announced) {
    this.#announced = announced;
    const algorithm = announced.checksum?.algorithm ?? announced.trailer;
    if (algorithm !== undefined) this.#checksum = { algorithm, sum: createChecksum(algorithm) };
  }

  update(data: Buffer): void {
    this.#bytes += data.length;
    this.#md5.update(data);
    if (this.#announced.sha256 !== undefined) this.#sha256.update(data);
    this.#checksum?.sum.update(data);
  }

  /** After the last byte. */
  async check(trailer: string | undefined): Promise<BodyDigest> {
    if (this.#bytes !== this.#announced.bytes) {
      throw incomplete(
        'You did not provide the number of bytes specified by the Content-Length HTTP header.',
      );
    }
    const md5 = this.#md5.digest();
    if (this.#announced.md5 !== undefined && !md5.equals(this.#announced.md5)) {
      throw new BodyError('BadDigest', 'The Content-MD5 you specified did not match what we received.', {
        detail: {
          ExpectedDigest: this.#announced.md5.toString('base64'),
          CalculatedDigest: md5.toString('base64'),
        },
      });
    }
    this.#checkSha256();
    const checksum = await this.#checkChecksum(trailer);
    return { bytes: this.#bytes, md5: md5.toString('hex'), ...(checksum && { checksum }) };
  }

  #checkSha256(): void {
    const { sha256 } = this.#announced;
    if (sha256 === undefined) return;
    const computed = this.#sha256.digest('hex');
    if (computed === sha256) return;
    throw new BodyError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      { detail: { ClientComputedContentSHA256: sha256, S3ComputedContentSHA256: computed } },
    );
  }

  async #checkChecksum(trailer: string | undefined): Promise<BodyDigest['checksum']> {
    if (this.#checksum === undefined) return undefined;
    const { algorithm, sum } = this.#checksum;
    const expected = this.#announced.checksum?.value ?? checksumValue(algorithm, trailer ?? '');
    const computed = await sum.digest();
    if (computed.equals(expected)) return { algorithm, value: computed.toString('base64') };
    throw new BodyError(
      'BadDigest',
      `The ${algorithm} you specified did not match the calculated checksum: ${checksumHeader(algorithm)} was ${expected.toString('base64')}, and the body's is ${computed.toString('base64')}.`,
    );
  }
}
