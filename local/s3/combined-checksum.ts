import { createChecksum } from './body/checksum.ts';
import type { ChecksumAlgorithm } from './body/index.ts';

interface PartChecksum {
  /** Base64. */
  value: string;
  bytes: number;
}

/** The checksum of the parts' checksums, and how many they are. */
export async function compositeChecksum(
  algorithm: ChecksumAlgorithm,
  parts: readonly PartChecksum[],
): Promise<string> {
  const checksum = createChecksum(algorithm);
  for (const { value } of parts) checksum.update(Buffer.from(value, 'base64'));
  return `${(await checksum.digest()).toString('base64')}-${parts.length}`;
}

// Bit-reversed, as these checksums work: the highest bit is the coefficient of x⁰.
const polynomials: Readonly<Record<string, { width: number; polynomial: bigint }>> = {
  CRC32: { width: 32, polynomial: 0xedb88320n },
  CRC32C: { width: 32, polynomial: 0x82f63b78n },
  CRC64NVME: { width: 64, polynomial: 0x9a6c9329ac4bc9b5n },
};

/** The checksum of all bytes, worked out from those of the parts without reading any. */
export function fullChecksum(algorithm: ChecksumAlgorithm, parts: readonly PartChecksum[]): string {
  const field = polynomials[algorithm];
  if (field === undefined) throw new Error(`${algorithm} cannot be combined.`);
  const { width, polynomial } = field;
  const one = 1n << BigInt(width - 1);
  const shifts = new Map<number, bigint>();
  let all = 0n;
  for (const { value, bytes } of parts) {
    // Putting bytes behind others multiplies what those came to by x⁸ for each.
    const shift = shifts.get(bytes) ?? power(one >> 8n, bytes);
    shifts.set(bytes, shift);
    all = times(all, shift) ^ BigInt(`0x${Buffer.from(value, 'base64').toString('hex')}`);
  }
  return Buffer.from(all.toString(16).padStart(width / 4, '0'), 'hex').toString('base64');

  function power(base: bigint, exponent: number): bigint {
    let [result, square] = [one, base];
    for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) result = times(result, square);
      square = times(square, square);
    }
    return result;
  }

  function times(a: bigint, b: bigint): bigint {
    let [product, shifted] = [0n, b];
    for (let bit = one; bit > 0n; bit >>= 1n) {
      if ((a & bit) !== 0n) product ^= shifted;
      shifted = (shifted & 1n) === 0n ? shifted >> 1n : (shifted >> 1n) ^ polynomial;
    }
    return product;
  }
}
