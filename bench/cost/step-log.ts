import type { HistoryEvent } from '../../local/states/history.ts';

export type LogLevel = 'ALL' | 'ERROR' | 'FATAL' | 'OFF';

export interface StepLogging {
  level: LogLevel;
  executionData: boolean;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html, the table of log levels */
const fatal = ['ExecutionAborted', 'ExecutionFailed', 'ExecutionTimedOut'];
const errors = [
  ...fatal,
  ...[
    'FailStateEntered',
    'LambdaFunctionFailed',
    'LambdaFunctionScheduleFailed',
    'LambdaFunctionStartFailed',
  ],
  ...['LambdaFunctionTimedOut', 'TaskFailed', 'TaskStartFailed', 'TaskSubmitFailed', 'TaskTimedOut'],
];
const data = ['input', 'inputDetails', 'output', 'outputDetails', 'parameters'];

/** The lines that Step Functions writes of an execution with this history. */
export function stepLog(
  history: readonly HistoryEvent[],
  executionArn: string,
  { level, executionData }: StepLogging,
): string[] {
  return history
    .filter(({ type }) => isLogged(type, level))
    .map((event) => {
      const [details = {}] = Object.values(event.details);
      const shown = Object.entries(details).filter(([name]) => executionData || !data.includes(name));
      return JSON.stringify({
        id: `${event.id}`,
        type: event.type,
        details: Object.fromEntries(shown),
        redrive_count: '0',
        previous_event_id: `${event.id - 1}`,
        event_timestamp: `${event.at}`,
        execution_arn: executionArn,
      });
    });
}

function isLogged(type: string, level: LogLevel): boolean {
  if (level === 'OFF') return false;
  return level === 'ALL' || (level === 'ERROR' ? errors : fatal).includes(type);
}
