import { type Duration, Stack } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { metricsNamespace } from '../photo-function.ts';

// What the functions count themselves, in functions/shared/observed.ts. A test compares names and dimensions with what
// they really write.

type OwnMetric =
  | 'PhotosDone'
  | 'PhotosFailed'
  | 'PhotosDeleted'
  | 'PhotoAgeMilliseconds'
  | 'ResizeMilliseconds'
  | 'PeakMegabytes'
  | 'BytesIn'
  | 'BytesOut';

interface Shown {
  statistic: string;
  label?: string;
  period?: Duration;
}

export function ownMetric(scope: Construct, metricName: OwnMetric, shown: Shown): Metric {
  const dimensionsMap = { service: Stack.of(scope).stackName };
  return new Metric({ namespace: metricsNamespace, metricName, dimensionsMap, ...shown });
}

const dimensionOf = {
  PhotosRejected: 'reason',
  PhotosSuperseded: 'reason',
  ColdStart: 'function_name',
} as const;

/** One line for each value of the dimension that has been seen: which there are is not known here. */
export function eachOf(scope: Construct, metricName: keyof typeof dimensionOf): MathExpression {
  const dimension = dimensionOf[metricName];
  return new MathExpression({
    expression: searched(scope, metricName),
    label: `\${PROP('Dim.${dimension}')}`,
  });
}

/** All of them in one line. */
export function allOf(scope: Construct, metricName: keyof typeof dimensionOf, label: string): MathExpression {
  return new MathExpression({ expression: `SUM(${searched(scope, metricName)})`, label });
}

/** Over the period of the widget that shows it. */
function searched(scope: Construct, metricName: keyof typeof dimensionOf): string {
  const { stackName } = Stack.of(scope);
  const schema = `{${metricsNamespace},service,${dimensionOf[metricName]}}`;
  return `SEARCH('${schema} service="${stackName}" MetricName="${metricName}"', 'Sum')`;
}
