import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc';

export const checksumAlgorithms = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

/** Fed with a body piece by piece. */
export interface Checksum {
  update(piece: Buffer): void;
  digest(): Promise<Buffer>;
}

export const checksumBytes: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
};

/** The header, or trailer, that has the checksum. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

export function createChecksum(algorithm: ChecksumAlgorithm): Checksum {
  if (algorithm === 'SHA1' || algorithm === 'SHA256') return cryptographic(algorithm);
  return algorithm === 'CRC32'
    ? crcOfZlib()
    : crcOfSdk(algorithm === 'CRC32C' ? new Crc32c() : new Crc64Nvme());
}

function cryptographic(algorithm: 'SHA1' | 'SHA256'): Checksum {
  const hash = createHash(algorithm);
  return { update: (piece) => hash.update(piece), digest: async () => hash.digest() };
}

function crcOfZlib(): Checksum {
  let crc = 0;
  return {
    update(piece) {
      crc = crc32(piece, crc);
    },
    async digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(crc);
      return bytes;
    },
  };
}

function crcOfSdk(crc: Crc32c | Crc64Nvme): Checksum {
  return { update: (piece) => crc.update(piece), digest: async () => Buffer.from(await crc.digest()) };
}
