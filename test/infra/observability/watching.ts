import { modes, type Resource, resourcesOf, synthesized } from '../synthesized.ts';

export type Mode = (typeof modes)[number];

export interface AlarmIn {
  /** The construct's id. */
  id: string;
  properties: Resource['Properties'];
  /** What it looks at, as "namespace name". */
  metrics: { name: string; dimensions: Record<string, unknown> }[];
}

export function templateOf(mode: Mode, more: Record<string, string> = {}) {
  return synthesized({ 'delivery.mode': mode, ...more }).template;
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
