import { type ChecksumAlgorithm, checksumAlgorithms } from '../body/checksum.ts';
import { S3Error } from '../errors.ts';
import type { Call } from '../http/call.ts';
import type { Upload } from '../store/uploads.ts';

/** The algorithm that x-amz-checksum-algorithm asks for. */
export function requestedAlgorithm(call: Call): ChecksumAlgorithm | undefined {
  const name = call.header('x-amz-checksum-algorithm');
  if (name === undefined) return undefined;
  const algorithm = checksumAlgorithms.find((each) => each === name.toUpperCase());
  if (algorithm !== undefined) return algorithm;
  throw new S3Error('InvalidRequest', {
    message: `Checksum algorithm provided is unsupported. Please try again with any of the valid types: ${checksumAlgorithms.join(', ')}`,
  });
}

/** What a multipart upload is begun with. */
export function uploadChecksum(call: Call): Upload['checksum'] {
  const algorithm = requestedAlgorithm(call);
  const given = call.header('x-amz-checksum-type');
  if (algorithm === undefined) {
    if (given === undefined) return undefined;
    throw new S3Error('InvalidRequest', {
      message: 'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    });
  }
  const type = given?.toUpperCase() ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  if (type === 'FULL_OBJECT' && algorithm.startsWith('CRC')) return { algorithm, type };
  if (type === 'COMPOSITE' && algorithm !== 'CRC64NVME') return { algorithm, type };
  throw new S3Error('InvalidRequest', {
    message: `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  });
}
