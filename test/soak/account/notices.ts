import { isExcused } from './excuses.ts';
import type { Photo } from './photos.ts';
import type { World } from './world.ts';

/**
 * Each outcome of a photo has one id. It is told once, unless something broke between publishing and its acknowledgement,
 * and no outcome is told that an earlier one rules out.
 */
export function problemsOfNotices(photos: ReadonlyMap<string, Photo>, world: World): string[] {
  const known = new Set([...photos.values()].flatMap(({ notices }) => notices));
  return [
    ...world.notices
      .filter((notice) => notice.status !== 'deleted' && !known.has(notice))
      .map(({ status, key }) => `told as ${status}, though it was never uploaded: ${key}`),
    ...[...photos.values()].flatMap((photo) => [
      ...contradictions(photo),
      ...[...Map.groupBy(photo.notices, ({ status }) => status).values()].flatMap((same) =>
        repeats(photo, same, world),
      ),
    ]),
  ];
}

function contradictions({ key, notices }: Photo): string[] {
  return notices.flatMap(({ status }, index) => {
    const before = notices[index - 1]?.status;
    const final = before === 'done' || before === 'rejected';
    return final && before !== status ? [`told as ${before}, and then as ${status}: ${key}`] : [];
  });
}

function repeats(photo: Photo, same: Photo['notices'], world: World): string[] {
  return same.slice(1).flatMap((again, index) => {
    const first = same[index];
    if (first === undefined) return [];
    // A deletion that was heard of late has had the newer upload made once more, and told.
    const afterDeletion = world.uploads.some(({ key, marker }) => marker && key === photo.key);
    if (first.id !== again.id && again.status === 'done' && afterDeletion) return [];
    if (first.id !== again.id) {
      return [`told twice as ${again.status}, by the ids ${first.id} and ${again.id}: ${photo.key}`];
    }
    if (isExcused(photo, first, again, world)) return [];
    return [
      `told again as ${again.status}, and nothing had broken: ${photo.key} (by ${first.execution}, then ${again.execution})`,
    ];
  });
}
