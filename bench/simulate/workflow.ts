import { holds } from '../../local/states/choice.ts';
import type { Definition, Retrier, State } from '../../local/states/definition.ts';

// The definition, made ready to be walked a million times.

export type Refusal = 'Lambda.TooManyRequestsException' | 'StorageUnavailableError';

export interface Step {
  name: string;
  /** Its place among the steps. */
  index: number;
  kind: 'choice' | 'function' | 'publish' | 'end' | 'fail';
  /** Of a function. */
  folder: string;
  /** Undefined at the end. A choice goes by whether somebody will deliver this photo again. */
  next(deliveredAgain: boolean): Step | undefined;
  retries: Readonly<Record<Refusal, readonly number[]>>;
  /** Whether a delay is drawn between nothing and so many seconds. */
  jitter: Readonly<Record<Refusal, boolean>>;
  /** Where it goes when the retries are used up; undefined: the execution ends red. */
  caught: Readonly<Record<Refusal, Step | undefined>>;
}

export interface Workflow {
  first: Step;
  steps: readonly Step[];
  timeoutSeconds: number;
}

interface JitteredRetrier extends Retrier {
  JitterStrategy?: 'FULL' | 'NONE';
}

const refusals = ['Lambda.TooManyRequestsException', 'StorageUnavailableError'] as const;

/** `folderOf` says which function it is that a state calls, `event` is a photo's. */
export function workflowOf(
  definition: Definition,
  folderOf: (functionName: string) => string,
  event: object,
): Workflow {
  const names = Object.keys(definition.States);
  const steps = new Map<string, Step>();
  const step = (name: string | undefined) => (name === undefined ? undefined : steps.get(name));
  for (const name of names) {
    const state = definition.States[name] as State;
    const { FunctionName = '' } = (state.Parameters ?? {}) as { FunctionName?: string };
    const again = [true, false].map((is) => nextOf(state, { ...event, attempt: is ? 1 : 2, maxAttempts: 2 }));
    steps.set(name, {
      name,
      index: steps.size,
      kind: kindOf(state),
      folder: kindOf(state) === 'function' ? folderOf(FunctionName) : '',
      next: (deliveredAgain) => step(again[deliveredAgain ? 0 : 1]),
      retries: each((refusal) => delaysOf(retrierOf(state, refusal))),
      jitter: each((refusal) => retrierOf(state, refusal)?.JitterStrategy === 'FULL'),
      caught: {} as Step['caught'],
    });
  }
  for (const [name, made] of steps) {
    const state = definition.States[name] as State;
    Object.assign(
      made.caught,
      each((refusal) => step(state.Catch?.find((catcher) => isFor(catcher, refusal))?.Next)),
    );
  }
  const first = step(definition.StartAt);
  if (first === undefined) throw new Error(`The definition has no state ${definition.StartAt}.`);
  const timeoutSeconds = definition.TimeoutSeconds ?? Number.POSITIVE_INFINITY;
  return { first, steps: [...steps.values()], timeoutSeconds };
}

function each<T>(of: (refusal: Refusal) => T): Record<Refusal, T> {
  return Object.fromEntries(refusals.map((refusal) => [refusal, of(refusal)])) as Record<Refusal, T>;
}

function kindOf({ Type, Resource = '' }: State): Step['kind'] {
  if (Type === 'Choice' || Type === 'Pass') return 'choice';
  if (Type === 'Succeed') return 'end';
  if (Type === 'Fail') return 'fail';
  return Resource.includes('lambda') ? 'function' : 'publish';
}

function nextOf(state: State, event: object): string | undefined {
  if (state.Type !== 'Choice') return state.Next;
  return state.Choices?.find((rule) => holds(rule, event, {}))?.Next ?? state.Default;
}

function isFor({ ErrorEquals }: { ErrorEquals: readonly string[] }, refusal: Refusal): boolean {
  return ErrorEquals.some(
    (name) => name === refusal || name === 'States.ALL' || name === 'States.TaskFailed',
  );
}

function retrierOf({ Retry }: State, refusal: Refusal): JitteredRetrier | undefined {
  return Retry?.find((retrier) => isFor(retrier, refusal)) as JitteredRetrier | undefined;
}

/** The delay before each retry, in seconds; with jitter the longest. The defaults are those of the language. */
function delaysOf(retrier: JitteredRetrier | undefined): number[] {
  if (retrier === undefined) return [];
  const {
    IntervalSeconds = 1,
    BackoffRate = 2,
    MaxAttempts = 3,
    MaxDelaySeconds = Number.POSITIVE_INFINITY,
  } = retrier;
  return Array.from({ length: MaxAttempts }, (_, retry) =>
    Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** retry),
  );
}
