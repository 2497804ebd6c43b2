import { GetExecutionHistoryCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { NoticeStatus } from '../shared/notice.ts';
import type { Telling } from './handler.ts';

/** The states of photo.asl.json that publish: an execution that came past one of them has told somebody. */
export const tellingStates: readonly string[] = [
  'Publish Result',
  'Publish Rejection',
  'Publish Failure',
  'Publish Unrecorded Failure',
];

/** As in photo.asl.json. */
export const subjects: Record<NoticeStatus, string> = {
  done: 'Photo done',
  rejected: 'Photo rejected',
  failed: 'Photo failed',
};

interface Clients {
  sns: SNSClient;
  sfn: SFNClient;
  sqs: SQSClient;
}

export function awsTelling(clients: Clients, topicArn: string, parkedQueueUrl: string | undefined): Telling {
  const { sns, sfn, sqs } = clients;
  return {
    publish: async (status, { json, text }) => {
      await sns.send(
        new PublishCommand({
          TopicArn: topicArn,
          Subject: subjects[status],
          MessageStructure: 'json',
          Message: JSON.stringify({ default: json, email: text }),
          MessageAttributes: { status: { DataType: 'String', StringValue: status } },
        }),
      );
    },

    hasTold: (executionArn) => hasTold(sfn, executionArn),

    park: async (letter) => {
      if (parkedQueueUrl === undefined)
        throw new Error('A dead letter came, and PARKED_QUEUE_URL is not set');
      await sqs.send(new SendMessageCommand({ QueueUrl: parkedQueueUrl, MessageBody: letter }));
    },
  };
}

async function hasTold(sfn: SFNClient, executionArn: string): Promise<boolean> {
  let nextToken: string | undefined;
  let complete = false;
  do {
    const page = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, ...(nextToken && { nextToken }) }),
    );
    for (const { type, stateExitedEventDetails } of page.events ?? []) {
      complete ||= type === 'ExecutionFailed' || type === 'ExecutionTimedOut' || type === 'ExecutionAborted';
      if (tellingStates.includes(stateExitedEventDetails?.name ?? '')) return true;
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  // A history follows the execution at a distance; Lambda runs this again in a minute.
  if (!complete) throw new Error(`The history of ${executionArn} does not show its end yet`);
  return false;
}
