import type { AlarmSpec, MetricName, MetricSpec } from '../deployment.ts';
import type { Named } from './addresses.ts';
import type { Fields, Irrelevant } from './fields.ts';
import type { Reading } from './reading.ts';
import type { RunningType } from './template.ts';
import { UnsupportedTemplateError } from './unsupported.ts';

const irrelevant: Irrelevant = { Tags: 'for the bill' };
const irrelevantOfMetric: Irrelevant = { Label: 'for people' };

/** The metrics that are measured here, the dimension that each has, and what it names. */
const sources: Readonly<Record<MetricName, readonly [string, RunningType]>> = {
  'AWS/Events FailedInvocations': ['RuleName', 'AWS::Events::Rule'],
  'AWS/Lambda Errors': ['FunctionName', 'AWS::Lambda::Function'],
  'AWS/Lambda Throttles': ['FunctionName', 'AWS::Lambda::Function'],
  'AWS/Lambda Url5xxCount': ['FunctionName', 'AWS::Lambda::Function'],
  'AWS/SQS ApproximateAgeOfOldestMessage': ['QueueName', 'AWS::SQS::Queue'],
  'AWS/SQS ApproximateNumberOfMessagesVisible': ['QueueName', 'AWS::SQS::Queue'],
  'AWS/States ExecutionThrottled': ['StateMachineArn', 'AWS::StepFunctions::StateMachine'], // none is throttled here
  'AWS/States ExecutionsFailed': ['StateMachineArn', 'AWS::StepFunctions::StateMachine'],
  'AWS/States ExecutionsTimedOut': ['StateMachineArn', 'AWS::StepFunctions::StateMachine'],
};

/** Of one metric, or of several that are added up; it rings from the threshold on, and takes no data for good news. */
export function readAlarm(resource: Named, reading: Reading): AlarmSpec {
  return reading.fields(resource, irrelevant, (alarm) => {
    alarm.oneOf('ComparisonOperator', ['GreaterThanOrEqualToThreshold']);
    alarm.oneOf('TreatMissingData', ['notBreaching']);
    for (const actions of ['AlarmActions', 'OKActions'])
      for (const arn of alarm.texts(actions)) reading.arnOf(resource, 'AWS::SNS::Topic', arn);
    const measured = alarm.has('Metrics')
      ? readSum(alarm, resource, reading)
      : {
          metrics: [readMetric(alarm, 'Statistic', resource, reading)],
          periodSeconds: alarm.whole('Period'),
        };
    if (measured.periodSeconds % 60 !== 0) {
      const remedy = 'Here it may be whole minutes.';
      throw new UnsupportedTemplateError(resource.place, `its period is ${measured.periodSeconds} s`, remedy);
    }
    const evaluationPeriods = alarm.whole('EvaluationPeriods');
    return {
      id: resource.place.path.split('/').at(-2) ?? resource.name,
      description: alarm.text('AlarmDescription'),
      ...measured,
      threshold: alarm.whole('Threshold'),
      evaluationPeriods,
      datapointsToAlarm: alarm.whole('DatapointsToAlarm', evaluationPeriods),
    };
  });
}

/** `FILL(m0, 0) + FILL(m1, 0)` over metrics of one period. */
function readSum(
  alarm: Fields,
  resource: Named,
  reading: Reading,
): Pick<AlarmSpec, 'metrics' | 'periodSeconds'> {
  const parts = alarm.objects('Metrics', irrelevantOfMetric, (part) => {
    const id = part.text('Id');
    const shown = part.flag('ReturnData', true);
    if (part.has('Expression')) return { id, shown, expression: part.text('Expression') };
    return part.object('MetricStat', {}, (stat) => ({
      ...{ id, shown, period: stat.whole('Period'), statistic: stat.text('Stat') },
      metric: stat.object('Metric', {}, (metric) => readMetric(metric, stat, resource, reading)),
    }));
  });
  const metrics = parts.filter((part) => 'metric' in part);
  const sum = metrics.map(({ id }) => `FILL(${id}, 0)`).join(' + ');
  const shown = parts.filter((part) => part.shown);
  const [period, ...otherPeriods] = new Set(metrics.map((part) => part.period));
  const isSum =
    shown.length === 1 && shown[0] !== undefined && 'expression' in shown[0] && shown[0].expression === sum;
  if (!isSum || parts.length !== metrics.length + 1 || period === undefined || otherPeriods.length > 0) {
    throw new UnsupportedTemplateError(
      resource.place,
      'its metrics are not added up',
      `Here it may be ${sum || 'a sum'} of all its metrics, over one period.`,
    );
  }
  return { metrics: metrics.map(({ metric }) => metric), periodSeconds: period };
}

function readMetric(
  fields: Fields,
  statistic: Fields | 'Statistic',
  resource: Named,
  { arnOf }: Reading,
): MetricSpec {
  const name = `${fields.text('Namespace')} ${fields.text('MetricName')}`;
  const [dimension, ...more] = fields.objects(
    'Dimensions',
    {},
    (each) => [each.text('Name'), each.text('Value')] as const,
  );
  const [named, type] = sources[name as MetricName] ?? [];
  if (type === undefined || dimension === undefined || more.length > 0 || dimension[0] !== named) {
    const remedy = 'Count it in local/alarms/ and name it in local/template/alarms.ts.';
    throw new UnsupportedTemplateError(
      resource.place,
      `nothing here measures ${name} by ${dimension?.[0]}`,
      remedy,
    );
  }
  const words = ['Sum', 'Minimum', 'Maximum'] as const;
  return {
    name: name as MetricName,
    arn: arnOf(resource, type, dimension[1]),
    statistic: statistic === 'Statistic' ? fields.oneOf('Statistic', words) : statistic.oneOf('Stat', words),
  };
}
