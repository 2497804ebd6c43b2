import type { Photo } from './photos.ts';
import type { Injection, Notice, World } from './world.ts';

/** A line of the journal is written before the fault acts, and the clock is read once more by whoever publishes. */
const clockMs = 50;

/**
 * Whether something lay between a notice and its acknowledgement, so that it had to be told again. It is acknowledged when
 * the execution has noted that it was taken or, where a message waits for the execution, when that is deleted.
 */
export function isExcused(
  photo: Pick<Photo, 'key' | 'executions'>,
  first: Notice,
  again: Notice,
  { injections, deaths }: Pick<World, 'injections' | 'deaths'>,
): boolean {
  const teller = photo.executions.find(({ arn }) => arn === first.execution);
  const between = (time: number) => time >= first.publishedAt && time <= again.publishedAt;
  return (
    (teller?.gaveUpAt.some(between) ?? false) ||
    deaths.some((time) => between(time) && !notedBy(time)) ||
    injections.some((injection) => injection.photo === photo.key && lostAcknowledgement(injection))
  );

  function notedBy(time: number): boolean {
    if (teller === undefined || teller.express) return false;
    return teller.toldAt.some((noted) => noted >= first.publishedAt && noted < time);
  }

  function lostAcknowledgement({ at, do: act, time }: Injection): boolean {
    if (time > again.publishedAt) return false;
    // Of this very notice: the line was written right before it was published.
    if (at === 'sns.Publish') return losesAnswers.has(act) && time <= first.publishedAt + clockMs;
    if (at === 'sqs.DeleteMessage') return time >= first.publishedAt - clockMs;
    // Those that wait for the whole way of a photo, or tell themselves.
    return losesAnswers.has(act) && waiting.has(at);
  }
}

const losesAnswers = new Set(['unanswered', 'crash-after', 'hang-after', 'slow']);
const waiting = new Set(['states.StartSyncExecution', 'function.start-execution', 'function.tell-ending']);

/** A write of it stalled until nobody looked after it any more: S3 makes it all the same, whatever came since. */
export function outlivesItsWriter(key: string, { injections }: Pick<World, 'injections'>): boolean {
  return injections.some(
    ({ at, do: act, photo }) => at === 's3.PutObject' && act === 'slow' && photo === key,
  );
}
