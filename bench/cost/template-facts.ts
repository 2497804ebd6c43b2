import { photoMachineOf } from '../../local/photo-machine.ts';
import { type Definition, readDefinition } from '../../local/states/definition.ts';
import { readDeployment, type Synthesized, type Template } from '../../local/template/index.ts';
import type { LogLevel, StepLogging } from './step-log.ts';

/** What of a template the bill depends on. */
export interface TemplateFacts {
  definition: Definition;
  machine: { express: boolean; traced: boolean; log: StepLogging; logDays: number };
  functions: readonly FunctionFacts[];
  /** Each queue that Lambda polls. */
  polled: readonly { queueArn: string; batchSize: number }[];
  /** Whether uploads go through a queue. */
  buffered: boolean;
  /** How many messages one starter holds, at the most. */
  batchSize: number;
  buffer: { maxConcurrency: number; maxReceives: number; retentionSeconds: number } | undefined;
  subscriptions: readonly { protocol: string; statuses: readonly string[] | undefined }[];
  /** The share of executions that X-Ray is told to trace by a rule of this template; undefined: by its default rule. */
  sampling: { reservoir: number; rate: number } | undefined;
  topicKey: boolean;
  noncurrentDays: number | undefined;
}

export interface FunctionFacts {
  folder: string;
  memoryMegabytes: number;
  arm: boolean;
  /** It asks X-Ray itself whether to trace; otherwise it traces what its caller traces. */
  traced: boolean;
  logDays: number;
}

type Properties = Record<string, unknown>;

export function factsOf(synthesized: Synthesized): TemplateFacts {
  const { template } = synthesized;
  const here = 'http://127.0.0.1';
  const places = { region: 'us-east-1', account: '000000000000', awsOrigin: here, linksOrigin: here };
  const deployment = readDeployment(synthesized, places);
  const { eventSources, rules, subscriptions, queues } = deployment;
  const machine = photoMachineOf(deployment);
  const reference = template.Outputs?.StateMachineArn?.Value as { Ref: string } | undefined;
  const raw = template.Resources?.[reference?.Ref ?? '']?.Properties ?? {};
  const log = (raw.LoggingConfiguration ?? {}) as {
    Level?: LogLevel;
    IncludeExecutionData?: boolean;
    Destinations?: unknown[];
  };
  const targets = rules.flatMap((rule) => rule.targets.map(({ arn }) => arn));
  const source = eventSources.find(({ queueArn }) => targets.includes(queueArn));
  const queue = queues.find(({ arn }) => arn === source?.queueArn);
  return {
    definition: readDefinition(machine.name, machine.definition),
    machine: {
      express: machine.express,
      traced: (raw.TracingConfiguration as { Enabled?: boolean } | undefined)?.Enabled === true,
      log: { level: log.Level ?? 'OFF', executionData: log.IncludeExecutionData === true },
      logDays: daysOf(template, log.Destinations),
    },
    functions: functionsIn(template),
    polled: eventSources,
    buffered: source !== undefined,
    batchSize: source?.batchSize ?? 1,
    buffer: queue && {
      maxConcurrency: (source?.maxConcurrency ?? Number.POSITIVE_INFINITY) * (source?.batchSize ?? 1),
      maxReceives: queue.deadLetters?.maxReceiveCount ?? Number.POSITIVE_INFINITY,
      retentionSeconds: queue.retentionSeconds,
    },
    subscriptions: subscriptions.map(({ protocol, filterPolicy }) => ({
      protocol,
      statuses: filterPolicy?.status as string[] | undefined,
    })),
    sampling: samplingIn(template),
    topicKey: all(template, 'AWS::SNS::Topic').some(({ KmsMasterKeyId }) => KmsMasterKeyId !== undefined),
    noncurrentDays: noncurrentDaysIn(template),
  };
}

function functionsIn(template: Template): FunctionFacts[] {
  return Object.values(template.Resources ?? {})
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties: own = {}, Metadata = {} }) => ({
      folder: /^functions\/([\w-]+)\//.exec(String(Metadata['darkroom:entry']))?.[1] ?? '',
      memoryMegabytes: Number(own.MemorySize ?? 128),
      arm: (own.Architectures as string[] | undefined)?.[0] === 'arm64',
      traced: (own.TracingConfig as { Mode?: string } | undefined)?.Mode === 'Active',
      logDays: daysOf(template, own.LoggingConfig),
    }));
}

/** How long the log group is kept that this refers to, by whichever of CloudFormation's functions. */
function daysOf(template: Template, reference: unknown): number {
  const text = JSON.stringify(reference ?? '');
  const groups = Object.entries(template.Resources ?? {}).filter(
    ([, { Type }]) => Type === 'AWS::Logs::LogGroup',
  );
  const [, group] = groups.find(([id]) => text.includes(`"${id}"`)) ?? [];
  return Number(group?.Properties?.RetentionInDays ?? Number.POSITIVE_INFINITY);
}

function samplingIn(template: Template): TemplateFacts['sampling'] {
  const [rule] = all(template, 'AWS::XRay::SamplingRule').map(
    ({ SamplingRule }) => SamplingRule as Properties,
  );
  return rule && { reservoir: Number(rule.ReservoirSize), rate: Number(rule.FixedRate) };
}

function noncurrentDaysIn(template: Template): number | undefined {
  const rules = all(template, 'AWS::S3::Bucket').flatMap(
    ({ LifecycleConfiguration }) =>
      (
        LifecycleConfiguration as
          | { Rules?: { NoncurrentVersionExpiration?: { NoncurrentDays: number } }[] }
          | undefined
      )?.Rules ?? [],
  );
  return rules.find((rule) => rule.NoncurrentVersionExpiration)?.NoncurrentVersionExpiration?.NoncurrentDays;
}

function all(template: Template, type: string): Properties[] {
  return Object.values(template.Resources ?? {}).flatMap(({ Type, Properties: own = {} }) =>
    Type === type ? [own] : [],
  );
}
