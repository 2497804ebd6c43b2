import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { ownMetric } from './own-metrics.ts';
import { prices } from './prices.ts';
import { functionsOf, type Watched } from './watched.ts';

/** Validate Key, Resize Photo and Publish Result, with the start and the end: the most that AWS may count for a photo. */
const transitions = 5;
/** Likewise, of states that follow one deletion to its notice. */
const deletionTransitions = 6;
/** Of S3, beside the upload and the renditions: the photo, then a look at it, at the record and, of several, at the lock. */
const looks = (renditions: number) => (renditions === 1 ? 3 : 4);
/** Of SQS: sent, received, deleted, as if no message came with another. */
const queueRequests = 3;

/** What it cost in the last 30 days, by what AWS and the functions counted: to be shown over that whole time. */
export function costEstimate(scope: Construct, watched: Watched, renditions: number): MathExpression {
  const { machine, trigger, deletions } = watched;
  const terms: { metric: IMetric; dollars: number }[] = [];
  const add = (metric: IMetric, dollars: number) => terms.push({ metric, dollars });

  const started = machine.stateMachine.metricStarted(sum);
  const eachExecution = machine.express ? prices.expressRequest : transitions * prices.stateTransition;
  const eachMessage = 'buffer' in trigger ? queueRequests * prices.queueRequest : 0;
  add(started, prices.event + eachExecution + prices.publish + eachMessage);
  if (machine.express) {
    const { stateMachineArn } = machine.stateMachine;
    const billed = { ...sum, namespace: 'AWS/States', dimensionsMap: { StateMachineArn: stateMachineArn } };
    const expressGigabytes = 64 / 1024; // the least that is billed, and enough for one photo's data
    add(
      new Metric({ ...billed, metricName: 'ExpressExecutionBilledDuration' }),
      (expressGigabytes * prices.expressGigabyteSecond) / 1000,
    );
  }
  if (deletions)
    add(
      deletions.stateMachine.metricStarted(sum),
      prices.event + deletionTransitions * prices.stateTransition + prices.publish,
    );
  for (const { lambda, memorySize, logGroup } of Object.values(functionsOf(watched))) {
    add(lambda.metricInvocations(sum), prices.invocation);
    add(lambda.metricDuration(sum), (memorySize / 1024) * (prices.gigabyteSecond / 1000));
    add(written(logGroup.logGroupName), prices.logGigabyte / 1024 ** 3);
  }
  add(written(machine.stateMachine.logGroup.logGroupName), prices.logGigabyte / 1024 ** 3);
  add(ownMetric(scope, 'PhotosDone', sum), (1 + renditions) * prices.put + looks(renditions) * prices.get);

  const usingMetrics = Object.fromEntries(terms.map(({ metric }, index) => [`m${index}`, metric]));
  const products = terms.map(({ dollars }, index) => `FILL(m${index}, 0) * ${dollars.toFixed(14)}`);
  return new MathExpression({
    expression: products.join(' + '),
    usingMetrics,
    label: 'US dollars in 30 days',
    period: sum.period,
  });
}

const sum = { statistic: Stats.SUM, period: Duration.days(30) };

function written(LogGroupName: string): Metric {
  return new Metric({
    ...sum,
    namespace: 'AWS/Logs',
    metricName: 'IncomingBytes',
    dimensionsMap: { LogGroupName },
  });
}
