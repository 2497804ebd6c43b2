import { isExcused } from './excuses.ts';
import type { Execution, Notice, World } from './world.ts';

/** One delete marker, with all that was seen of it. */
interface Deletion {
  key: string;
  versionId: string;
  newest: boolean;
  notices: readonly Notice[];
  executions: readonly Execution[];
}

/**
 * Each photo that is deleted now was told as deleted, once unless something broke, and nobody else's is. One that waits for
 * an operator is excused: its execution is red, or its event lies in a queue.
 */
export function problemsOfDeletions(world: World): string[] {
  const deletions = deletionsOf(world);
  const known = new Set(deletions.flatMap(({ notices }) => notices));
  return [
    ...deletions
      .filter((each) => each.newest && each.notices.length === 0 && !waits(each, world))
      .map(({ key }) => `deleted, and nobody was told: ${key}`),
    ...deletions.flatMap((each) =>
      each.notices.slice(1).flatMap((again, index) => {
        const first = each.notices[index] as Notice;
        if (first.id !== again.id) return [`told twice as deleted, by two ids: ${each.key}`];
        return isExcused(each, first, again, world)
          ? []
          : [`told again as deleted, and nothing had broken: ${each.key}`];
      }),
    ),
    ...world.notices
      .filter((notice) => notice.status === 'deleted' && !known.has(notice))
      .map(({ key }) => `told as deleted, though nobody deleted it: ${key}`),
  ];
}

/** Whether what was made of a deleted photo may still be there, for an operator to follow. */
export function isUnfollowed(key: string, world: World): boolean {
  return deletionsOf(world).some((each) => each.key === key && each.newest && waits(each, world));
}

function deletionsOf({ uploads, notices, executions }: World): Deletion[] {
  const newest = new Set([...Map.groupBy(uploads, ({ key }) => key).values()].map(([first]) => first));
  return uploads
    .filter(({ marker }) => marker)
    .map((marker) => ({
      key: marker.key,
      versionId: marker.versionId,
      newest: newest.has(marker),
      notices: notices.filter(
        ({ status, versionId }) => status === 'deleted' && versionId === marker.versionId,
      ),
      executions: executions.filter(({ versionId }) => versionId === marker.versionId),
    }));
}

function waits({ versionId, executions }: Deletion, { letters }: World): boolean {
  return (
    executions.some(({ status }) => status === 'FAILED' || status === 'TIMED_OUT') ||
    letters.some((letter) => letter.versionId === versionId)
  );
}
