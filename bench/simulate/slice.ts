import type { Held, Outcome, Scenario } from './scenario.ts';
import { simulate } from './simulation.ts';

/** More photos than that are simulated in part. */
const mostPhotos = 1_000_000;

/** EventBridge tries for a day. */
const daySeconds = 86_400;

/**
 * Any number of photos. Of more than a million, the first million that come at the same rate is simulated, with the event
 * source scaled up. Where they leave no backlog, the others would fare the same; where they do, it grows evenly for as
 * long as photos come, so that all waiting, and the time to drain, grow with their number.
 */
export function foresee(scenario: Scenario, most = mostPhotos): Outcome {
  if (scenario.photos <= most) return simulate(scenario);
  const by = scenario.photos / most;
  const part = simulate({
    ...scenario,
    photos: most,
    overSeconds: scenario.overSeconds / by,
    untilSeconds: Number.POSITIVE_INFINITY,
    rampedUp: true,
  });
  const outcome = leavesBacklog(part) ? inProportion(part, by) : stationary(part, by);
  return { ...losses(outcome, scenario), simulated: most };
}

/** Whether those who wait become more and more while photos come. */
function leavesBacklog(part: Outcome): boolean {
  const waitingAt = (time: number) => {
    const { came, done, failed } = pointAt(part, time);
    return came - done - failed;
  };
  return waitingAt(part.lastArrival) - waitingAt(part.lastArrival / 2) > 0.005 * part.photos;
}

/** The rest fares as those who came in the second half: neither at the start, nor when nobody came any more. */
function stationary(part: Outcome, by: number): Outcome {
  const lastArrival = part.lastArrival * by;
  const [half, end] = [pointAt(part, part.lastArrival / 2), pointAt(part, part.lastArrival)];
  const ended = end.done + end.failed - half.done - half.failed;
  const failing = ended === 0 ? 0 : (end.failed - half.failed) / ended;
  const more = part.photos * (by - 1);
  const failed = Math.round(part.failed + more * failing);
  return {
    ...grown(part, by),
    ...{
      failed,
      done: Math.round(part.photos * by) - failed - part.undelivered,
      undelivered: part.undelivered,
    },
    drained: lastArrival + part.drained - part.lastArrival,
    seconds: part.seconds,
  };
}

function pointAt({ course }: Outcome, time: number): Outcome['course'][number] {
  return course.findLast(({ at }) => at <= time) ?? { at: 0, came: 0, done: 0, failed: 0 };
}

function inProportion(part: Outcome, by: number): Outcome {
  const { p50, p99, max, mean } = part.seconds;
  return {
    ...grown(part, by),
    drained: part.drained * by,
    seconds: { p50: p50 * by, p99: p99 * by, max: max * by, mean: mean * by },
    held: each(part.held, (held) => ({
      ...{ seconds: held.seconds * by * by, times: held.times * by },
      ...{ from: held.from * by, to: held.to * by },
    })),
  };
}

/** So many times the photos, in as many times the time. */
function grown(part: Outcome, by: number): Outcome {
  return {
    ...part,
    ...counted(part, by),
    lastArrival: part.lastArrival * by,
    held: each(part.held, (held) => ({
      ...{ seconds: held.seconds * by, times: held.times * by, from: held.from, to: held.to * by },
    })),
    course: part.course.map((point) => ({ ...counted(point, by), at: point.at * by })),
  };
}

/** Whoever let photos go that waited too long has worked until then, no less and no longer. */
function losses(outcome: Outcome, { mode, retentionSeconds }: Scenario): Outcome {
  const limit = mode === 'buffered' ? retentionSeconds : daySeconds;
  const { seconds, lastArrival } = outcome;
  if (seconds.max <= limit) return outcome;
  const worked = (lastArrival + limit) / outcome.drained;
  const [done, failed] = [Math.round(outcome.done * worked), Math.round(outcome.failed * worked)];
  return {
    ...{ ...outcome, done, failed, undelivered: outcome.photos - done - failed },
    drained: lastArrival + limit,
    seconds: {
      ...{ p99: Math.min(seconds.p99, limit), max: limit },
      ...{ p50: Math.min(seconds.p50, limit), mean: Math.min(seconds.mean, limit) },
    },
  };
}

function counted<Counts extends { done: number; failed: number }>(counts: Counts, by: number): Counts {
  const whole = Object.entries(counts).map(([name, count]) => [
    name,
    ['photos', 'came', 'done', 'failed', 'undelivered', 'waiting'].includes(name)
      ? Math.round(Number(count) * by)
      : count,
  ]);
  return Object.fromEntries(whole) as Counts;
}

function each(held: Outcome['held'], of: (held: Held) => Held): Outcome['held'] {
  return Object.fromEntries(Object.entries(held).map(([bound, one]) => [bound, of(one)]));
}
