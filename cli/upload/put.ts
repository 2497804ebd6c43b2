import { createReadStream } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import type { UploadLink } from '../../functions/presign/answers.ts';
import { type PhotoFile, UnusableFileError } from './file.ts';

/** Whether the photo arrived is not known: the connection broke, or no answer came. */
export class LostAnswerError extends Error {
  override readonly name = 'LostAnswerError';
}

export interface PutAnswer {
  status: number;
  /** What S3 calls the error. */
  code: string;
  message: string;
  retryAfter: string | undefined;
}

interface Put {
  link: UploadLink;
  file: PhotoFile;
  signal: AbortSignal;
  /** How much has been given to the network so far. */
  onSent(bytes: number): void;
}

/** Milliseconds in which nothing moves. */
const longestSilence = 30_000;

/** One PUT of the file, as it was when it was looked at. S3 compares it with the length and hash of then. */
export function put({ link, file, signal, onSent }: Put): Promise<PutAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<PutAnswer>();
  const lost = (cause: unknown) => reject(new LostAnswerError('The connection broke.', { cause }));
  const url = new URL(link.url);
  const request = (url.protocol === 'http:' ? httpRequest : httpsRequest)(url, {
    method: link.method,
    headers: { ...link.headers, 'content-length': file.size },
    signal,
  });
  const body = createReadStream(file.path, { end: file.size - 1 });
  let sent = 0;
  body.on('data', (chunk) => {
    sent += chunk.length;
    onSent(sent);
  });
  body.on('end', () => {
    if (sent === file.size) return;
    reject(new UnusableFileError('was changed while it was being sent'));
    request.destroy();
  });
  body.on('error', (cause) => {
    reject(new UnusableFileError(`cannot be read any more: ${cause.message}`, { cause }));
    request.destroy();
  });
  request.setTimeout(longestSilence, () => request.destroy(new Error('Nothing moves any more.')));
  request.on('response', (response) => {
    answerOf(response)
      .then(resolve, lost)
      .finally(() => body.destroy());
  });
  request.on('error', (error) => {
    body.destroy();
    if (signal.aborted) reject(signal.reason);
    else lost(error);
  });
  body.pipe(request);
  return promise;
}

async function answerOf(response: IncomingMessage): Promise<PutAnswer> {
  const said = await text(response);
  const element = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(said)?.[1] ?? '';
  return {
    status: response.statusCode ?? 0,
    code: element('Code'),
    message: element('Message'),
    retryAfter: response.headers['retry-after'],
  };
}
