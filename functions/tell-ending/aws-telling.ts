import { GetExecutionHistoryCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { NoticeStatus } from '../shared/notice.ts';
import type { Telling } from './handler.ts';

/** The states of photo.asl.json that publish, and what an execution has told that came past one of them. */
export const tellingStates: Readonly<Record<string, NoticeStatus>> = {
  'Publish Result': 'done',
  'Publish Rejection': 'rejected',
  'Publish Failure': 'failed',
  'Publish Unrecorded Failure': 'failed',
};

/** As in the definitions. */
export const subjects: Record<NoticeStatus, string> = {
  done: 'Photo done',
  rejected: 'Photo rejected',
  failed: 'Photo failed',
  deleted: 'Photo deleted',
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

    toldBy: (executionArn) => toldBy(sfn, executionArn),

    park: async (letter) => {
      if (parkedQueueUrl === undefined)
        throw new Error('A dead letter came, and PARKED_QUEUE_URL is not set');
      await sqs.send(new SendMessageCommand({ QueueUrl: parkedQueueUrl, MessageBody: letter }));
    },
  };
}

const badEndings = ['ExecutionFailed', 'ExecutionTimedOut', 'ExecutionAborted'];

async function toldBy(sfn: SFNClient, executionArn: string): Promise<Set<NoticeStatus>> {
  const told = new Set<NoticeStatus>();
  let nextToken: string | undefined;
  let first = true;
  do {
    const page = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, ...(nextToken && { nextToken }) }),
    );
    // A history follows the execution at a distance. After a redrive an older end is in it, so only the newest event
    // counts; Lambda runs this again in a minute.
    if (first && !badEndings.includes(page.events?.[0]?.type ?? '')) {
      throw new Error(`The history of ${executionArn} does not show its end yet`);
    }
    first = false;
    for (const { stateExitedEventDetails } of page.events ?? []) {
      const status = tellingStates[stateExitedEventDetails?.name ?? ''];
      if (status !== undefined) told.add(status);
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return told;
}
