import { resolveSyncHost } from '../../local/lambda/sync-host.ts';
import type { Asked, Done } from './function-process.ts';

// A child process with one function in it: tells what loading it and each of its invocations took.

resolveSyncHost();
type Handler = (event: unknown, context: object) => Promise<unknown>;
let handler: Handler;

/** Processor and wall-clock time of some work, in milliseconds. */
async function timed<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; ms: number; cpuMs: number }> {
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const result = await work();
  const ms = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  return { result, ms, cpuMs: (user + system) / 1000 };
}

process.on('message', async (asked: Asked) => {
  const { result, ...times } = await timed(async () => {
    if (asked.kind === 'load') {
      ({ handler } = (await import(asked.file)) as { handler: Handler });
      return undefined;
    }
    return handler(asked.event, asked.context);
  });
  process.stdout.write(`${asked.mark}\n`);
  process.send?.({ result, ...times, peakMegabytes: process.resourceUsage().maxRSS / 1024 } satisfies Done);
});
process.once('disconnect', () => process.exit());
