import type { Verdict } from './verdict.ts';

/** What the process that resizes tells of a mutant; before the first one it says that it is ready. */
export interface Told {
  verdict: Verdict;
  /** Of the processor, in all of its threads. */
  cpuMs: number;
  /** The most memory that the process ever had. */
  peakRssBytes: number;
}

export type Message = 'ready' | Told;
