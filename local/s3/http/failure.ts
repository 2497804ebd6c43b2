import { SignatureError } from '../../signature/index.ts';
import { BodyError } from '../body/index.ts';
import { S3Error } from '../errors.ts';

export interface Failure {
  code: string;
  status: number;
  message: string;
  detail: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
}

const diskIsFull = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const sqliteFull = 13;

/** What is answered for an error; one that no client can be blamed for is said aloud here, and not to the client. */
export function failureOf(error: unknown): Failure {
  if (error instanceof S3Error || error instanceof SignatureError || error instanceof BodyError) return error;
  const { code, errcode } = error as { code?: string; errcode?: number };
  if (diskIsFull.includes(code ?? '') || errcode === sqliteFull) {
    return new S3Error('ServiceUnavailable', { message: 'There is no space left for this object.' });
  }
  process.emitWarning(error instanceof Error ? (error.stack ?? error.message) : String(error), 'S3Warning');
  return new S3Error('InternalError');
}
