import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, and in pages. */
const tickMs = 10;
const pageBytes = 4096;

/** Of the processor, in all threads of a process so far; undefined where the system does not tell. */
export function cpuMsOf(pid: number): number | undefined {
  // Behind the name, which may have spaces in it, come the state and then numbers.
  const fields = textOf(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ');
  return fields && (Number(fields[11]) + Number(fields[12])) * tickMs;
}

export function rssBytesOf(pid: number): number | undefined {
  const pages = textOf(`/proc/${pid}/statm`)?.split(' ')[1];
  return pages === undefined ? undefined : Number(pages) * pageBytes;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
