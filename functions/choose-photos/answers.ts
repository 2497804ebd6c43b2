/** What becomes of a batch of objects; `npx darkroom backfill` reads it too. */
export interface ChosenPhotos extends Record<Verdict, number> {
  photos: readonly ChosenPhoto[];
  /** So many of the photos may fail before their batch has failed. */
  mayFail: number;
}

/** A photo to be made, and the execution that makes it. */
export interface ChosenPhoto {
  key: string;
  /** The same each time it is chosen for one execution. */
  name: string;
  /** The input of the photo's state machine. */
  event: object;
}

/**
 * What an object is to a backfill.
 * - current: all of today's renditions are there.
 * - outdated: there are renditions, of other settings.
 * - without: there is nothing of it yet, or it failed.
 * - rejected: the photo itself is at fault, and would be again.
 * - ignored: no photo at all, such as the marker of a folder.
 */
export type Verdict = 'current' | 'outdated' | 'without' | 'rejected' | 'ignored';

/** How a batch is asked for: as ItemBatcher of a Distributed Map words it. */
export interface Batch {
  BatchInput: {
    listedBy: 'listing' | 'inventory';
    /** Also the photos that were rejected, once the limits are others. */
    rejectedToo: boolean;
    /** Percent of a batch's photos. */
    toleratedFailurePercentage: number;
  };
  Items: readonly unknown[];
  /** The batch's own: the names of its photos' executions follow from it. */
  execution: { id?: string; name: string };
}
