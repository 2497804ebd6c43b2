import type { AlarmView } from '../console/api.ts';
import type { AlarmSpec, MetricName, MetricSpec } from '../deployment.ts';
import { datapointsOf, isTooMuch, wordsFor } from './evaluate.ts';
import { Minutes } from './metrics.ts';
import { viewOf } from './view.ts';

export { watch } from './watch.ts';

export interface Alarms extends Disposable {
  /** Something has happened; what no alarm looks at is not kept. */
  count(metric: MetricName, arn: string): void;
  /** Is measured once a minute; undefined when there is nothing to measure. */
  measure(metric: MetricName, arn: string, gauge: () => number | undefined): void;
  views(): readonly AlarmView[];
  /** An alarm rings, or is over. */
  onChange(listener: () => void): void;
}

interface Options {
  specs: readonly AlarmSpec[];
  /** A minute is so much shorter. */
  timeScale: number;
  now?: () => number;
}

/** The alarms of the template, evaluated once a minute over the whole minutes before, as CloudWatch does it. */
export function openAlarms({ specs, timeScale, now = Date.now }: Options): Alarms {
  const minuteMs = 60_000 * timeScale;
  const begun = now();
  const minuteNow = () => Math.floor((now() - begun) / minuteMs);
  const longest = Math.max(0, ...specs.map((each) => (each.periodSeconds / 60) * each.evaluationPeriods));
  const watched = new Map<string, Minutes>();
  for (const { metrics } of specs) for (const metric of metrics) watched.set(keyOf(metric), new Minutes());
  const gauges: { minutes: Minutes; gauge: () => number | undefined }[] = [];
  const listeners: (() => void)[] = [];
  let views = specs.map((spec) => viewOf(spec));

  function tick(): void {
    const end = minuteNow();
    for (const { minutes, gauge } of gauges) {
      const value = gauge();
      if (value !== undefined) minutes.add(end - 1, value);
    }
    let changed = false;
    views = views.map((view, index) => {
      const spec = specs[index] as AlarmSpec;
      const datapoints = datapointsOf(spec, end, (metric) => watched.get(keyOf(metric)) as Minutes);
      const state = isTooMuch(datapoints, spec) ? 'alarm' : 'ok';
      if (state === view.state) return view;
      changed = true;
      return { ...view, state, since: new Date(now()).toISOString(), why: wordsFor(datapoints, spec) };
    });
    for (const minutes of watched.values()) minutes.forgetBefore(end - longest);
    if (changed) for (const listener of listeners) listener();
  }

  const timer = specs.length === 0 ? undefined : setInterval(tick, minuteMs).unref();
  return {
    count: (name, arn) => watched.get(keyOf({ name, arn }))?.add(minuteNow(), 1),
    measure(name, arn, gauge) {
      const minutes = watched.get(keyOf({ name, arn }));
      if (minutes !== undefined) gauges.push({ minutes, gauge });
    },
    views: () => views,
    onChange: (listener) => listeners.push(listener),
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

function keyOf({ name, arn }: Pick<MetricSpec, 'name' | 'arn'>): string {
  return `${name} ${arn}`;
}
