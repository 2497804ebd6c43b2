// Takes mutants one after another, and tells how each ended. It is watched from outside: whatever it does to itself,
// the watcher knows which mutant it was.
import { peakBytes } from '../../local/lambda/peak-memory.ts';
import type { Told } from './protocol.ts';
import { type Verdict, verdictOn } from './verdict.ts';

process.on('message', async (bytes: Uint8Array) => {
  const before = process.cpuUsage();
  const verdict = await verdictOn(Buffer.from(bytes)).catch(
    (error: unknown): Verdict => ({ end: 'wrong', what: `no verdict: ${(error as Error).stack ?? error}` }),
  );
  const { user, system } = process.cpuUsage(before);
  const told: Told = {
    verdict,
    cpuMs: (user + system) / 1000,
    peakRssBytes: peakBytes(),
  };
  process.send?.(told);
});
process.send?.('ready');
