import type { Readable } from 'node:stream';
import { Lines } from './lines.ts';

/** stdout or stderr of an environment, line by line, cut where an invocation's part ends. */
export class Output {
  private readonly lines = new Lines();
  private readonly endOfLog: string;
  private readonly take: (lines: string[]) => void;
  private ended: (() => void) | undefined;

  constructor(stream: Readable, endOfLog: string, take: (lines: string[]) => void) {
    this.endOfLog = endOfLog;
    this.take = take;
    stream.on('data', (chunk: Buffer) => this.receive(this.lines.push(chunk)));
    stream.once('close', () => this.receive(this.lines.end()));
    stream.on('error', () => {}); // its process is gone: the environment hears of that by itself
  }

  /** When all has been read that was written before the runtime told how the invocation ended. */
  end(): Promise<void> {
    return new Promise((resolve) => {
      this.ended = resolve;
    });
  }

  private receive(lines: string[]): void {
    let from = 0;
    lines.forEach((line, index) => {
      if (!line.endsWith(this.endOfLog)) return;
      const begun = line.slice(0, -this.endOfLog.length); // a line that had no end yet
      this.take([...lines.slice(from, index), ...(begun === '' ? [] : [begun])]);
      from = index + 1;
      this.ended?.();
    });
    this.take(from === 0 ? lines : lines.slice(from));
  }
}
