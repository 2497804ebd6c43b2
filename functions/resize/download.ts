import type { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { RejectedPhotoError, StorageUnavailableError } from '../shared/errors.ts';
import { inspectFront, type Limits, leastFront } from './inspect.ts';

// V8 counts what a network brings beside its own heap. That is small, and so one photo would be reason enough to mark all of
// it: a fifth of the processor's time, for next to nothing to collect. docs/performance.md
setFlagsFromString('--heap-growing-percent=400');

export const idleMs = 2_000;

/** Up to here a front is looked at although its header is known: the first scans of a JPEG can show what it is. */
const lastFront = 65_536;

/** The whole photo, or a refusal as soon as its size or what has come of it is reason enough: nothing more is read then. */
export async function download(
  body: Readable,
  bytes: number,
  { maxBytes, ...limits }: Limits & { maxBytes: number },
): Promise<Buffer> {
  if (bytes > maxBytes) {
    body.destroy();
    throw new RejectedPhotoError('too-large', `the file has ${bytes} bytes, at most ${maxBytes} are taken`);
  }
  let photo: Buffer = Buffer.alloc(0);
  let come = 0;
  let nextLook = leastFront;
  for await (const chunk of chunksOf(body)) {
    // A small photo comes in one piece.
    if (come === 0) photo = chunk.length === bytes ? chunk : ownMemory(bytes);
    if (photo !== chunk) chunk.copy(photo, come);
    come += chunk.length;
    if (come < nextLook || come >= bytes) continue;
    const found = inspectFront(photo.subarray(0, come), limits);
    // Twice as much each time: what is read again and again stays in proportion to what has come.
    nextLook = found === 'header' && come >= lastFront ? Number.POSITIVE_INFINITY : come * 2;
  }
  if (come !== bytes) throw new StorageUnavailableError(`S3 sent ${come} of ${bytes} bytes of the photo`);
  return photo;
}

const own = new WeakSet<Buffer>();

function ownMemory(bytes: number): Buffer {
  const memory = Buffer.allocUnsafeSlow(bytes);
  own.add(memory);
  return memory;
}

/**
 * The memory of a photo, given back at once: V8 lets go of what is not its own when it collects garbage, which a second
 * photo does not wait for. Nobody may be reading it any more, not even a decoder that was given up. One that came in one
 * piece is in somebody else's memory.
 */
export function letGo(photo: Buffer): void {
  if (own.has(photo)) (photo.buffer as ArrayBuffer).transfer(0);
}

/** To stop taking them destroys the stream, and with it the connection. */
async function* chunksOf(body: Readable): AsyncGenerator<Buffer> {
  // The SDK's own time limit ends with the headers of the answer.
  const giveUp = setTimeout(() => body.destroy(new Error('nothing came for too long')), idleMs);
  try {
    for await (const chunk of body) {
      giveUp.refresh();
      yield chunk;
    }
  } catch (error) {
    throw new StorageUnavailableError('S3 broke off in the middle of the photo', { cause: error });
  } finally {
    clearTimeout(giveUp);
  }
}
