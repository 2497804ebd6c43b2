import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Milliseconds of CPU that a process and its children have taken, by what they are; as Linux counts it, and nowhere else. */
export function cpuOf(process: number): { itself: number; children: number } {
  const children = readFileSync(`/proc/${process}/task/${process}/children`, 'utf8')
    .split(' ')
    .filter(Boolean);
  const ofChildren = children
    .map((each) => cpuOf(Number(each)))
    .map(({ itself, children: below }) => itself + below);
  return { itself: millisecondsOf(process), children: ofChildren.reduce((sum, ms) => sum + ms, 0) };
}

let ticks: number | undefined;

function millisecondsOf(process: number): number {
  ticks ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  const stat = readFileSync(`/proc/${process}/stat`, 'latin1');
  // Behind the name, which may have anything in it: the 12th and 13th fields are user and system time.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / ticks) * 1000;
}
