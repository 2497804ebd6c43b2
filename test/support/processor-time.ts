/** Milliseconds of this process's processor, the threads of decoders among them: other tests work beside it. */
export async function processorTime(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  return spentSince(before);
}

/** The least of five times: the first pays for the compiler. */
export function leastProcessorTime(work: () => unknown): number {
  const times = [1, 2, 3, 4, 5].map(() => {
    const before = process.cpuUsage();
    work();
    return spentSince(before);
  });
  return Math.min(...times);
}

function spentSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
