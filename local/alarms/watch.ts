import type { Queues } from '../queues/index.ts';
import type { States } from '../states/index.ts';
import type { Alarms } from './index.ts';

interface Watched {
  alarms: Alarms;
  states: Pick<States, 'onChange' | 'summary'>;
  queues: Pick<Queues, 'counts' | 'oldest'>;
  /** ARNs. */
  queueArns: readonly string[];
  timeScale: number;
}

const counted = {
  FAILED: 'AWS/States ExecutionsFailed',
  TIMED_OUT: 'AWS/States ExecutionsTimedOut',
} as const;

/** Red ends that are remembered, so that none counts twice. */
const mostRemembered = 10_000;

/** Executions as they end red, and queues as they are. The rest is counted where it happens. */
export function watch({ alarms, states, queues, queueArns, timeScale }: Watched): void {
  const ends = new Map<string, number>();
  states.onChange((arn) => {
    const { status, machineArn, endedAt } = states.summary(arn) ?? {};
    if (status !== 'FAILED' && status !== 'TIMED_OUT') return;
    if (machineArn === undefined || endedAt === undefined || ends.get(arn) === endedAt) return;
    const [oldest] = ends.keys();
    if (ends.size >= mostRemembered && oldest !== undefined) ends.delete(oldest);
    ends.set(arn, endedAt);
    alarms.count(counted[status], machineArn);
  });
  for (const arn of queueArns) {
    alarms.measure('AWS/SQS ApproximateNumberOfMessagesVisible', arn, () => queues.counts(arn).waiting);
    alarms.measure('AWS/SQS ApproximateAgeOfOldestMessage', arn, () => {
      const sent = queues.oldest(arn);
      return sent === undefined ? undefined : (Date.now() - sent) / 1000 / timeScale;
    });
  }
}
