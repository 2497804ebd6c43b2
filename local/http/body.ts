import type { IncomingMessage } from 'node:http';

/** The body is larger than whoever reads it wants to hold. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/**
 * The whole body. Made for requests that are small; photos are streamed. What is too large is read to its end all the
 * same, and dropped: a client that sends everything before it reads would not get its answer otherwise.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      request.resume();
      throw new BodyTooLargeError(`The body has more than ${maxBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
