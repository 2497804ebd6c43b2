import { UsageError } from '../../local/typed-flags.ts';
import type { Mode } from '../cost/flags.ts';
import { billedMs, type Measurements, timeOf } from '../cost/measurements.ts';
import { synthesized } from '../cost/modes.ts';
import { factsOf, type TemplateFacts } from '../cost/template-facts.ts';
import type { SimulateFlags } from './flags.ts';
import { defaultQuotas } from './quotas.ts';
import type { Scenario } from './scenario.ts';
import { type Workflow, workflowOf } from './workflow.ts';

/** It writes a small record, and is not on the way of a photo that is done: assumed, not measured. */
const recordOutcome = { cpuMs: 5, waitMs: 60, initMs: 300 };

/** The scenario of a delivery mode, out of its template and of what was measured. */
export function scenarioFor(mode: Mode, flags: SimulateFlags, measured: Measurements): Scenario {
  const { maxConcurrency, context, ...asked } = flags;
  const buffer = maxConcurrency === undefined ? {} : { 'delivery.maxConcurrency': `${maxConcurrency}` };
  const made = synthesized(mode, { ...asked, context: { ...context, ...buffer } });
  const facts = factsOf(made);
  const { settings } = made;
  if (flags.megabytes * 1e6 > settings.uploads.maxBytes) {
    throw new UsageError(
      `--mb ${flags.megabytes} is more than uploads.maxBytes takes, ${settings.uploads.maxBytes} bytes.`,
    );
  }
  const renditions = settings.renditions.length;
  const workflow = workflowOf(facts.definition, folderOf, exampleOf(facts));
  return {
    mode,
    photos: flags.photos,
    overSeconds: flags.overSeconds,
    untilSeconds: flags.untilSeconds,
    arrivals: flags.arrivals,
    service: flags.service,
    seed: flags.seed,
    workflow,
    express: facts.machine.express,
    functions: timesOf(onTheWay(workflow, facts), measured, { ...flags, renditions }),
    maxConcurrency: facts.buffer?.maxConcurrency ?? Number.POSITIVE_INFINITY,
    maxReceives: facts.buffer?.maxReceives ?? 1,
    retentionSeconds: facts.buffer?.retentionSeconds ?? Number.POSITIVE_INFINITY,
    rampedUp: false,
    renditions,
    quotas: {
      ...defaultQuotas,
      ...(flags.lambdaConcurrency && { lambdaConcurrency: flags.lambdaConcurrency }),
    },
  };
}

/** By the construct that a function's name is made of. */
function folderOf(functionName: string): string {
  return functionName.includes('ResizePhoto') ? 'resize' : 'record-outcome';
}

/** An event that Validate Key lets through: it has the bucket's name that the definition compares with. */
function exampleOf({ definition }: TemplateFacts): object {
  const text = JSON.stringify(definition);
  const [, name = ''] = /"Variable":"\$\.detail\.bucket\.name","StringEquals":"([^"]*)"/.exec(text) ?? [];
  const [, prefix = ''] =
    /"Not":\{"Variable":"\$\.detail\.object\.key","StringMatches":"([^"*]*)\*"/.exec(text) ?? [];
  return {
    detail: { bucket: { name }, object: { key: `${prefix}folder/photo.jpg`, size: 5e6, etag: 'etag' } },
  };
}

/** The functions that work on a photo; deletions and backfills have others. */
function onTheWay({ steps }: Workflow, { functions }: TemplateFacts): TemplateFacts['functions'] {
  const called = ['start-execution', ...steps.map(({ folder }) => folder)];
  return functions.filter(({ folder }) => called.includes(folder));
}

function timesOf(
  functions: TemplateFacts['functions'],
  measured: Measurements,
  { ms, renditions, megabytes }: Pick<SimulateFlags, 'ms' | 'megabytes'> & { renditions: number },
): Scenario['functions'] {
  return Object.fromEntries(
    functions.map(({ folder, memoryMegabytes }) => {
      const given = ms[folder];
      const time = () =>
        folder === 'record-outcome' ? recordOutcome : timeOf(measured, folder, { renditions, megabytes });
      if (given !== undefined) return [folder, { seconds: given / 1000, loadSeconds: 0.3 }];
      const { ms: warm } = billedMs(time(), memoryMegabytes, 0);
      return [folder, { seconds: warm / 1000, loadSeconds: time().initMs / 1000 }];
    }),
  );
}
