import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StateMachineSpec } from '../../../local/deployment.ts';
import type { BusEvent } from '../../../local/events/event.ts';
import { openStates, type States, type StatesOptions, type Tasks } from '../../../local/states/index.ts';

export const region = 'eu-central-1';
export const account = '123456789012';
export const functionArn = `arn:aws:lambda:${region}:${account}:function:work`;
export const topicArn = `arn:aws:sns:${region}:${account}:notices`;

/** A state that calls the function; `more` is what else is in it. */
export const work = (more: object = { End: true }) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: functionArn, 'Payload.$': '$' },
  ...more,
});

/** A machine whose first state is the first one given. */
export function machineOf(
  states: Record<string, object>,
  {
    name = 'machine',
    express = false,
    ...definition
  }: { name?: string; express?: boolean; [field: string]: unknown } = {},
): StateMachineSpec {
  return {
    name,
    arn: `arn:aws:states:${region}:${account}:stateMachine:${name}`,
    express,
    definition: JSON.stringify({ StartAt: Object.keys(states)[0], ...definition, States: states }),
  };
}

export interface Stage extends AsyncDisposable {
  readonly states: States;
  readonly folder: string;
  start(input: unknown, name?: string, machine?: StateMachineSpec): string;
  /** What the page shows of it once `isSo` of it; when it has ended, unless given. */
  seen(arn: string, isSo?: (detail: Detail) => boolean): Promise<Detail>;
  /** Starts it, and waits for its end. */
  run(input: unknown, name?: string): Promise<Detail>;
  events(): BusEvent[];
  /** As the next process does. */
  reopen(changed?: Partial<StatesOptions>): Promise<void>;
}

type Detail = NonNullable<ReturnType<States['detail']>>;

export const idle: Tasks = {
  invoke: async (_arn, payload, { onBegin }) => {
    onBegin?.();
    return payload;
  },
  publish: async () => ({ MessageId: '94f5c0d5-6a6a-5f3e-9a3c-0f6a3c8e9d53' }),
};

export async function openStage(
  machine: StateMachineSpec,
  options: Partial<StatesOptions> = {},
): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'states-'));
  const defaults = { folder, machines: [machine], region, account, tasks: idle, concurrency: 4 };
  const open = (changed: Partial<StatesOptions> = {}) => {
    const opened = openStates({ ...defaults, ...options, ...changed });
    opened.resume();
    return opened;
  };
  let states: States;
  try {
    states = open();
  } catch (error) {
    await rm(folder, { recursive: true });
    throw error;
  }

  const seen: Stage['seen'] = (arn, isSo = ({ status }) => status !== 'RUNNING') => {
    const { promise, resolve } = Promise.withResolvers<Detail>();
    const look = (changed: string) => {
      const detail = changed === arn ? states.detail(arn) : undefined;
      if (detail && isSo(detail)) resolve(detail);
    };
    states.onChange(look);
    look(arn);
    return promise;
  };
  const start: Stage['start'] = (input, name, { arn: machineArn } = machine) =>
    states.start({ machineArn, input: JSON.stringify(input), ...(name !== undefined && { name }) })
      .executionArn;

  return {
    get states() {
      return states;
    },
    folder,
    start,
    seen,
    run: (input, name) => seen(start(input, name)),
    events: () => states.outbox.pending(1000).map(({ event }) => event),
    async reopen(changed) {
      await states[Symbol.asyncDispose]();
      states = open(changed);
    },
    async [Symbol.asyncDispose]() {
      await states[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

export const lambdaError = (name: string, message: string): Error =>
  Object.assign(new Error(message), { name });
