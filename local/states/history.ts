// The events of a history, as GetExecutionHistory shows them.

export interface NewEvent {
  type: string;
  /** `{ stateEnteredEventDetails: { … } }`; empty for the types that have none. */
  details: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface HistoryEvent extends NewEvent {
  id: number;
  /** In milliseconds. */
  at: number;
}

/** AWS ends an execution that has made so many. */
export const mostEvents = 25_000;

const whole = { truncated: false };

export function executionStarted(input: string, roleArn: string): NewEvent {
  return {
    type: 'ExecutionStarted',
    details: { executionStartedEventDetails: { input, inputDetails: whole, roleArn } },
  };
}

export function stateEntered(type: string, name: string, input: string): NewEvent {
  return {
    type: `${type}StateEntered`,
    details: { stateEnteredEventDetails: { name, input, inputDetails: whole } },
  };
}

export function stateExited(type: string, name: string, output: string): NewEvent {
  return {
    type: `${type}StateExited`,
    details: { stateExitedEventDetails: { name, output, outputDetails: whole } },
  };
}

export interface TaskKind {
  resourceType: string;
  resource: string;
}

export function taskScheduled(
  { resourceType, resource }: TaskKind,
  region: string,
  parameters: string,
  timeoutInSeconds: number | undefined,
): NewEvent {
  const timeout = timeoutInSeconds === undefined ? {} : { timeoutInSeconds };
  return {
    type: 'TaskScheduled',
    details: { taskScheduledEventDetails: { resourceType, resource, region, parameters, ...timeout } },
  };
}

export function taskStarted({ resourceType, resource }: TaskKind): NewEvent {
  return { type: 'TaskStarted', details: { taskStartedEventDetails: { resourceType, resource } } };
}

export function taskSucceeded({ resourceType, resource }: TaskKind, output: string): NewEvent {
  return {
    type: 'TaskSucceeded',
    details: { taskSucceededEventDetails: { resourceType, resource, output, outputDetails: whole } },
  };
}

export function taskFailed({ resourceType, resource }: TaskKind, error: string, cause: string): NewEvent {
  return {
    type: 'TaskFailed',
    details: { taskFailedEventDetails: { resourceType, resource, error, cause } },
  };
}

export function taskTimedOut({ resourceType, resource }: TaskKind): NewEvent {
  return {
    type: 'TaskTimedOut',
    details: { taskTimedOutEventDetails: { resourceType, resource, error: 'States.Timeout' } },
  };
}

export type Ending =
  | { status: 'SUCCEEDED'; output: string }
  | { status: 'FAILED' | 'TIMED_OUT' | 'ABORTED'; error?: string | undefined; cause?: string | undefined };

export function executionEnded(ending: Ending): NewEvent {
  switch (ending.status) {
    case 'SUCCEEDED':
      return {
        type: 'ExecutionSucceeded',
        details: { executionSucceededEventDetails: { output: ending.output, outputDetails: whole } },
      };
    case 'FAILED':
      return { type: 'ExecutionFailed', details: { executionFailedEventDetails: reasons(ending) } };
    case 'TIMED_OUT':
      return { type: 'ExecutionTimedOut', details: { executionTimedOutEventDetails: reasons(ending) } };
    case 'ABORTED':
      return { type: 'ExecutionAborted', details: { executionAbortedEventDetails: reasons(ending) } };
  }
}

function reasons({ error, cause }: { error?: string | undefined; cause?: string | undefined }) {
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}

export function executionRedriven(redriveCount: number): NewEvent {
  return { type: 'ExecutionRedriven', details: { executionRedrivenEventDetails: { redriveCount } } };
}
