import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** Resident bytes of those of the processes that are still there. */
type Look = (pids: readonly number[]) => Map<number, number> | Promise<Map<number, number>>;

const run = promisify(execFile);

/**
 * Looks how much memory the environments have that are at work. On Linux ten times a second, which is a read of some
 * 20 microseconds for each; elsewhere twice a second, by one short ps for all of them. What grows and shrinks again
 * between two looks is not noticed.
 */
export class MemoryWatch {
  private readonly watched = new Map<number, (bytes: number) => void>();
  private readonly look: Look;
  private readonly everyMs: number;
  private timer: NodeJS.Timeout | undefined;

  constructor(look: Look = defaultLook, everyMs = process.platform === 'linux' ? 100 : 500) {
    this.look = look;
    this.everyMs = everyMs;
  }

  /** Until what it returns is called. */
  watch(pid: number, seen: (bytes: number) => void): () => void {
    this.watched.set(pid, seen);
    this.timer ??= setTimeout(() => void this.lookAtAll(), this.everyMs);
    return () => void this.watched.delete(pid);
  }

  private async lookAtAll(): Promise<void> {
    for (const [pid, bytes] of await this.look([...this.watched.keys()])) this.watched.get(pid)?.(bytes);
    this.timer = this.watched.size > 0 ? setTimeout(() => void this.lookAtAll(), this.everyMs) : undefined;
  }
}

const defaultLook: Look = (pids) => (process.platform === 'linux' ? fromProc(pids) : fromPs(pids));

export function fromProc(pids: readonly number[]): Map<number, number> {
  const bytes = new Map<number, number>();
  for (const pid of pids) {
    try {
      const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
      if (kilobytes !== undefined) bytes.set(pid, Number(kilobytes) * 1024);
    } catch {} // it has ended
  }
  return bytes;
}

export async function fromPs(pids: readonly number[]): Promise<Map<number, number>> {
  if (pids.length === 0) return new Map();
  try {
    return residentBytes((await run('ps', ['-o', 'pid=,rss=', '-p', pids.join(',')])).stdout);
  } catch {
    return new Map(); // all of them have ended
  }
}

/** Lines of a process id and kilobytes. */
export function residentBytes(table: string): Map<number, number> {
  return new Map(
    [...table.matchAll(/^\s*(\d+)\s+(\d+)\s*$/gm)].map(([, pid, kilobytes]) => [
      Number(pid),
      Number(kilobytes) * 1024,
    ]),
  );
}
