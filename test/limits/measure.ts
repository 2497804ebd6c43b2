import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Rendition } from '../../functions/shared/renditions.ts';

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

/** Each run of Resize Photo in a fresh process. */
export async function measure(asked: Asked, environment: NodeJS.ProcessEnv = {}): Promise<Measured[]> {
  const child = fork(new URL('measured-process.ts', import.meta.url), [JSON.stringify(asked)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, ...environment },
  });
  const exited = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`It ended with ${code ?? signal}`);
  });
  const [measured] = await Promise.race([once(child, 'message'), exited]);
  return measured as Measured[];
}
