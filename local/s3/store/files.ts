import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A run of bytes in a file of their own. */
export interface Piece {
  file: string;
  bytes: number;
}

/** What a new file is written by; the system's own functions where it names none. Asked for each file. */
export type WriteDisk = () => StreamOptions['fs'] | undefined;
type StreamOptions = Exclude<Parameters<typeof createWriteStream>[1], string | undefined>;

const chunkBytes = 256 * 1024;
const shards = Array.from({ length: 256 }, (_, at) => at.toString(16).padStart(2, '0'));

/**
 * The bytes of all objects. A file has its final name only when all of it is on the disk, and never changes after; one
 * that no row of the database speaks of is rubbish.
 */
export class Files {
  readonly #folder: string;
  readonly #disk: WriteDisk;
  readonly #readers = new Map<string, number>();
  readonly #doomed = new Set<string>();

  constructor(folder: string, disk: WriteDisk = () => undefined) {
    this.#folder = folder;
    this.#disk = disk;
    rmSync(join(folder, 'incoming'), { recursive: true, force: true });
    for (const name of ['incoming', ...shards]) mkdirSync(join(folder, name), { recursive: true });
  }

  /** Resolves to the file's name when its bytes outlive a power cut. When it rejects, nothing is left. */
  async write(chunks: AsyncIterable<Buffer>): Promise<string> {
    const name = randomBytes(16).toString('hex');
    const incoming = join(this.#folder, 'incoming', name);
    try {
      const fs = this.#disk();
      await pipeline(chunks, createWriteStream(incoming, { flags: 'wx', flush: true, ...(fs && { fs }) }));
      await rename(incoming, this.#pathOf(name));
      await using shard = await open(join(this.#folder, name.slice(0, 2)));
      await shard.sync();
      return name;
    } catch (error) {
      await rm(incoming, { force: true });
      throw error;
    }
  }

  /** Bytes from `start` to before `end`. What is removed meanwhile is still read to its end. */
  read(pieces: readonly Piece[], start: number, end: number): Readable {
    for (const { file } of pieces) this.#readers.set(file, (this.#readers.get(file) ?? 0) + 1);
    const body = Readable.from(this.#chunks(pieces, start, end), {
      objectMode: false,
      highWaterMark: chunkBytes,
    });
    body.once('close', () => {
      for (const { file } of pieces) this.#release(file);
    });
    return body;
  }

  remove(names: Iterable<string>): void {
    for (const name of names) {
      if (this.#readers.has(name)) this.#doomed.add(name);
      else rmSync(this.#pathOf(name), { force: true });
    }
  }

  /** Removes what a process that was killed has left. */
  sweep(known: ReadonlySet<string>): void {
    for (const shard of shards) {
      this.remove(readdirSync(join(this.#folder, shard)).filter((name) => !known.has(name)));
    }
  }

  async *#chunks(pieces: readonly Piece[], start: number, end: number): AsyncGenerator<Buffer> {
    let at = 0;
    for (const { file, bytes } of pieces) {
      const from = Math.max(start - at, 0);
      const to = Math.min(end - at, bytes);
      at += bytes;
      if (from >= to) continue;
      const range = { start: from, end: to - 1, highWaterMark: chunkBytes };
      let missing = to - from;
      for await (const chunk of createReadStream(this.#pathOf(file), range) as AsyncIterable<Buffer>) {
        missing -= chunk.length;
        yield chunk;
      }
      if (missing > 0) throw new Error(`${this.#pathOf(file)} is shorter than it was written.`);
    }
  }

  #release(file: string): void {
    const others = (this.#readers.get(file) ?? 1) - 1;
    if (others > 0) {
      this.#readers.set(file, others);
      return;
    }
    this.#readers.delete(file);
    if (this.#doomed.delete(file)) rmSync(this.#pathOf(file), { force: true });
  }

  #pathOf(name: string): string {
    return join(this.#folder, name.slice(0, 2), name);
  }
}
