import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Rendition } from '../../functions/shared/renditions.ts';
import { functionIn } from '../infra/synthesized.ts';

const { MALLOC_ARENA_MAX } = functionIn('direct', 'resize').Properties.Environment.Variables;

/** What is to be done in a process: the photo in the file, so many times one after another. */
export interface Asked {
  file: string;
  renditions: readonly Rendition[];
  maxBytes: number;
  maxPixels: number;
  runs: number;
}

export interface Measured {
  /** done, or the reason of the rejection. */
  outcome: string;
  /** Of the handler alone, in all threads. */
  cpuSeconds: number;
  /** Of the whole process, up to the end of this run. */
  peakBytes: number;
}

/** Each run of Resize Photo in a fresh process, with the allocator as the template sets it. */
export async function measure(asked: Asked): Promise<Measured[]> {
  const child = fork(new URL('measured-process.ts', import.meta.url), [JSON.stringify(asked)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, MALLOC_ARENA_MAX },
  });
  const exited = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`It ended with ${code ?? signal}`);
  });
  const [measured] = await Promise.race([once(child, 'message'), exited]);
  return measured as Measured[];
}
