import { readFileSync } from 'node:fs';

/** The most memory that this process has had at once. */
export function peakBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  // Linux counts the memory of the process that forked it into a child's maxRSS; this counts from the fork on.
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1')) ?? [];
  return Number(kilobytes) * 1024;
}
