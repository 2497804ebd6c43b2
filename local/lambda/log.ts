import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Then the file becomes the old one, and the one that was old is gone. */
const maxFileBytes = 10 * 1024 * 1024;

/** A function's log: its own lines and Lambda's, each with the time and the request that it is about. */
export class FunctionLog implements Disposable {
  private readonly file: string;
  private readonly maxBytes: number;
  private descriptor: number;
  private bytes: number;

  constructor(file: string, maxBytes = maxFileBytes) {
    mkdirSync(dirname(file), { recursive: true });
    this.file = file;
    this.maxBytes = maxBytes;
    this.descriptor = openSync(file, 'a');
    this.bytes = fstatSync(this.descriptor).size;
  }

  /** Waits for the page cache alone, some microseconds, and so never collects lines in memory. */
  write(requestId: string, lines: readonly string[]): void {
    if (lines.length === 0 || this.descriptor < 0) return;
    const prefix = `${new Date().toISOString()}\t${requestId}\t`;
    const text = Buffer.from(`${prefix}${lines.join(`\n${prefix}`)}\n`);
    try {
      if (this.bytes > 0 && this.bytes + text.length > this.maxBytes) this.rotate();
      writeSync(this.descriptor, text);
      this.bytes += text.length;
    } catch {} // on a full disk the functions go on without a log
  }

  [Symbol.dispose](): void {
    if (this.descriptor >= 0) closeSync(this.descriptor);
    this.descriptor = -1;
  }

  private rotate(): void {
    renameSync(this.file, `${this.file}.1`);
    const full = this.descriptor;
    this.descriptor = openSync(this.file, 'a');
    this.bytes = 0;
    closeSync(full);
  }
}
