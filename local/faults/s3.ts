import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import fs from 'node:fs';
import { Readable } from 'node:stream';
import { type Around, type Operation, type Reply, S3Error, type WriteDisk } from '../s3/index.ts';
import type { Faults } from './faults.ts';
import type { Status } from './kinds.ts';
import { performWith } from './perform.ts';
import { photoOfObject } from './photo-in.ts';

const errors = {
  500: 'InternalError',
  503: 'SlowDown',
  403: 'AccessDenied',
  429: 'TooManyRequests',
} as const satisfies Record<Status, string>;

/** Only what is called within it finds the disk full. */
const diskIsFull = new AsyncLocalStorage<true>();

/** Puts itself around each operation of S3, and under its files. */
export function s3Faults(faults: Faults): { around: Around; disk: WriteDisk } {
  const around: Around = async (operation, perform) => {
    const { name, call, response } = operation;
    const { bucket } = call.address;
    const key = call.key || (call.query('prefix') ?? '');
    const fault = faults.at(`s3.${name}`, () => ({
      text: `${bucket}/${key}`,
      photo: photoOfObject(bucket, key, faults.places),
    }));
    if (fault?.do === 'disk-full') return diskIsFull.run(true, perform);
    if (fault?.do === 'cut') return cut(operation, perform);
    if (fault?.do === 'slow' && operation.takesBody) {
      call.through = (chunks) => lingering(chunks, () => faults.sleep(fault.ms));
      return perform();
    }
    return performWith<Reply>(faults, fault, perform, {
      refuse(status) {
        throw new S3Error(errors[status]);
      },
      async silence() {
        if (call.request.headers.expect !== undefined) response.writeContinue();
        call.request.resume();
        if (!response.destroyed) await once(response, 'close');
        return {};
      },
      hangUp(reply) {
        reply?.stream?.destroy();
        response.destroy();
        return {};
      },
    });
  };
  return { around, disk: () => (diskIsFull.getStore() ? fullDisk : undefined) };
}

const noSpace = () => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
type Callback = (error: Error) => void;
const fail = (...given: unknown[]) => void setImmediate(given.at(-1) as Callback, noSpace());

/** It has room for a new name, and for not one byte. */
const fullDisk = { open: fs.open, close: fs.close, write: fail, writev: fail, fsync: fail };

/** What has a body to be sent breaks in the middle of that, and what receives one while it is received. */
async function cut({ call, response }: Operation, perform: () => Promise<Reply>): Promise<Reply> {
  const { request } = call;
  const announced = Number(request.headers['content-length'] ?? 0);
  call.through = (chunks) => untilBroken(chunks, announced / 2, () => request.destroy());
  try {
    const reply = await perform();
    const { stream, headers = {} } = reply;
    if (stream === undefined) throw new Error('There is no body to be cut.');
    const { socket } = request;
    response.once('finish', () => socket.destroy()); // half of what was announced is with the system by then
    return { ...reply, stream: Readable.from(firstOf(stream, Number(headers['content-length']) / 2)) };
  } catch {
    response.destroy();
    return {};
  }
}

/** All of the body is here by then: whoever sent it may have gone. */
async function* lingering(chunks: AsyncIterable<Buffer>, wait: () => Promise<void>): AsyncGenerator<Buffer> {
  yield* chunks;
  await wait();
}

async function* firstOf(stream: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = Math.floor(bytes);
  if (left === 0) return;
  for await (const chunk of stream) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}

async function* untilBroken(
  chunks: AsyncIterable<Buffer>,
  bytes: number,
  breakIt: () => void,
): AsyncGenerator<Buffer> {
  let left = Math.floor(bytes);
  for await (const chunk of chunks) {
    if (chunk.length <= left) {
      left -= chunk.length;
      yield chunk;
      continue;
    }
    if (left > 0) yield chunk.subarray(0, left);
    break;
  }
  breakIt();
  throw new Error('The connection was broken.');
}
