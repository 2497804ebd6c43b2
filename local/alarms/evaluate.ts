import type { AlarmSpec, MetricSpec } from '../deployment.ts';
import type { Aggregate, Minutes } from './metrics.ts';

/** What an alarm finds when it looks: the newest period last, undefined where nothing was measured in it. */
export type Datapoints = readonly (number | undefined)[];

/** Missing data are no reason to ring: the template reader takes no alarm that sees it otherwise. */
export function isTooMuch(datapoints: Datapoints, { threshold, datapointsToAlarm }: AlarmSpec): boolean {
  return datapoints.filter((each) => each !== undefined && each >= threshold).length >= datapointsToAlarm;
}

/** The datapoints of all its periods, the last of which ends with the minute before `end`. */
export function datapointsOf(
  { metrics, periodSeconds, evaluationPeriods }: AlarmSpec,
  end: number,
  minutesOf: (metric: MetricSpec) => Minutes,
): Datapoints {
  const minutes = periodSeconds / 60;
  return Array.from({ length: evaluationPeriods }, (_, index) => {
    const until = end - (evaluationPeriods - 1 - index) * minutes;
    const values = metrics.flatMap((metric) => {
      const found = minutesOf(metric).over(minutes, until);
      return found === undefined ? [] : [statistics[metric.statistic](found)];
    });
    return values.length === 0 ? undefined : values.reduce((sum, each) => sum + each, 0);
  });
}

const statistics: Readonly<Record<MetricSpec['statistic'], (of: Aggregate) => number>> = {
  Sum: ({ sum }) => sum,
  Minimum: ({ least }) => least,
  Maximum: ({ most }) => most,
};

/** Why it is as it is, for a reader. */
export function wordsFor(datapoints: Datapoints, { threshold, periodSeconds }: AlarmSpec): string {
  const minutes = periodSeconds / 60;
  const values = datapoints.map((each) => (each === undefined ? 'nothing' : `${Math.round(each)}`));
  const span = values.length === 1 ? `${minutes} minutes` : `${values.length} times ${minutes} minutes`;
  return `In the last ${span}: ${values.join(', ')}. From ${threshold} on it is too much.`;
}
