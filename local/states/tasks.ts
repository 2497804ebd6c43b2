import type { InvokeOptions } from '../lambda/index.ts';
import type { EventEntry } from './put-events.ts';

/** What the states of type Task call elsewhere. */
export interface Tasks {
  invoke(functionArn: string, payload: unknown, options: InvokeOptions): Promise<unknown>;
  publish(topicArn: string, parameters: Record<string, unknown>): Promise<{ MessageId: string }>;
}

export interface AllTasks extends Tasks {
  /** `resources` are the execution and its machine, as Step Functions adds them to each event. */
  putEvents(entries: readonly EventEntry[], resources: readonly string[]): object;
}

interface CallOptions extends InvokeOptions {
  /** ARNs of the execution that calls and of its machine. */
  callers: readonly string[];
}

interface Integration {
  resourceType: 'lambda' | 'sns' | 'events';
  resource: 'invoke' | 'publish' | 'putEvents';
  parameters: readonly string[];
  /** Of each item of a parameter that is a list. */
  itemFields?: Readonly<Record<string, readonly string[]>>;
  /** The parameter that says whom it calls, or with what. */
  target: string;
  call(tasks: AllTasks, parameters: Record<string, unknown>, options: CallOptions): Promise<unknown>;
}

const integrations: Readonly<Record<string, Integration>> = {
  'arn:aws:states:::lambda:invoke': {
    resourceType: 'lambda',
    resource: 'invoke',
    parameters: ['FunctionName', 'Payload'],
    target: 'FunctionName',
    async call(tasks, { FunctionName, Payload = {} }, options) {
      const payload = await tasks.invoke(String(FunctionName), Payload, options);
      return { ExecutedVersion: '$LATEST', Payload: payload ?? null, StatusCode: 200 };
    },
  },
  'arn:aws:states:::sns:publish': {
    resourceType: 'sns',
    resource: 'publish',
    parameters: ['TopicArn', 'Subject', 'Message', 'MessageStructure', 'MessageAttributes'],
    target: 'TopicArn',
    call(tasks, parameters, { onBegin }) {
      onBegin?.();
      return tasks.publish(String(parameters.TopicArn), parameters);
    },
  },
  'arn:aws:states:::events:putEvents': {
    resourceType: 'events',
    resource: 'putEvents',
    parameters: ['Entries'],
    itemFields: { Entries: ['Source', 'DetailType', 'Detail'] },
    target: 'Entries',
    async call(tasks, { Entries }, { onBegin, callers }) {
      onBegin?.();
      return tasks.putEvents(Entries as EventEntry[], callers);
    },
  },
};

export const integrated = Object.keys(integrations);

export function integrationOf(resource: string): Integration | undefined {
  return Object.hasOwn(integrations, resource) ? integrations[resource] : undefined;
}

/** The task took longer than its TimeoutSeconds. */
export class TaskTimeoutError extends Error {
  override readonly name = 'States.Timeout';
  constructor() {
    super('');
  }
}

export interface Try {
  tasks: AllTasks;
  parameters: Record<string, unknown>;
  timeoutSeconds: number | undefined;
  callers: readonly string[];
  onBegin(): void;
  signal: AbortSignal;
}

/**
 * One try of a task. Its time-out counts from when it is begun, not while it waits for a free environment: that
 * waiting is in the place of Lambda's throttling.
 */
export async function attempt(integration: Integration, each: Try): Promise<unknown> {
  const { tasks, parameters, timeoutSeconds, callers, signal } = each;
  signal.throwIfAborted();
  const withdrawal = new AbortController();
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const giveUp = (reason: unknown) => {
        reject(reason);
        withdrawal.abort(reason);
      };
      signal.addEventListener('abort', () => giveUp(signal.reason), { signal: over.signal });
      const onBegin = () => {
        if (over.signal.aborted || timer !== undefined) return;
        each.onBegin();
        if (timeoutSeconds === undefined) return;
        timer = setTimeout(() => giveUp(new TaskTimeoutError()), timeoutSeconds * 1000);
      };
      integration
        .call(tasks, parameters, { onBegin, callers, signal: withdrawal.signal })
        .then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}
