import { goodPath } from './good-path.ts';
import { billedMs, type FunctionTime, loadingOf, type Measurements, timeOf } from './measurements.ts';
import { platformLog } from './platform-log.ts';
import { costOf, prices } from './prices.ts';
import { lambdaUsage, sharedLambdaUsage } from './services/lambda.ts';
import { eventBridgeUsage, kmsUsage, snsUsage, sqsUsage } from './services/messages.ts';
import { s3RequestUsage, s3StorageUsage } from './services/s3.ts';
import { expressUsage, standardUsage } from './services/step-functions.ts';
import { defaultSampling, type LogSource, logUsage, tracesOf, traceUsage } from './services/watching.ts';
import { stepLog } from './step-log.ts';
import type { FunctionFacts, TemplateFacts } from './template-facts.ts';
import type { Trial } from './trial.ts';
import { type Group, gigabyte, type Usage } from './usage.ts';
import type { Workload } from './workload.ts';

export interface Line extends Usage {
  dollars: number;
  dollarsAtMost?: number;
}

export interface Bill {
  path: readonly string[];
  lines: readonly Line[];
  totals: Readonly<Record<Group, number>>;
  /** Where the range of a line makes a difference. */
  totalsAtMost: Readonly<Record<Group, number>>;
}

export interface Basis {
  facts: TemplateFacts;
  trial: Pick<Trial, 'requests' | 'invocations' | 'event' | 'execution' | 'published' | 'renditions'>;
  measured: Measurements;
  /** Said on the command line, by folder: what Lambda bills for a warm invocation. */
  givenMs: Readonly<Record<string, number>>;
}

/** What Step Functions adds to the tasks of an execution, and SNS takes for a publish: assumed, not measured. */
const aroundTasksMs = 40;
/** Of the function that waits for an execution: until that begins, and to hear of its end. Assumed, not measured. */
const aroundExecutionMs = 20;

export function billFor({ facts, trial, measured, givenMs }: Basis, workload: Workload): Bill {
  const { photos, megabytes, days, cold } = workload;
  const { machine } = facts;
  const path = goodPath(facts.definition, { ...trial.event, attempt: 1, maxAttempts: 6 });
  const renditions = trial.renditions.length;
  const factsOf = (folder: string): FunctionFacts => {
    const found = facts.functions.find((each) => each.folder === folder);
    if (found === undefined) throw new Error(`The template has no function of ${folder}.`);
    return found;
  };
  const billed = (folder: string, time?: Partial<FunctionTime>) => {
    const given = givenMs[folder];
    if (given !== undefined) return { ms: given, initMs: cold * loadingOf(measured, folder) };
    const took = { ...timeOf(measured, folder, { renditions, megabytes }), ...time };
    return billedMs(took, factsOf(folder).memoryMegabytes, cold);
  };

  const resize = billed('resize');
  const executionMs = resize.ms + resize.initMs + aroundTasksMs;
  const starter = facts.buffered ? starterUsage() : [];
  function starterUsage(): Usage[] {
    const { batchSize } = facts;
    const { cpuMs } = timeOf(measured, 'start-execution', { renditions, megabytes });
    const holding = (messages: number) =>
      billed('start-execution', { waitMs: executionMs + aroundExecutionMs, cpuMs: cpuMs * messages });
    const times = { whole: holding(batchSize), single: holding(1), batchSize };
    return sharedLambdaUsage(photos, factsOf('start-execution'), times);
  }
  const eventBytes = Buffer.byteLength(JSON.stringify(trial.event));
  const renditionBytes = trial.renditions.reduce((sum, bytes) => sum + bytes, 0);
  const usage: Usage[] = [
    ...(machine.express ? expressUsage(photos, executionMs) : standardUsage(photos, path)),
    ...lambdaUsage(photos, factsOf('resize'), resize, 'work'),
    ...starter,
    ...s3RequestUsage(photos, 'work', trial.requests.byFunctions),
    ...eventBridgeUsage(photos, eventBytes),
    ...sqsUsage(photos, facts, eventBytes, days),
    ...snsUsage(photos, trial.published, facts.subscriptions),
    ...kmsUsage(facts.topicKey, photos, days),
    ...lambdaUsage(photos, factsOf('presign'), billed('presign'), 'upload'),
    ...s3RequestUsage(photos, 'upload', trial.requests.byLink),
    ...logUsage(photos, logsOf({ facts, trial }, cold)),
    ...tracesUsage(facts, trial, photos, days),
    ...s3StorageUsage(workload, renditionBytes, facts.noncurrentDays),
    {
      ...{ group: 'transfer', service: 'Transfer', what: 'each rendition once to the internet' },
      ...{ price: 'transferOutGb', amount: (photos * renditionBytes) / gigabyte },
    },
  ];
  return totalled(path, priced(usage));
}

/** A price's tiers are for all that has this price, whoever used it. */
function priced(usage: readonly Usage[]): Line[] {
  return usage.map((each) => {
    const price = prices[each.price];
    const all = usage.filter((other) => other.price === each.price);
    const share = (of: (one: Usage) => number) => {
      const total = all.reduce((sum, one) => sum + of(one), 0);
      return total === 0 ? 0 : (costOf(total, price) * of(each)) / total;
    };
    return {
      ...each,
      dollars: share(({ amount }) => amount),
      ...(each.atMost !== undefined && { dollarsAtMost: share(({ amount, atMost }) => atMost ?? amount) }),
    };
  });
}

function totalled(path: readonly string[], lines: readonly Line[]): Bill {
  const sum = (of: (line: Line) => number) => {
    const totals = { work: 0, upload: 0, watching: 0, storage: 0, transfer: 0 };
    for (const line of lines) totals[line.group] += of(line);
    return totals;
  };
  return {
    ...{ path, lines },
    totals: sum(({ dollars }) => dollars),
    totalsAtMost: sum(({ dollars, dollarsAtMost }) => dollarsAtMost ?? dollars),
  };
}

const bytesOf = (lines: readonly string[]) => lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);

/** What a photo leaves in the logs of its way: the functions' own lines, Lambda's, and the state machine's. */
function logsOf({ facts, trial }: Pick<Basis, 'facts' | 'trial'>, cold: number): LogSource[] {
  const { history, arn } = trial.execution;
  const functions = Object.entries(trial.invocations).map(([folder, invocations]) => {
    const { memoryMegabytes = 128, logDays = 30 } =
      facts.functions.find((each) => each.folder === folder) ?? {};
    const own = invocations.reduce((sum, { lines }) => sum + bytesOf(lines), 0);
    const warm = bytesOf(platformLog({ memoryMegabytes, cold: false }));
    const first = bytesOf(platformLog({ memoryMegabytes, cold: true }));
    const lambdas = invocations.length * ((1 - cold) * warm + cold * first);
    return { what: folder, bytesPerPhoto: own + lambdas, keptDays: logDays };
  });
  const steps = bytesOf(stepLog(history, arn, facts.machine.log));
  return [...functions, { what: 'state machine', bytesPerPhoto: steps, keptDays: facts.machine.logDays }];
}

/** Whoever is first to see a photo decides whether it is traced; the others follow. */
function tracesUsage(facts: TemplateFacts, trial: Basis['trial'], photos: number, days: number): Usage[] {
  const active = (folder: string) =>
    folder in trial.invocations && facts.functions.some((each) => each.folder === folder && each.traced);
  const first = active('start-execution')
    ? 'start-execution'
    : facts.machine.traced
      ? 'executions'
      : undefined;
  // A function's own sampling is Lambda's, which no rule changes; a state machine asks for the rules.
  const sampling = first === 'executions' ? (facts.sampling ?? defaultSampling) : defaultSampling;
  return [
    ...(active('presign') ? traceUsage('upload links', tracesOf(photos, days, defaultSampling)) : []),
    ...(first === undefined ? [] : traceUsage(first, tracesOf(photos, days, sampling))),
  ];
}
