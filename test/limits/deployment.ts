import { resourcesOf, synthesized } from '../infra/synthesized.ts';
import { deployed } from '../statemachine/definition.ts';
import { longestOf } from '../statemachine/worst-case.ts';

const hour = 3600;
const day = 24 * hour;

/** All functions of all delivery modes. */
export function functionsTable(): string {
  const rows = (['direct', 'buffered'] as const).flatMap((mode) =>
    resourcesOf(synthesized({ 'delivery.mode': mode }).template, 'AWS::Lambda::Function').map(
      ([, { Properties, Metadata }]) => {
        const [, folder = ''] = /functions\/(.*)\/lambda/.exec(String(Metadata?.['darkroom:entry'])) ?? [];
        return `| [${folder}](../functions/${folder}/lambda.ts) | ${Properties.MemorySize} | ${Properties.Timeout} |`;
      },
    ),
  );
  return ['| Function | Memory in MB | Time-out in s |', '| --- | --- | --- |', ...unique(rows)].join('\n');
}

/** How long each task is waited for, and the whole. */
export function statesTable(): string {
  const { States, TimeoutSeconds } = deployed();
  const rows = Object.entries(States)
    .filter(([, { Type }]) => Type === 'Task')
    .map(([name, state]) => `| ${name} | ${state.TimeoutSeconds} | ${longestOf(state)} |`);
  return [
    '| State | Each try, in s | With all tries and delays, in s |',
    '| --- | --- | --- |',
    ...rows,
    `| the whole execution | | ${TimeoutSeconds} |`,
  ].join('\n');
}

export function queuesTable(): string {
  const rows = (['direct', 'buffered'] as const).flatMap((mode) => {
    const { template } = synthesized({ 'delivery.mode': mode });
    return resourcesOf(template, 'AWS::SQS::Queue').map(([id, { Properties }]) => {
      const { VisibilityTimeout = 30, MessageRetentionPeriod, RedrivePolicy } = Properties;
      const tries = RedrivePolicy?.maxReceiveCount ?? 'any number of';
      return `| ${nameOf(id)} | ${mode} | ${VisibilityTimeout} s | ${tries} | ${MessageRetentionPeriod / day} days |`;
    });
  });
  return [
    '| Queue | Delivery | A message that was received comes back after | Receives | It is kept for |',
    '| --- | --- | --- | --- | --- |',
    ...unique(rows),
  ].join('\n');
}

/** BufferedTriggerDeadLetters1A2B3C4D as words. */
function nameOf(logicalId: string): string {
  return logicalId
    .replace(/[0-9A-F]{8}$/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
}

function unique(rows: readonly string[]): string[] {
  return [...new Set(rows)];
}
