import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IRule } from 'aws-cdk-lib/aws-events';
import type { Watch } from './photo-alarm.ts';
import { bufferAlarms, notEmpty } from './queue-alarms.ts';
import { functionsOf, type Watched } from './watched.ts';

/**
 * Sums over five minutes: over one minute the same burst would ring and be over several times. AWS's own metrics come
 * once a minute, so that a shorter period would be no news either.
 */
const sum = { statistic: Stats.SUM, period: Duration.minutes(5) };

/** Too much three times in a row: a quarter of an hour, by when what retries can heal is healed. */
const lasting = 3;

/**
 * All alarms, by construct id. A photo that is rejected raises none: it ends green, so the machine's own metrics say
 * nothing of it. Lambda's Errors do count it, since resize throws what the machine catches, so only the functions that
 * throw for no photo's sake are watched by their errors.
 */
export function alarmsFor(watched: Watched): Watch {
  const { machine, links, trigger, endings, deletions } = watched;
  const { stateMachine } = machine;
  const buffered = 'buffer' in trigger;
  // Where the queue brings a photo again, one that failed is no news: its attempts are over in some seven minutes, and
  // then it is parked. Elsewhere each one that fails waits for somebody.
  const periods = buffered ? lasting : 1;
  return {
    ExecutionsFailed: {
      title: 'Executions failed',
      means: buffered
        ? 'The workflow keeps failing on photos that are not at fault.'
        : 'The workflow failed on a photo that is not at fault.',
      metric: stateMachine.metricFailed(sum),
      periods,
    },
    ExecutionsTimedOut: {
      title: 'Executions timed out',
      means: buffered
        ? 'Executions keep running into the time-out of the workflow.'
        : 'An execution ran into the time-out of the workflow.',
      metric: stateMachine.metricTimedOut(sum),
      periods,
    },
    EventsNotDelivered: {
      title: 'Events not delivered',
      means: 'EventBridge gave up on handing an event to its target.',
      metric: sumOf(rulesOf(watched).map(failedInvocations)),
    },
    UndeliveredUploads: {
      title: 'Undelivered uploads',
      means: 'Uploads that nothing works on wait in a queue for somebody to send them on.',
      metric: notEmpty(trigger.undelivered),
    },
    Throttled: {
      title: 'Throttled',
      means: 'For a quarter of an hour AWS has refused some of the work, because a quota is used up.',
      metric: sumOf([
        ...Object.values(functionsOf(watched)).map(({ lambda }) => lambda.metricThrottles(sum)),
        stateMachine.metricThrottled(sum),
        ...(deletions ? [deletions.stateMachine.metricThrottled(sum)] : []),
      ]),
      periods: lasting, // a burst is retried for some 20 seconds by the workflow, and for longer by all before it
    },
    UploadLinksFailing: {
      title: 'Upload links failing',
      means: 'Callers who asked for an upload link or a status got a 5xx.',
      metric: new Metric({
        ...sum,
        namespace: 'AWS/Lambda',
        metricName: 'Url5xxCount',
        dimensionsMap: { FunctionName: links.presign.lambda.functionName },
      }),
      threshold: 5, // a single 503 is S3 having a moment: the caller is told to come back after a second
    },
    ...(endings && {
      TellingFailing: {
        title: 'Telling failing',
        means: 'The function that tells of photos which failed is failing itself.',
        // An event is tried three times within four minutes, a dead letter three times within seven: all of them are in a
        // quarter of an hour. Fewer are usual: a history that is not complete yet is an error, and is there a minute later.
        metric: endings.teller.lambda.metricErrors({ ...sum, period: Duration.minutes(15) }),
        threshold: 3,
      },
    }),
    ...(endings &&
      'untold' in endings && {
        UntoldEndings: {
          title: 'Untold endings',
          means: 'Photos failed, and their owners were not told.',
          metric: notEmpty(endings.untold),
        },
      }),
    ...('buffer' in trigger && bufferAlarms(trigger)),
    ...(deletions && {
      DeletionsFailed: {
        title: 'Deletions failed',
        means: 'Photos were deleted, and what was made of them may still be there.',
        metric: sumOf([deletions.stateMachine.metricFailed(sum), deletions.stateMachine.metricTimedOut(sum)]),
      },
      UndeliveredDeletions: {
        title: 'Undelivered deletions',
        means: 'Deletions that nothing follows wait in a queue for somebody to send them on.',
        metric: notEmpty(deletions.undelivered),
      },
    }),
  };
}

function rulesOf({ trigger, endings, deletions }: Watched): IRule[] {
  return [
    trigger.rule,
    ...(endings && 'rule' in endings ? [endings.rule] : []),
    ...(deletions ? [deletions.rule] : []),
  ];
}

function failedInvocations({ ruleName }: IRule): Metric {
  return new Metric({
    ...sum,
    namespace: 'AWS/Events',
    metricName: 'FailedInvocations',
    dimensionsMap: { RuleName: ruleName },
  });
}

/** Of metrics that may have no value in a period, which would leave the sum without one. */
function sumOf(metrics: readonly IMetric[]): IMetric {
  const [first] = metrics;
  if (first !== undefined && metrics.length === 1) return first;
  const named = metrics.map((metric, index) => [`m${index}`, metric] as const);
  return new MathExpression({
    expression: named.map(([name]) => `FILL(${name}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(named),
    period: sum.period,
    label: 'Sum',
  });
}
