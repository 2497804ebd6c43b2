import { type SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type Buffer, StartThrottledError, type WorkflowRun } from './handler.ts';

/** Longer than the workflow may take, 270 s: an answer given up on would leave an execution running unheard. */
const answerWithinMs = 285_000;

/** One try: the SDK would start a second execution after a broken connection. */
export const workflowClientSettings = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: answerWithinMs, throwOnRequestTimeout: true },
} as const;

export function expressWorkflow(
  sfn: SFNClient,
  sqs: SQSClient,
  stateMachineArn: string,
  queueUrl: string,
): Buffer {
  return {
    run: async ({ name, input }): Promise<WorkflowRun> => {
      try {
        const answer = await sfn.send(new StartSyncExecutionCommand({ stateMachineArn, name, input }));
        // FAILED and TIMED_OUT come as HTTP 200.
        const { status = 'FAILED', error, executionArn = name } = answer;
        return { status, executionArn, ...(error === undefined ? {} : { error }) };
      } catch (error) {
        if (isThrottling(error)) throw new StartThrottledError('The start was throttled', { cause: error });
        throw error;
      }
    },
    comeAgainAfter: async (receiptHandle, seconds) => {
      await sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queueUrl,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: seconds,
        }),
      );
    },
  };
}

function isThrottling(error: unknown): boolean {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  const names = [
    'ThrottlingException',
    'TooManyRequestsException',
    'RequestLimitExceeded',
    'ServiceUnavailable',
  ];
  return $metadata?.httpStatusCode === 429 || (name !== undefined && names.includes(name));
}
