// What a walk of the model is about: one key, a few uploads and deletes, a few executions that work on them.

export const key = 'uploads/photo.jpg';

export interface Scenario {
  /** What the outside world does, in this order, at any moments. The content decides what a run makes of it. */
  outside: readonly (`upload ${string}` | 'delete' | 'hear of it' | 'restore')[];
  runs: readonly PlannedRun[];
  versioned?: boolean;
  /** False: renditions of equal pixels are equal bytes, as they would be without the stamp. */
  stamped?: boolean;
}

export interface PlannedRun {
  /** Which upload it is about, counted from 1; it cannot begin before. */
  upload: number;
  /** Follows this deletion, counted from 1, restoring among them; it cannot begin before. */
  follows?: number;
  /** The execution: equal names are one execution, its retries and its redrives. */
  claim: string;
  /** Names of the renditions it makes, and so its settings. */
  settings?: string;
  /** What it finds in the picture. */
  finds?: 'a photo' | 'no photo' | 'a fault';
  /** Begins a second attempt while the first, unheard of from then on, may still go on. */
  retried?: boolean;
  /** Begins a second attempt after the first has crashed, at any moment. */
  crashes?: boolean;
  /** Has come to its end before anything else begins. */
  first?: boolean;
  /** Its execution dies at any moment, or at the end before it has told. */
  diesUntold?: boolean;
  /** Begins when all others have ended or died and their claims have run out. */
  late?: boolean;
  /** A backfill: its event has no sequencer. */
  backfill?: boolean;
}
