import type { RenditionSettings } from '../../../functions/shared/renditions.ts';
import { problemsOfDeletions } from './deletions.ts';
import { endsOf } from './ends.ts';
import type { Ledger } from './ledger.ts';
import { problemsOfNotices } from './notices.ts';
import { problemsOfOrder } from './order.ts';
import { type PhotoEnd, photosOf } from './photos.ts';
import { problemsOfRenditions } from './renditions.ts';
import type { World } from './world.ts';

export interface Settings {
  uploadsPrefix: string;
  renditions: RenditionSettings;
}

export interface Account {
  photos: readonly PhotoEnd[];
  /** What must not be, each with the key that it was seen at. */
  problems: readonly string[];
}

/** What became of each photo, by what is seen from outside, and all that may not have become of one. */
export function account(world: World, ledger: Ledger, settings: Settings): Account {
  const photos = photosOf(world, ledger);
  const { ends, problems } = endsOf(photos, world, ledger, settings);
  return {
    photos: ends,
    problems: [
      ...problems,
      ...problemsOfNotices(photos, world),
      ...problemsOfDeletions(world),
      ...problemsOfOrder(photos),
      ...problemsOfRenditions(photos, ends, world, settings),
      ...world.unfinished.map((what) => `unfinished: ${what}`),
    ],
  };
}
