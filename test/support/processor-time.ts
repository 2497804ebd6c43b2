/** Milliseconds of this process's processor, the threads of decoders among them: other tests work beside it. */
export async function processorTime(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The least of five times: the first pays for the compiler, and V8 may collect the garbage of other tests in any. */
export async function leastProcessorTime(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let time = 0; time < 5; time += 1) times.push(await processorTime(work));
  return Math.min(...times);
}
