import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { platform } from 'node:os';
import type { Work } from '../../variants.ts';
import { cpuOf } from './cpu.ts';

/** Photos that are on their way at once. */
const atOnce = 4;

/**
 * What nobody can have for less whose photos go through a store over HTTP: each is received, hashed, written and sent again
 * by one process, received and resized by another. No links, no events, no states, no look at what is there.
 */
export async function leastOverHttp(photos: number): Promise<Work | undefined> {
  if (platform() !== 'linux') return undefined; // whose counting of processor time it needs
  const store = fork(new URL('./least-store.ts', import.meta.url));
  const [port] = (await once(store, 'message')) as [number];
  const resizer = fork(new URL('./least-resizer.ts', import.meta.url));
  const ended = Promise.race([once(store, 'exit'), once(resizer, 'exit')]).then(([code, signal]) => {
    throw new Error(`The store or the resizer ended with ${code ?? signal}.`);
  });
  ended.catch(() => {}); // it is for whoever waits for a photo
  const agent = new Agent({ keepAlive: true });
  let sent = 0;
  return async (photo) => {
    const before = cpuOf(process.pid).children;
    let left = photos;
    const work = async () => {
      while (left-- > 0) {
        const url = `http://127.0.0.1:${port}/${sent++}`;
        await put(url, photo, agent);
        await resized(resizer, url);
      }
    };
    await Promise.race([ended, Promise.all(Array.from({ length: atOnce }, work))]);
    return { cpuMs: cpuOf(process.pid).children - before };
  };
}

function put(url: string, photo: Buffer, agent: Agent): Promise<void> {
  const headers = { 'content-length': `${photo.length}` };
  return new Promise((resolve, reject) => {
    const sending = request(url, { method: 'PUT', agent, headers }, (answer) => {
      answer.on('end', resolve).on('error', reject).resume();
    });
    sending.on('error', reject).end(photo);
  });
}

function resized(resizer: ChildProcess, url: string): Promise<void> {
  return new Promise((resolve) => {
    const hear = (done: string) => {
      if (done !== url) return;
      resizer.off('message', hear);
      resolve();
    };
    resizer.on('message', hear);
    resizer.send(url);
  });
}
