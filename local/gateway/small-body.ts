import type { IncomingMessage } from 'node:http';
import { readBody } from '../http/body.ts';
import { ProtocolError } from './error.ts';

/** Twice the largest message of SQS, which can be all escapes. */
const mostBytes = 2 * 1024 * 1024;

/** The length is wanted beforehand, as AWS wants it: what is too large is refused before it has come. */
export async function readSmallBody(request: IncomingMessage): Promise<Buffer> {
  if (request.headers['transfer-encoding'] !== undefined) {
    throw new ProtocolError('missing-length', 411, 'Send the body with a Content-Length.');
  }
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) {
    throw new ProtocolError('too-large', 413, `A request can have ${mostBytes} bytes at most.`);
  }
  return readBody(request, mostBytes);
}
