// One variant, in a process of its own: does its work each time that it is asked, and tells what it took.
import { readFileSync } from 'node:fs';
import { variants } from './variants.ts';

/** What the process tells first (ready: whether it is installed), and then of each time. */
export type Told = { ready: boolean } | Took;

export interface Took {
  cpuMs: number;
  wallMs: number;
}

const [, , name = '', file = ''] = process.argv;
const photo = readFileSync(file);
const work = await variants[name]?.();

process.on('message', async () => {
  const began = performance.now();
  const before = process.cpuUsage();
  const elsewhere = await work?.(photo);
  const { user, system } = process.cpuUsage(before);
  const took: Took = {
    cpuMs: elsewhere?.cpuMs ?? (user + system) / 1000,
    wallMs: performance.now() - began,
  };
  process.send?.(took);
});
process.send?.({ ready: work !== undefined });
