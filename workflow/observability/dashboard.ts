import { Duration, Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  PeriodOverride,
  SingleValueWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { costEstimate } from './cost-estimate.ts';
import { allOf, eachOf, ownMetric } from './own-metrics.ts';
import { functionsOf, type Watched } from './watched.ts';

const period = Duration.minutes(5);
const sum = { statistic: Stats.SUM, period };
/** A row has 24 columns. */
const third = { width: 8, height: 6 };

export interface DashboardProps {
  readonly dashboardName: string;
  readonly watched: Watched;
  readonly alarms: readonly Alarm[];
  /** The console's page of the state machine. */
  readonly executionsUrl: string;
  /** How many are made of each photo, for the cost. */
  readonly renditions: number;
}

/** One page: what comes of the photos, how long they take, where they wait, and what it costs. */
export function addDashboard(scope: Construct, id: string, props: DashboardProps): void {
  const { dashboardName, watched, alarms } = props;
  const dashboard = new Dashboard(scope, id, {
    dashboardName,
    defaultInterval: Duration.days(1),
    periodOverride: PeriodOverride.AUTO, // a month in five-minute points would be more than a widget shows
  });
  const row = (...widgets: (GraphWidget | SingleValueWidget | TextWidget | AlarmStatusWidget)[]) =>
    dashboard.addWidgets(...widgets);
  row(new TextWidget({ markdown: linksOf(scope, props), width: 24, height: 3 }));
  row(
    new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 12, height: 4 }),
    new SingleValueWidget({
      title: 'Photos',
      metrics: outcomes(scope, watched),
      setPeriodToTimeRange: true,
      width: 8,
      height: 4,
    }),
    new SingleValueWidget({
      title: 'Cost, about',
      metrics: [costEstimate(scope, watched, props.renditions)],
      setPeriodToTimeRange: true,
      start: '-P30D',
      end: 'P0D',
      width: 4,
      height: 4,
    }),
  );
  row(
    graph('Photos', outcomes(scope, watched)),
    graph('Rejected, by reason', [eachOf(scope, 'PhotosRejected')]),
    graph('Superseded, by reason', [eachOf(scope, 'PhotosSuperseded')]),
  );
  row(
    graph('From the upload to the renditions, ms', percentiles(scope, 'PhotoAgeMilliseconds')),
    graph('Resize, ms', percentiles(scope, 'ResizeMilliseconds')),
    graph('Bytes', [
      ownMetric(scope, 'BytesIn', { ...sum, label: 'photos' }),
      ownMetric(scope, 'BytesOut', { ...sum, label: 'renditions' }),
    ]),
  );
  row(
    graph('Memory of resize, megabytes', [
      ownMetric(scope, 'PeakMegabytes', { statistic: Stats.MAXIMUM, period, label: 'most' }),
      ownMetric(scope, 'PeakMegabytes', { statistic: Stats.percentile(50), period, label: 'p50' }),
    ]),
    graph('Cold starts', [eachOf(scope, 'ColdStart')]),
    graph('Throttled', throttles(watched)),
  );
  row(graph('Executions', executions(watched)), ...queueGraphs(watched));
}

function graph(title: string, left: IMetric[], right: IMetric[] = []): GraphWidget {
  return new GraphWidget({ title, left, right, ...third });
}

function outcomes(scope: Construct, { deletions }: Watched): IMetric[] {
  return [
    ownMetric(scope, 'PhotosDone', { ...sum, label: 'done' }),
    allOf(scope, 'PhotosRejected', 'rejected'),
    ownMetric(scope, 'PhotosFailed', { ...sum, label: 'failed' }),
    allOf(scope, 'PhotosSuperseded', 'superseded'),
    ...(deletions ? [ownMetric(scope, 'PhotosDeleted', { ...sum, label: 'deleted' })] : []),
  ];
}

function percentiles(scope: Construct, name: 'PhotoAgeMilliseconds' | 'ResizeMilliseconds'): IMetric[] {
  return [50, 99].map((each) =>
    ownMetric(scope, name, { statistic: Stats.percentile(each), period, label: `p${each}` }),
  );
}

function throttles(watched: Watched): IMetric[] {
  const functions = Object.entries(functionsOf(watched));
  return [
    ...functions.map(([label, { lambda }]) => lambda.metricThrottles({ ...sum, label })),
    watched.machine.stateMachine.metricThrottled({ ...sum, label: 'state transitions' }),
  ];
}

function executions({ machine: { stateMachine } }: Watched): IMetric[] {
  return [
    stateMachine.metricStarted({ ...sum, label: 'started' }),
    stateMachine.metricSucceeded({ ...sum, label: 'succeeded' }),
    stateMachine.metricFailed({ ...sum, label: 'failed' }),
    stateMachine.metricTimedOut({ ...sum, label: 'timed out' }),
    stateMachine.metricAborted({ ...sum, label: 'aborted' }),
  ];
}

function queueGraphs({ trigger, endings, deletions }: Watched): GraphWidget[] {
  const most = { statistic: Stats.MAXIMUM, period };
  const deadEnds = {
    undelivered: trigger.undelivered,
    ...(endings && 'untold' in endings && { untold: endings.untold }),
    ...(deletions && { 'undelivered deletions': deletions.undelivered }),
    ...('buffer' in trigger && { 'dead letters': trigger.deadLetters, parked: trigger.parked }),
  };
  const waiting = Object.entries(deadEnds).map(([label, queue]) =>
    queue.metricApproximateNumberOfMessagesVisible({ ...most, label }),
  );
  const left = graph('Left for somebody to look at', waiting);
  if (!('buffer' in trigger)) return [left];
  const { buffer } = trigger;
  const depth = [
    buffer.metricApproximateNumberOfMessagesVisible({ ...most, label: 'waiting' }),
    buffer.metricApproximateNumberOfMessagesNotVisible({ ...most, label: 'being worked on' }),
  ];
  const age = buffer.metricApproximateAgeOfOldestMessage({ ...most, label: 'age of the oldest, s' });
  return [graph('Buffer', depth, [age]), left];
}

/** Addresses that begin with # are of CloudWatch's own console. */
function linksOf(scope: Construct, { watched, executionsUrl }: DashboardProps): string {
  const { stackName } = Stack.of(scope);
  const logs = Object.entries(functionsOf(watched)).map(
    ([name, { logGroup }]) => `[${name}](#logsV2:log-groups/log-group/${logGroup.logGroupName})`,
  );
  return [
    `**${stackName}**: [executions](${executionsUrl}) · logs of ${logs.join(', ')} · [log queries](#logsV2:logs-insights), saved in the folder ${stackName}`,
    '',
    'A rejected photo is its owner’s business, a failed one is yours. The cost is of the last 30 days at the prices of us-east-1: events, workflow, functions, S3 requests and logs of photos; without storage, transfer, e-mails, traces, metrics and alarms.',
  ].join('\n');
}
