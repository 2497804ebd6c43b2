import type { Photo } from './photos.ts';
import type { Injection, Notice } from './world.ts';

/** A line of the journal is written before the fault acts, and the clock is read once more by whoever publishes. */
const clockMs = 50;

/**
 * What lay between a notice and its acknowledgement, so that it had to be told again; undefined when nothing did. It is
 * acknowledged when the state that published is left, or, where a message waits for the execution, when that is deleted.
 */
export function excuseFor(
  photo: Photo,
  first: Notice,
  again: Notice,
  injections: readonly Injection[],
): Injection | undefined {
  const teller = photo.executions.find(({ arn }) => arn === first.execution);
  return injections.find((injection) => {
    const { at, do: act, time, photo: key } = injection;
    if (time > again.publishedAt) return false;
    if (act === 'kill' || act === 'kill-after') {
      return time >= first.publishedAt - (act === 'kill-after' ? clockMs : 0) && !acknowledgedBy(time);
    }
    const about = key === photo.key;
    if (!about) return false;
    if (at === 'sns.Publish') return breaksAnswers(act) && isThatOne(time);
    const after = time >= first.publishedAt - clockMs;
    if (at === 'sqs.DeleteMessage') return after;
    if (at === 'states.StartSyncExecution') return breaksAnswers(act);
    return at.startsWith('function.') && !at.endsWith('.resize') && breaksAnswers(act);
  });

  function acknowledgedBy(time: number): boolean {
    if (teller === undefined || teller.express) return false;
    return teller.toldAt.some((left) => left >= first.publishedAt && left < time);
  }

  /** Published with the answer lost: the line was written just before. */
  function isThatOne(time: number): boolean {
    return time <= first.publishedAt + clockMs;
  }
}

const lostAnswers = ['unanswered', 'crash-after', 'hang-after', 'silent', 'slow'];

function breaksAnswers(act: string): boolean {
  return lostAnswers.includes(act);
}
