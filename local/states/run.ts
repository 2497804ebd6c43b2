import { setImmediate } from 'node:timers/promises';
import type { Definition } from './definition.ts';
import {
  type Ending,
  mostEvents,
  type NewEvent,
  stateEntered,
  stateExited,
  taskFailed,
  taskScheduled,
  taskStarted,
  taskSucceeded,
  taskTimedOut,
} from './history.ts';
import { type Context, type Interpreter, StateFailure } from './interpreter.ts';
import type { Execution, Store } from './store.ts';
import { type AllTasks, attempt, integrationOf, TaskTimeoutError } from './tasks.ts';

export interface Machine {
  arn: string;
  name: string;
  roleArn: string;
  text: string;
  definition: Definition;
  interpret: Interpreter;
}

/** Stands around the moment in which an execution enters a state: `enter` has it on the disk. */
export type Entering = (state: string, input: string, enter: () => number) => number;

export interface Stage {
  store: Store;
  entering: Entering;
  tasks: AllTasks;
  region: string;
  now(): number;
  changed(): void;
}

interface Place {
  state: string;
  /** JSON */
  input: string;
  /** The event of entering. */
  event: number;
  enteredAt: number;
}

/**
 * Takes an execution from where its history ends to its own end. Aborted by `signal`, it throws the reason and writes
 * nothing any more.
 */
export async function run(
  execution: Execution,
  machine: Machine,
  stage: Stage,
  signal: AbortSignal,
): Promise<Ending> {
  const { store, now, changed } = stage;
  const { seq } = execution;

  const record = (event: NewEvent): number => {
    signal.throwIfAborted();
    const id = store.record(seq, now(), event);
    changed();
    return id;
  };
  const enter = (state: string, input: string, left?: NewEvent): Place => {
    signal.throwIfAborted();
    const enteredAt = now();
    const event = stage.entering(state, input, () =>
      store.transaction(() => {
        if (left) store.record(seq, enteredAt, left);
        store.change(seq, { state });
        return store.record(seq, enteredAt, stateEntered(typeOf(state), state, input));
      }),
    );
    changed();
    return { state, input, event, enteredAt };
  };
  const typeOf = (state: string) => machine.definition.States[state]?.Type ?? 'Task';

  const task = (state: string) => async (parameters: Record<string, unknown>) => {
    const { Resource = '', TimeoutSeconds: timeoutSeconds } = machine.definition.States[state] ?? {};
    const integration = integrationOf(Resource);
    if (integration === undefined) throw new Error(`Nothing runs ${Resource}`);
    if (kept !== undefined) return JSON.parse(kept);
    record(taskScheduled(integration, stage.region, JSON.stringify(parameters), timeoutSeconds));
    const onBegin = () => record(taskStarted(integration));
    try {
      const { tasks } = stage;
      const callers = [execution.arn, machine.arn];
      const how = { tasks, parameters, timeoutSeconds, callers, onBegin, signal };
      const result = await attempt(integration, how);
      record(taskSucceeded(integration, JSON.stringify(result)));
      return result;
    } catch (error) {
      const { name, message } = error as Error;
      record(
        error instanceof TaskTimeoutError
          ? taskTimedOut(integration)
          : taskFailed(integration, name, message),
      );
      throw error;
    }
  };

  let kept = resultBefore(store, seq);
  let place = resumed(store, seq, enter) ?? enter(machine.definition.StartAt, execution.input);
  for (;;) {
    const { state, event } = place;
    const context = contextOf(execution, machine, place);
    try {
      const input = JSON.parse(place.input);
      const left = await machine.interpret(state, { input, context, task: task(state), signal });
      kept = undefined;
      const output = JSON.stringify(left.output);
      const exited = stateExited(typeOf(state), state, output);
      if (left.next === undefined) {
        record(exited);
        return { status: 'SUCCEEDED', output };
      }
      if (event > mostEvents) {
        const cause = `The execution reached the maximum number of history events (${mostEvents}).`;
        return { status: 'FAILED', error: 'States.Runtime', cause };
      }
      place = enter(left.next, output, exited);
    } catch (failure) {
      signal.throwIfAborted();
      if (!(failure instanceof StateFailure)) throw failure;
      return failedIn(state, event, failure);
    }
    await setImmediate(); // states that wait for nothing leave a turn to the others
  }
}

/** What a task had come to when the process ended, so that it is not done once more. */
function resultBefore(store: Store, seq: number): string | undefined {
  const [last] = store.history(seq, { after: Number.MAX_SAFE_INTEGER, limit: 1, reverse: true });
  if (last?.type !== 'TaskSucceeded') return undefined;
  return (last.details.taskSucceededEventDetails as { output: string }).output;
}

/** After a crash the visit goes on, and a task in it that had come to nothing yet is tried again; after a redrive the state is entered anew. */
function resumed(
  store: Store,
  seq: number,
  enter: (state: string, input: string) => Place,
): Place | undefined {
  const entered = store.lastEntered(seq);
  if (entered === undefined) return undefined;
  const { name, input } = entered.details.stateEnteredEventDetails as { name: string; input: string };
  const [last] = store.history(seq, { after: Number.MAX_SAFE_INTEGER, limit: 1, reverse: true });
  if (last?.type === 'ExecutionRedriven') return enter(name, input);
  return { state: name, input, event: entered.id, enteredAt: entered.at };
}

function contextOf(execution: Execution, machine: Machine, { state, enteredAt }: Place): Context {
  const { arn, name, input, startedAt, redrives, redrivenAt } = execution;
  return {
    Execution: {
      Id: arn,
      Input: JSON.parse(input),
      Name: name,
      RoleArn: machine.roleArn,
      StartTime: new Date(startedAt).toISOString(),
      ...(redrives > 0 && { RedriveCount: redrives, RedriveTime: new Date(redrivenAt ?? 0).toISOString() }),
    },
    State: { Name: state, EnteredTime: new Date(enteredAt).toISOString(), RetryCount: 0 },
    StateMachine: { Id: machine.arn, Name: machine.name },
  };
}

function failedIn(state: string, event: number, { error, cause }: StateFailure): Ending {
  const where = `An error occurred while executing the state '${state}' (entered at the event id #${event}). `;
  const said = typeof cause === 'string' ? cause : undefined;
  return { status: 'FAILED', error, cause: error === 'States.Runtime' ? `${where}${said}` : said };
}
