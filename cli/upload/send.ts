import type { UploadLink } from '../../functions/presign/answers.ts';
import type { Links } from '../links.ts';
import { PassingError, passing, persistently, restOf } from '../persistence.ts';
import { type PhotoFile, UnusableFileError } from './file.ts';
import { LostAnswerError, type PutAnswer, put } from './put.ts';

interface Sending {
  links: Links;
  file: PhotoFile;
  folder?: string;
  signal: AbortSignal;
  onSent(bytes: number): void;
}

/** The bucket did not take it, again and again or for good. */
export class UnsentError extends Error {
  override readonly name = 'UnsentError';
}

/** The link has no life left in it: another is needed. */
class ExpiredLinkError extends Error {
  override readonly name = 'ExpiredLinkError';
}

const mostLinks = 3;

/** Sends the file by a link of its own, and says at which key it is now. Throws when it is not there. */
export async function send(sending: Sending): Promise<string> {
  const { links, file, folder, signal } = sending;
  const { fileName, contentType, size, checksumSha256 } = file;
  const wanted = { fileName, contentType, size, checksumSha256, ...(folder !== undefined && { folder }) };
  for (let asked = 1; ; asked++) {
    const link = await links.ask(wanted, signal);
    try {
      await persistently(signal, () => attempt(link, sending));
      return link.key;
    } catch (error) {
      signal.throwIfAborted();
      // The key is nobody else's: what is there is this photo, whatever became of the answers.
      if (await isThere(error, link, sending)) return link.key;
      if (!(error instanceof ExpiredLinkError) || asked === mostLinks) throw failureOf(error);
    }
  }
}

async function attempt(link: UploadLink, { file, signal, onSent }: Sending): Promise<void> {
  let answer: PutAnswer;
  try {
    answer = await put({ link, file, signal, onSent });
  } catch (error) {
    if (error instanceof LostAnswerError) throw new PassingError(error.message, { cause: error });
    throw error;
  }
  const { status, code, message, retryAfter } = answer;
  if (status === 200) return;
  const said = `The bucket answers ${status} ${code}${message && `: ${message}`}`;
  // 409 is two writes at once of which S3 let neither win: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
  if (passing(status) || status === 409 || code === 'RequestTimeout') {
    throw new PassingError(said, { restMs: restOf(retryAfter) });
  }
  if (status === 403 && Date.now() > Date.parse(link.expiresAt)) throw new ExpiredLinkError(said);
  if (/BadDigest|ContentSHA256Mismatch|ChecksumMismatch/.test(code)) {
    throw new UnusableFileError('was changed while it was being sent');
  }
  throw new RefusedPutError(said, status);
}

class RefusedPutError extends Error {
  override readonly name = 'RefusedPutError';
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** After 412 an earlier attempt arrived whose answer was lost; after a broken connection this one may have. */
async function isThere(error: unknown, { key }: UploadLink, { links, signal }: Sending): Promise<boolean> {
  const refused = error instanceof RefusedPutError && error.status === 412;
  if (!refused && !(error instanceof PassingError) && !(error instanceof ExpiredLinkError)) return false;
  return (await links.status(key, signal).catch(() => undefined)) !== undefined;
}

function failureOf(error: unknown): unknown {
  const ofTheWay =
    error instanceof PassingError || error instanceof RefusedPutError || error instanceof ExpiredLinkError;
  return ofTheWay ? new UnsentError(`could not be sent. ${error.message}`, { cause: error }) : error;
}
