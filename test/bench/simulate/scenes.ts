import { synthesized } from '../../../bench/cost/modes.ts';
import { factsOf } from '../../../bench/cost/template-facts.ts';
import { defaultQuotas, type Quotas } from '../../../bench/simulate/quotas.ts';
import type { Scenario } from '../../../bench/simulate/scenario.ts';
import { type Workflow, workflowOf } from '../../../bench/simulate/workflow.ts';

const { definition } = factsOf(synthesized('direct', { context: {} }));
const bucket = /"Variable":"\$\.detail\.bucket\.name","StringEquals":"([^"]*)"/.exec(
  JSON.stringify(definition),
);
const event = {
  detail: { bucket: { name: bucket?.[1] }, object: { key: 'uploads/a/b.jpg', size: 1, etag: 'e' } },
};

/** The real definition. */
export const workflow: Workflow = workflowOf(
  definition,
  (name) => (name.includes('ResizePhoto') ? 'resize' : 'record-outcome'),
  event,
);

/** What passes between a function's answer and the end: a notice is published. */
export const publishSeconds = 0.04;

const endless = Object.fromEntries(Object.keys(defaultQuotas).map((name) => [name, 1e9])) as Quotas;

type Wanted = Partial<Omit<Scenario, 'quotas'>> & { quotas?: Partial<Quotas> };

/** A hundred photos within ten seconds that nothing holds up, but for what is said. */
export function scene({ quotas, ...wanted }: Wanted = {}): Scenario {
  return {
    ...{ mode: 'direct', photos: 100, overSeconds: 10, arrivals: 'even', service: 'constant' },
    express: wanted.mode !== undefined && wanted.mode !== 'direct',
    functions: {
      resize: { seconds: 0.2, loadSeconds: 0 },
      'record-outcome': { seconds: 0.05, loadSeconds: 0 },
      'start-execution': { seconds: 0.01, loadSeconds: 0 },
    },
    ...{
      workflow,
      maxConcurrency: 1000,
      maxReceives: 5,
      retentionSeconds: 1e9,
      rampedUp: true,
      renditions: 1,
    },
    ...{ seed: 1, untilSeconds: Number.POSITIVE_INFINITY },
    ...wanted,
    quotas: { ...endless, ...quotas },
  };
}
