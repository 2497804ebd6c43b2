import { randomUUID } from 'node:crypto';
import type { ExecutionDetail, ExecutionStatus } from '../console/api.ts';
import type { StateMachineSpec } from '../deployment.ts';
import type { Outbox } from '../events/index.ts';
import type { HttpAnswer, HttpExchange } from '../http/exchange.ts';
import { answerer } from './api/answer.ts';
import { detailOf } from './detail.ts';
import { openExecutions } from './executions.ts';
import { openMachines } from './machines.ts';
import { eventPutter } from './put-events.ts';
import type { Entering } from './run.ts';
import { type Execution, openStore } from './store.ts';
import type { Tasks } from './tasks.ts';

export { UnsupportedDefinitionError } from './definition.ts';
export type { Entering } from './run.ts';
export { atLeast, scaledDefinition } from './scaled-definition.ts';
export type { Tasks } from './tasks.ts';

export interface ExecutionSummary {
  arn: string;
  name: string;
  machineArn: string;
  input: string;
  status: ExecutionStatus;
  /** Its turn has come. */
  begun: boolean;
  lastState?: string;
  startedAt: number;
  endedAt?: number;
  redrives: number;
}

export interface States extends AsyncDisposable {
  /** Step Functions' API; the signature has been checked. */
  handle(exchange: HttpExchange): Promise<HttpAnswer>;
  /** Accepted for good when it returns. The same name and input again is the same execution, an express one too. */
  start(options: { machineArn: string; name?: string; input: string }): {
    executionArn: string;
    startDate: number;
  };
  /** Throws NotRedrivableError. */
  redrive(executionArn: string): void;
  /**
   * Goes on with what was running when the process ended: how many. To be called once, when tasks can be called: what
   * is started before waits for it.
   */
  resume(): number;
  summary(arn: string): ExecutionSummary | undefined;
  /** Oldest first; `after` is the ARN of the last one that is known. */
  summaries(options: { after?: string; limit: number }): ExecutionSummary[];
  detail(arn: string): ExecutionDetail | undefined;
  onChange(listener: (arn: string) => void): void;
  /** What executions put, and "Step Functions Execution Status Change" of standard ones. */
  outbox: Outbox;
}

export interface StatesOptions {
  folder: string;
  machines: readonly StateMachineSpec[];
  /** Those with a Distributed Map: to start one is an error that says so. */
  distributed?: readonly StateMachineSpec[];
  region: string;
  account: string;
  tasks: Tasks;
  entering?: Entering;
  /** How many executions are interpreted at once; the others wait in the order of their start. */
  concurrency: number;
  now?: () => number;
}

/**
 * Step Functions. A task's TimeoutSeconds counts from when the task is begun and the machine's from when its execution
 * is: waiting for a free place does not count. Throws UnsupportedDefinitionError.
 */
export function openStates(options: StatesOptions): States {
  const { folder, region, account, concurrency, now = Date.now } = options;
  const { entering = (_state, _input, enter) => enter() } = options;
  const store = openStore(folder);
  const listeners: ((arn: string) => void)[] = [];
  const added: (() => void)[] = [];
  const changed = (arn: string) => {
    for (const listener of listeners) listener(arn);
  };
  const sent = () => {
    for (const listener of added) listener();
  };
  let machines: ReturnType<typeof openMachines>;
  try {
    machines = openMachines(options.machines, store, account);
  } catch (error) {
    store.close();
    throw error;
  }
  store.lineUpBegun();
  const putEvents = eventPutter({ store, region, account, now, sent });
  const tasks = { ...options.tasks, putEvents };
  const executions = openExecutions({
    ...{ store, machines, region, account, tasks, entering, concurrency, now, changed, sent },
  });

  return {
    handle: answerer({ store, machines, executions, now, distributed: options.distributed ?? [] }),

    start({ machineArn, name = randomUUID(), input }) {
      const machine = machines.deployed(machineArn);
      if (machine === undefined) throw new Error(`There is no state machine ${machineArn}.`);
      JSON.parse(input); // or throws: it would end the interpretation otherwise
      const known = store.named(machineArn, name);
      const execution = known?.input === input ? known : executions.start(machine, name, input);
      return { executionArn: execution.arn, startDate: execution.startedAt };
    },

    redrive(arn) {
      const execution = store.byArn(arn);
      if (execution === undefined) throw new Error(`There is no execution ${arn}.`);
      executions.redrive(execution);
    },

    resume: () => executions.resume(),

    summary(arn) {
      const execution = store.byArn(arn);
      return execution && summaryOf(execution);
    },

    summaries({ after, limit }) {
      const seq = after === undefined ? 0 : (store.byArn(after)?.seq ?? 0);
      return store.after(seq, limit).map(summaryOf);
    },

    detail(arn) {
      const execution = store.byArn(arn);
      if (execution === undefined) return undefined;
      const history = store.history(execution.seq, { after: 0, limit: -1, reverse: false });
      return detailOf(execution, history, now());
    },

    onChange: (listener) => listeners.push(listener),

    outbox: {
      pending: (limit) => store.unsent(limit),
      delivered: (id) => store.sent(id),
      onAdded: (listener) => added.push(listener),
    },

    async [Symbol.asyncDispose]() {
      await executions.close();
      store.close();
    },
  };
}

function summaryOf(execution: Execution): ExecutionSummary {
  const { arn, name, machineArn, input, status, begunAt, state, startedAt, endedAt, redrives } = execution;
  return {
    ...{ arn, name, machineArn, input, status, begun: begunAt !== null, startedAt, redrives },
    ...(state !== null && { lastState: state }),
    ...(endedAt !== null && { endedAt }),
  };
}
