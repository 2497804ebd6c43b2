import { compareSequencers } from '../../../functions/shared/source.ts';
import type { Photo } from './photos.ts';

/**
 * "done" is never decided for an older upload after a newer one's: DESIGN.md, "The moment of decision". It may be *heard*
 * after it, so whoever goes by the highest sequencer has to end with the newest.
 */
export function problemsOfOrder(photos: ReadonlyMap<string, Photo>): string[] {
  return [...Map.groupBy(photos.values(), ({ key }) => key).values()].flatMap((versions) => [
    ...decidedTooLate(versions),
    ...sequencersAstray(versions),
  ]);
}

function decidedTooLate(versions: readonly Photo[]): string[] {
  const done = versions.flatMap(({ age, key, versionId, notices }) =>
    notices.filter(({ status }) => status === 'done').map((notice) => ({ ...notice, age, key, versionId })),
  );
  return done.flatMap((older) =>
    done
      .filter((newer) => newer.age < older.age && newer.decidedAt < older.decidedAt)
      .filter((newer) => newer.publishedAt <= older.publishedAt)
      .map(
        ({ decidedAt }) =>
          `done was decided for an older upload ${older.decidedAt - decidedAt} ms after a newer one's: ${older.key}`,
      ),
  );
}

function sequencersAstray(versions: readonly Photo[]): string[] {
  const told = versions
    .toSorted((a, b) => b.age - a.age)
    .flatMap(({ key, notices }) => notices.flatMap(({ sequencer = '' }) => ({ key, sequencer })))
    .filter(({ sequencer }) => sequencer !== '');
  const grows = told.every(
    ({ sequencer }, index) => compareSequencers(told[index - 1]?.sequencer ?? '', sequencer) <= 0,
  );
  return grows ? [] : [`sequencers are not in the order of the uploads: ${told[0]?.key}`];
}
