import { randomUUID } from 'node:crypto';
import { type Ending, executionEnded, executionRedriven, executionStarted } from './history.ts';
import type { Deployed, openMachines } from './machines.ts';
import { redrivability } from './redrivable.ts';
import { type Entering, run } from './run.ts';
import { statusChange } from './status-change.ts';
import type { Execution, Store } from './store.ts';
import type { AllTasks } from './tasks.ts';

export interface Surroundings {
  store: Store;
  machines: ReturnType<typeof openMachines>;
  region: string;
  account: string;
  tasks: AllTasks;
  entering: Entering;
  concurrency: number;
  now(): number;
  /** Something of it is another than before, and on disk. */
  changed(arn: string): void;
  /** There is an event for the bus. */
  sent(): void;
}

/** The execution cannot be redriven, in the words of AWS. */
export class NotRedrivableError extends Error {
  override readonly name = 'ExecutionNotRedrivable';
}

/** Another execution has this name. */
export class NameTakenError extends Error {
  override readonly name = 'ExecutionAlreadyExists';
}

/** The process ends: what runs is taken up at the next start. */
class ClosingError extends Error {
  override readonly name = 'ClosingError';
}

class EndedError extends Error {
  override readonly name = 'EndedError';
}

export type Executions = ReturnType<typeof openExecutions>;

/** The executions and the line that they wait in. */
export function openExecutions(surroundings: Surroundings) {
  const { store, machines, now, changed } = surroundings;
  const active = new Map<number, { controller: AbortController; over: Promise<void> }>();
  const waiting = new Map<number, PromiseWithResolvers<Execution>>();
  let held = true;
  let closed = false;
  let filling = false;

  function fill(): void {
    if (filling || held) return;
    filling = true;
    setImmediate(() => {
      filling = false;
      while (!closed && active.size < surroundings.concurrency) {
        const next = store.takeTurn(now());
        if (next === undefined) return;
        begin(next);
      }
    });
  }

  function begin(execution: Execution): void {
    const { seq, arn, machineArn, definition } = execution;
    const controller = new AbortController();
    const over = interpreted().finally(() => {
      active.delete(seq);
      if (!closed) fill();
    });
    active.set(seq, { controller, over });
    changed(arn);

    async function interpreted(): Promise<void> {
      const machine = machines.startedWith(machineArn, definition);
      if (machine === undefined) return end(execution, { status: 'ABORTED', cause: goneCause(machineArn) });
      const { TimeoutSeconds: seconds } = machine.definition;
      const timer =
        seconds === undefined
          ? undefined
          : setTimeout(() => end(execution, { status: 'TIMED_OUT' }), seconds * 1000);
      try {
        const stage = { ...surroundings, changed: () => changed(arn) };
        end(execution, await run(execution, machine, stage, controller.signal));
      } catch (error) {
        if (controller.signal.aborted) return;
        if ((error as NodeJS.ErrnoException).code === 'ERR_SQLITE_ERROR') throw error; // nothing can be written at all
        // Whatever it is, it would be so again at the next start: the execution must not take the process with it.
        end(execution, { status: 'FAILED', ...runtimeFault(error) });
      } finally {
        clearTimeout(timer);
      }
    }
  }

  /** From here nothing more is written of it. */
  function end({ seq, arn }: Execution, ending: Ending): void {
    const { output = null, error = null, cause = null } = ending as Record<string, string | undefined>;
    const ended = store.transaction(() => {
      const endedAt = now();
      store.record(seq, endedAt, executionEnded(ending));
      store.change(seq, { status: ending.status, turn: null, endedAt, output, error, cause });
      return tell(seq);
    });
    active.get(seq)?.controller.abort(new EndedError(`The execution has ended ${ending.status}.`));
    waiting.get(seq)?.resolve(ended);
    waiting.delete(seq);
    changed(arn);
    if (!ended.express) surroundings.sent();
  }

  /** Into the outbox, in the transaction that changes the status. */
  function tell(seq: number): Execution {
    const execution = store.bySeq(seq);
    if (!execution.express) store.send(statusChange(execution, surroundings, now()));
    return execution;
  }

  function add(arn: string, machine: Deployed, name: string, input: string, awaited = false): Execution {
    const { arn: machineArn, express, hash: definition, roleArn } = machine;
    const execution = store.transaction(() => {
      const startedAt = now();
      const seq = store.add({ arn, name, machineArn, express, awaited, definition, input, startedAt });
      store.record(seq, startedAt, executionStarted(input, roleArn));
      return tell(seq);
    });
    changed(arn);
    if (!express) surroundings.sent();
    fill();
    return execution;
  }

  const arnsBegin = `arn:aws:states:${surroundings.region}:${surroundings.account}`;

  function addExpress(machine: Deployed, name: string, input: string, awaited: boolean): Execution {
    return add(`${arnsBegin}:express:${machine.name}:${name}:${randomUUID()}`, machine, name, input, awaited);
  }

  return {
    /**
     * Accepted for good when it returns. Names of standard executions are unique: the same name and input is the same
     * execution. Those of express executions are not.
     */
    start(machine: Deployed, name: string, input: string): Execution {
      if (machine.express) return addExpress(machine, name, input, false);
      const arn = `${arnsBegin}:execution:${machine.name}:${name}`;
      const existing = store.byArn(arn);
      if (existing === undefined) return add(arn, machine, name, input);
      if (existing.input === input) return existing;
      throw new NameTakenError(`Execution Already Exists: '${arn}'`);
    },

    /** Of an express machine; resolves when it has ended. */
    startAndWait(machine: Deployed, name: string, input: string): Promise<Execution> {
      const resolvers = Promise.withResolvers<Execution>();
      waiting.set(addExpress(machine, name, input, true).seq, resolvers);
      return resolvers.promise;
    },

    stop(execution: Execution, why: { error?: string | undefined; cause?: string | undefined }): void {
      end(execution, { status: 'ABORTED', ...why });
      fill();
    },

    redrive(execution: Execution): Execution {
      const { seq, arn, machineArn, definition, redrives } = execution;
      const [last] = store.history(seq, { after: Number.MAX_SAFE_INTEGER, limit: 1, reverse: true });
      const { redrivable, reason } = redrivability(execution, now(), last?.id);
      if (!redrivable) throw new NotRedrivableError(reason);
      if (machines.startedWith(machineArn, definition) === undefined) {
        throw new NotRedrivableError(`${goneCause(machineArn)} It cannot be redriven.`);
      }
      const redriven = store.transaction(() => {
        const at = now();
        const values = { status: 'RUNNING', redrives: redrives + 1, redrivenAt: at, endedAt: null } as const;
        store.change(seq, { ...values, output: null, error: null, cause: null });
        store.record(seq, at, executionRedriven(redrives + 1));
        store.lineUp(seq);
        return tell(seq);
      });
      changed(arn);
      surroundings.sent();
      fill();
      return redriven;
    },

    /** Nothing is interpreted before. How many were left by the last process, and go on. */
    resume(): number {
      let left = 0;
      for (let page: Execution[], after = 0; ; after = page.at(-1)?.seq ?? 0) {
        page = store.running(after, 100);
        if (page.length === 0) break;
        for (const execution of page) {
          const machine = machines.deployed(execution.machineArn);
          if (machine === undefined)
            end(execution, { status: 'ABORTED', cause: goneCause(execution.machineArn) });
          else if (execution.awaited && machine.express)
            end(execution, { status: 'ABORTED', cause: unawaitedCause });
          else left++;
        }
      }
      held = false;
      fill();
      return left;
    },

    async close(): Promise<void> {
      closed = true;
      const closing = new ClosingError('The process ends.');
      for (const { controller } of active.values()) controller.abort(closing);
      for (const { reject } of waiting.values()) reject(closing);
      await Promise.allSettled([...active.values()].map(({ over }) => over));
    },
  };
}

function runtimeFault(error: unknown) {
  return { error: 'States.Runtime', cause: `The execution could not go on: ${(error as Error).message}` };
}

/** While the machine is express, whoever waited comes again, and would find two of them at work. */
const unawaitedCause = 'The process ended, and with it whoever waited for this execution.';

function goneCause(machineArn: string): string {
  return `The state machine ${machineArn} is not in the template any more: another delivery mode makes another machine.`;
}
