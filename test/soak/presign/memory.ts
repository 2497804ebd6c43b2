import { readFileSync } from 'node:fs';

/** What a process holds of the machine's memory, in MB, looked at every now and then. Linux alone. */
export class MemoryCurve implements Disposable {
  readonly megabytes: number[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(pid: number, everyMs = 500) {
    const look = () => this.megabytes.push(residentOf(pid));
    look();
    this.timer = setInterval(look, everyMs);
  }

  /** The middle of what was seen within this part of the time. */
  median(from: number, to: number): number {
    const { length } = this.megabytes;
    const part = this.megabytes.slice(Math.floor(from * length), Math.max(1, Math.ceil(to * length)));
    return part.toSorted((a, b) => a - b)[Math.floor(part.length / 2)] ?? 0;
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
  }
}

function residentOf(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}
