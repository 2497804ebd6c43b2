// The states are interpreted by aws-local-stepfunctions, and all that is done about its faults begins in this file. It
// runs one state at a time, in a little machine of its own, so that each step is on the disk before the next begins.
//
// - Choice: StringMatches stops at line breaks and takes ? for a wildcard, "IsPresent": false (and every other Is…:
//   false) never holds, texts compare with numbers, anything goes for a timestamp. Nearly every operator would have to
//   be rewritten, so choice.ts evaluates them.
// - $$.State and $$.StateMachine are missing, and $$.Execution.StartTime and Input are overwritten by its own, which
//   after a restart or a redrive are others: paths into the context lead into an object there that is only ours.
// - A path "$" on null, false, 0 or "" finds nothing: those values are read out of the context, too.
// - "ResultPath": "$" makes a field named "$": left out, since it is what happens without it.
// - Pass ignores a Result that is null, false, 0 or "": handed over as Parameters.
// - A task without TimeoutSeconds ends after 60 s, and with 99999999, the default of AWS, after 1 ms, since timers
//   overflow. Its own time-out is put out of reach; tasks.ts keeps that of the task, executions.ts the machine's.
// - A Fail state without Error or Cause makes some up: taken out again.
// - Payloads have no limit: above 256 KiB it is States.DataLimitExceeded.
// - States.Runtime from a task is retried and caught by States.ALL: such errors say that they cannot be.
// - JSONata, Assign, intrinsic functions, filters in paths, a deep ResultPath and States.TaskFailed are misrun:
//   definition.ts refuses them when the machine is opened. Its validator writes into what it is given, and is off.
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { holds, InvalidPathError } from './choice.ts';
import { type Definition, longestSeconds, nextOf, type State } from './definition.ts';
import { valueAt } from './paths.ts';

/** `$$`, as AWS has it. */
export interface Context {
  Execution: Readonly<Record<string, unknown>>;
  StateMachine: { Id: string; Name: string };
  State: { Name: string; EnteredTime: string; RetryCount: number };
}

interface Visit {
  input: unknown;
  context: Context;
  /** Runs one try of the task. */
  task(parameters: Record<string, unknown>): Promise<unknown>;
  signal: AbortSignal;
}

/** Without `next` the execution has succeeded. */
interface Left {
  output: unknown;
  next?: string;
}

/** The execution fails here: nothing caught it. */
export class StateFailure extends Error {
  override readonly name = 'StateFailure';
  readonly error: string | undefined;
  constructor(error: string | undefined, cause: string | undefined) {
    super(`${error}: ${cause}`, { cause });
    this.error = error;
  }
}

export type Interpreter = (state: string, visit: Visit) => Promise<Left>;

export function interpreterOf(definition: Definition): Interpreter {
  const states = new Map(Object.entries(definition.States).map(([name, state]) => [name, runnerOf(state)]));
  return async (name, visit) => {
    const run = states.get(name);
    if (run === undefined) throw new StateFailure('States.Runtime', `There is no state '${name}'.`);
    const left = await run(visit);
    if (isTooLarge(left.output)) throw new StateFailure('States.DataLimitExceeded', tooLarge(name));
    return left;
  };
}

function runnerOf(state: State): (visit: Visit) => Promise<Left> {
  return state.Type === 'Choice' ? async (visit) => choose(state, visit) : interpreted(state);
}

function choose(state: State, { input, context }: Visit): Left {
  try {
    const seen = whereAt(state.InputPath, input, context);
    const rule = state.Choices?.find((each) => holds(each, seen, context));
    const next = rule?.Next ?? state.Default;
    if (next === undefined) throw new StateFailure('States.NoChoiceMatched', undefined);
    return { output: whereAt(state.OutputPath, seen, context), next };
  } catch (error) {
    if (error instanceof InvalidPathError) throw new StateFailure('States.Runtime', error.message);
    throw error;
  }
}

function whereAt(path: string | null | undefined, input: unknown, context: Context): unknown {
  if (path === undefined) return input;
  if (path === null) return {};
  const value = valueAt(path, input, context);
  if (value === undefined) throw new InvalidPathError(path);
  return value;
}

const self = 'state';
const exitTo = (name: string) => `to ${name}`;

function interpreted(state: State): (visit: Visit) => Promise<Left> {
  const nexts = nextOf(state);
  const exit = { Type: 'Task', Resource: 'exit', TimeoutSeconds: longestSeconds, End: true };
  const definition = {
    StartAt: self,
    States: { [self]: mended(state), ...Object.fromEntries(nexts.map((next) => [exitTo(next), exit])) },
  };
  const machine = new StateMachine(definition as unknown as StateMachineDefinition, {
    validationOptions: { noValidate: true },
  });
  return async ({ input, context, task, signal }) => {
    let next: string | undefined;
    const exits = nexts.map((name) => {
      const leave = (output: unknown) => {
        next = name;
        return output;
      };
      return [exitTo(name), leave] as const;
    });
    const values = { Input: whereIn(state, input, context), Result: undefined as unknown };
    const attempt = async (parameters: unknown) => {
      try {
        const result = throughJson(await task(parameters as Record<string, unknown>));
        if (isTooLarge(result)) throw new DataLimitError(tooLarge(state.Resource ?? ''));
        values.Result = result;
        return result;
      } catch (error) {
        context.State.RetryCount += 1; // read again only when this is retried
        throw forInterpreter(error, signal);
      }
    };
    const { result, abort } = machine.run(input as never, {
      context: { Given: context, Values: values } as never,
      overrides: { taskResourceLocalHandlers: { [self]: attempt, ...Object.fromEntries(exits) } as never },
    });
    signal.addEventListener('abort', abort);
    try {
      const output = throughJson(await result);
      return next === undefined ? { output } : { output, next };
    } catch (failure) {
      signal.throwIfAborted();
      throw failureOf(state, failure);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  };
}

function whereIn(state: State, input: unknown, context: Context): unknown {
  if (state.InputPath === undefined) return input;
  return state.InputPath === null ? {} : valueAt(state.InputPath, input, context);
}

/** The state as the interpreter runs it faithfully. */
function mended(state: State): object {
  const mend: Record<string, unknown> = {
    ...state,
    ...(state.Next !== undefined && { Next: exitTo(state.Next) }),
    ...(state.Type === 'Task' && { TimeoutSeconds: longestSeconds }),
    ...('Parameters' in state && { Parameters: template(state.Parameters, '$$.Values.Input') }),
    ...('ResultSelector' in state && { ResultSelector: template(state.ResultSelector, '$$.Values.Result') }),
    ...(state.Catch && {
      Catch: state.Catch.map(({ ResultPath, ...each }) => ({
        ...each,
        Next: exitTo(each.Next),
        ...(ResultPath !== undefined && ResultPath !== '$' && { ResultPath }),
      })),
    }),
  };
  for (const field of ['InputPath', 'OutputPath', 'ResultPath']) if (mend[field] === '$') delete mend[field];
  for (const field of ['InputPath', 'OutputPath', 'ErrorPath', 'CausePath']) {
    if (typeof mend[field] === 'string') mend[field] = intoGiven(mend[field]);
  }
  if ('Result' in mend && !mend.Result) {
    mend.Parameters = mend.Result;
    delete mend.Result;
  }
  return mend;
}

function intoGiven(path: string): string {
  return path.startsWith('$$') ? `$$.Given${path.slice(2)}` : path;
}

function template(value: unknown, root: string): unknown {
  if (Array.isArray(value)) return value.map((each) => template(each, root));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, each]) => {
    if (!name.endsWith('.$')) return [name, template(each, root)];
    return [name, each === '$' ? root : intoGiven(each)];
  });
  return Object.fromEntries(fields);
}

/** What one state made is not changed by a later one, and holds nothing that JSON does not. */
function throughJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}

/** The limit of AWS for what goes between states. */
export const longestPayload = 256 * 1024;

class DataLimitError extends Error {
  override readonly name = 'States.DataLimitExceeded';
}

function isTooLarge(value: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(value)) > longestPayload;
}

function tooLarge(whose: string): string {
  return `The state/task '${whose}' returned a result with a size exceeding the maximum number of bytes service limit.`;
}

const beyondCatch = ['States.Runtime', 'States.DataLimitExceeded'];

function forInterpreter(error: unknown, signal: AbortSignal): unknown {
  const { name, message } = error as Error;
  if (!signal.aborted && !beyondCatch.includes(name)) return error;
  return Object.assign(new Error(message), { name, isRetryable: false, isCatchable: false });
}

function failureOf(state: State, failure: unknown): StateFailure {
  const error = (failure as Error).cause as Error | undefined;
  if (error === undefined) throw failure;
  if (state.Type !== 'Fail' || error.name === 'States.Runtime')
    return new StateFailure(error.name, error.message);
  const given = (field: 'Error' | 'Cause') =>
    state[field] !== undefined || state[`${field}Path`] !== undefined;
  return new StateFailure(
    given('Error') ? error.name : undefined,
    given('Cause') ? error.message : undefined,
  );
}
