import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { costOf, prices as listed } from '../../../bench/cost/prices.ts';
import { prices } from '../../../workflow/observability/prices.ts';
import { readable } from '../grants.ts';
import { functionIn, resourcesOf } from '../synthesized.ts';
import { modes, templateOf } from './watching.ts';

/** A metric by its name and the names of its dimensions. */
const metricOf = (name: string, dimensions: readonly string[]) => [name, ...dimensions.toSorted()].join(' ');

/** What the functions really count, by the lines that CloudWatch would read. */
async function counted(): Promise<Set<string>> {
  const program = fileURLToPath(new URL('counting-process.ts', import.meta.url));
  const { Variables } = functionIn('direct', 'resize').Properties.Environment;
  const env = {
    PATH: process.env.PATH,
    POWERTOOLS_SERVICE_NAME: Variables.POWERTOOLS_SERVICE_NAME,
    POWERTOOLS_METRICS_NAMESPACE: Variables.POWERTOOLS_METRICS_NAMESPACE,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand', // as Lambda says it: cold starts of others do not count
  };
  const { stdout } = await promisify(execFile)('node', [program], { env });
  const metrics = new Set<string>();
  for (const line of stdout.trim().split('\n')) {
    const { _aws, ...values } = JSON.parse(line);
    for (const { Namespace, Dimensions, Metrics } of _aws?.CloudWatchMetrics ?? []) {
      expect([Namespace, values.service]).toEqual(['darkroom', 'Darkroom']);
      for (const { Name } of Metrics) for (const set of Dimensions) metrics.add(metricOf(Name, set));
    }
  }
  return metrics;
}

/** The body, with references as <LogicalId>. */
function dashboardOf(mode: (typeof modes)[number]) {
  const template = templateOf(mode);
  const [dashboard] = resourcesOf(template, 'AWS::CloudWatch::Dashboard');
  return JSON.parse(readable(dashboard?.[1].Properties.DashboardBody));
}

interface Widget {
  properties: { title?: string; markdown?: string; metrics?: unknown[][] };
}

/** Those of the functions that the dashboard shows. */
function shownBy(widgets: readonly Widget[]): Set<string> {
  const shown = new Set<string>();
  for (const [namespace, name, ...rest] of widgets.flatMap(({ properties }) => properties.metrics ?? [])) {
    if (namespace === 'darkroom')
      shown.add(
        metricOf(
          `${name}`,
          rest.filter((each, index) => index % 2 === 0 && typeof each === 'string') as string[],
        ),
      );
    const { expression = '' } = Object(namespace) as { expression?: string };
    for (const [, dimensions = '', , searched = ''] of expression.matchAll(
      /\{darkroom,([\w,]+)\} (service="Darkroom") MetricName="(\w+)"/g,
    )) {
      shown.add(metricOf(searched, dimensions.split(',')));
    }
  }
  return shown;
}

const metrics = await counted();

test.each(modes)(
  'the dashboard of the mode %s shows all that the functions count, and nothing else',
  (mode) => {
    expect(metrics.size).toBeGreaterThan(8);
    expect([...shownBy(dashboardOf(mode).widgets)].toSorted()).toEqual([...metrics].toSorted());
  },
);

test.each(modes)('the dashboard of the mode %s links to executions, logs and all alarms', (mode) => {
  const template = templateOf(mode);
  const { widgets } = dashboardOf(mode);
  const text = JSON.stringify(widgets);

  expect(text).toContain('/states/home?region=<AWS::Region>#/statemachines/view/<PhotoMachineStateMachine>');
  for (const [id, { Metadata }] of resourcesOf(template, 'AWS::Lambda::Function')) {
    expect(Metadata?.['darkroom:entry']).toBeDefined();
    const logs = readable({ Ref: id }).replace('Function>', 'Logs>');
    expect(text).toContain(`#logsV2:log-groups/log-group/${logs}`);
  }
  for (const [id] of resourcesOf(template, 'AWS::CloudWatch::Alarm'))
    expect(text).toContain(readable({ Ref: id }));
});

test.each([
  ['direct', ['Executions', 'Left for somebody to look at']],
  ['express', ['Executions', 'Left for somebody to look at']],
  ['buffered', ['Executions', 'Buffer', 'Left for somebody to look at']],
] as const)('the last row of the mode %s is about what waits', (mode, titles) => {
  const shown = dashboardOf(mode).widgets.map(({ properties }: Widget) => properties.title);

  expect(shown.slice(-titles.length)).toEqual(titles);
});

test.each(modes)('the cost of the mode %s adds up what its parts are billed by', (mode) => {
  const widget = dashboardOf(mode).widgets.find(
    ({ properties }: Widget) => properties.title === 'Cost, about',
  );
  const [[{ expression }], ...parts] = widget.properties.metrics;
  const billed = parts.map(([namespace, name]: string[]) => `${namespace} ${name}`);

  expect(new Set(billed)).toEqual(
    new Set([
      'AWS/States ExecutionsStarted',
      ...(mode === 'direct' ? [] : ['AWS/States ExpressExecutionBilledDuration']),
      'AWS/Lambda Invocations',
      'AWS/Lambda Duration',
      'AWS/Logs IncomingBytes',
      'darkroom PhotosDone',
    ]),
  );
  const terms = expression.split(' + ');
  expect(terms.map((term: string) => /^FILL\((m\d+), 0\) \* 0\.0*[1-9]/.exec(term)?.[1])).toEqual(
    parts.map((part: { id: string }[]) => part.at(-1)?.id),
  );
});

test.each(modes)(
  'the saved queries of the mode %s ask logs that are there, under the name of the stack',
  (mode) => {
    const template = templateOf(mode);
    const groups = new Set(resourcesOf(template, 'AWS::Logs::LogGroup').map(([id]) => id));
    const queries = resourcesOf(template, 'AWS::Logs::QueryDefinition').map(
      ([, { Properties }]) => Properties,
    );

    expect(queries.length).toBe(5);
    for (const { Name, LogGroupNames } of queries) {
      expect(Name).toMatch(/^Darkroom\/\w/);
      for (const { Ref } of LogGroupNames) expect(groups).toContain(Ref);
    }
  },
);

test('the cost is at the prices that the bill is made of', () => {
  const same = {
    event: listed.optInEvent,
    stateTransition: listed.transition,
    expressRequest: listed.expressRequest,
    expressGigabyteSecond: listed.expressGbSecond,
    invocation: listed.lambdaRequest,
    gigabyteSecond: listed.lambdaArmGbSecond,
    put: listed.s3Write,
    get: listed.s3Read,
    publish: listed.snsPublish,
    queueRequest: listed.sqsRequest,
    logGigabyte: listed.logGb,
  } satisfies Record<keyof typeof prices, unknown>;

  for (const [name, price] of Object.entries(same))
    expect([name, prices[name as keyof typeof prices]]).toEqual([name, costOf(1, price)]);
});
