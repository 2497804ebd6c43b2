import type { InvokeOptions } from '../lambda/index.ts';

/** What the states of type Task call. */
export interface Tasks {
  invoke(functionArn: string, payload: unknown, options: InvokeOptions): Promise<unknown>;
  publish(topicArn: string, parameters: Record<string, unknown>): Promise<{ MessageId: string }>;
}

interface Integration {
  resourceType: 'lambda' | 'sns';
  resource: 'invoke' | 'publish';
  parameters: readonly string[];
  /** The parameter that says whom it calls. */
  target: string;
  call(tasks: Tasks, parameters: Record<string, unknown>, options: InvokeOptions): Promise<unknown>;
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
};

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
  tasks: Tasks;
  parameters: Record<string, unknown>;
  timeoutSeconds: number | undefined;
  onBegin(): void;
  signal: AbortSignal;
}

/**
 * One try of a task. Its time-out counts from when it is begun, not while it waits for a free environment: that
 * waiting is in the place of Lambda's throttling.
 */
export async function attempt(integration: Integration, each: Try): Promise<unknown> {
  const { tasks, parameters, timeoutSeconds, signal } = each;
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
      integration.call(tasks, parameters, { onBegin, signal: withdrawal.signal }).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}
