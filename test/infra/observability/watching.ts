import { modes, type Resource, resourcesOf, synthesized } from '../synthesized.ts';

export type Mode = (typeof modes)[number];

export interface AlarmIn {
  /** The construct's id. */
  id: string;
  properties: Resource['Properties'];
  /** What it looks at, as "namespace name". */
  metrics: { name: string; dimensions: Record<string, unknown> }[];
}

const templates = new Map<string, ReturnType<typeof synthesized>['template']>();

/** Made once in a file: a synth takes a second. */
export function templateOf(mode: Mode, more: Record<string, string> = {}) {
  const context = { 'delivery.mode': mode, ...more };
  const key = JSON.stringify(context);
  const template = templates.get(key) ?? synthesized(context).template;
  templates.set(key, template);
  return template;
}

export function alarmsOf(mode: Mode, context: Record<string, string> = {}): AlarmIn[] {
  const template = templateOf(mode, context);
  return resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([logicalId, { Properties }]) => ({
    id: logicalId.replace(/^Observability|[0-9A-F]{8}$/g, ''),
    properties: Properties,
    metrics: metricsOf(Properties),
  }));
}

function metricsOf({ Metrics, ...alarm }: Resource['Properties']): AlarmIn['metrics'] {
  const all = Metrics?.flatMap(({ MetricStat }: Resource['Properties']) => MetricStat?.Metric ?? []) ?? [
    alarm,
  ];
  return all.map(({ Namespace, MetricName, Dimensions }: Resource['Properties']) => ({
    name: `${Namespace} ${MetricName}`,
    dimensions: Object.fromEntries(
      (Dimensions as { Name: string; Value: unknown }[]).map(({ Name, Value }) => [Name, Value]),
    ),
  }));
}

export { modes };
