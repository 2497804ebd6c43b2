import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidArn,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { fieldsOf, parsed } from '../../functions/shared/untrusted.ts';
import type { Place } from '../place.ts';

/** A queue that something ends in, and the way back from it. */
export interface Ending {
  /** The output that names it. */
  queue: 'ParkedQueueUrl' | 'UndeliveredQueueUrl' | 'UndeliveredDeletionsQueueUrl' | 'UntoldQueueUrl';
  url: string;
  /** For the user: where its messages go back to. */
  to: string;
  sendBack(body: string, abortSignal: AbortSignal): Promise<unknown>;
}

interface Clients {
  sqs: SQSClient;
  sfn: SFNClient;
}

/** What this delivery mode has of them: see DESIGN.md, buffered is the throttle. */
export function endingsOf(place: Place, { sqs, sfn }: Clients): Ending[] {
  const { ParkedQueueUrl, UndeliveredQueueUrl, UntoldQueueUrl, BufferQueueUrl } = place.outputs;
  const { DeletionStateMachineArn, UndeliveredDeletionsQueueUrl } = place.outputs;
  const toBuffer = (MessageBody: string, abortSignal: AbortSignal) =>
    sqs.send(new SendMessageCommand({ QueueUrl: BufferQueueUrl, MessageBody }), { abortSignal });
  const toMachine = startOf(sfn, place.output('StateMachineArn'));
  const buffered = BufferQueueUrl !== undefined;
  return [
    ...(ParkedQueueUrl !== undefined && buffered
      ? [{ queue: 'ParkedQueueUrl', url: ParkedQueueUrl, to: 'the buffer', sendBack: toBuffer } as const]
      : []),
    ...(UndeliveredQueueUrl !== undefined
      ? [
          {
            queue: 'UndeliveredQueueUrl',
            url: UndeliveredQueueUrl,
            to: buffered ? 'the buffer' : 'the state machine',
            sendBack: buffered ? toBuffer : toMachine,
          } as const,
        ]
      : []),
    ...(UndeliveredDeletionsQueueUrl !== undefined && DeletionStateMachineArn !== undefined
      ? [
          {
            queue: 'UndeliveredDeletionsQueueUrl',
            url: UndeliveredDeletionsQueueUrl,
            to: 'the state machine of deletions',
            sendBack: startOf(sfn, DeletionStateMachineArn),
          } as const,
        ]
      : []),
    ...(UntoldQueueUrl !== undefined
      ? [
          {
            queue: 'UntoldQueueUrl',
            url: UntoldQueueUrl,
            to: 'the function that tells',
            sendBack: toTeller(place, sfn),
          } as const,
        ]
      : []),
  ];
}

/** Named after the event: one that was delivered after all begins no second execution. */
function startOf(sfn: SFNClient, stateMachineArn: string) {
  return async (input: string, abortSignal: AbortSignal) => {
    const { id } = fieldsOf(parsed(input));
    const name = typeof id === 'string' && /^[\w-]{1,80}$/.test(id) ? { name: id } : {};
    try {
      await sfn.send(new StartExecutionCommand({ stateMachineArn, input, ...name }), { abortSignal });
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  };
}

/** An execution that goes on since, or went well, tells of itself: its former end is nothing to tell any more. */
function toTeller(place: Place, sfn: SFNClient) {
  const lambda = new LambdaClient(place.config);
  return async (body: string, abortSignal: AbortSignal) => {
    if (await hasGoneOn(sfn, body, abortSignal)) return;
    await lambda.send(
      new InvokeCommand({
        FunctionName: place.output('TellEndingFunctionName'),
        InvocationType: 'Event',
        Payload: Buffer.from(body),
      }),
      { abortSignal },
    );
  };
}

async function hasGoneOn(sfn: SFNClient, ending: string, abortSignal: AbortSignal): Promise<boolean> {
  const { executionArn } = fieldsOf(fieldsOf(parsed(ending)).detail);
  if (typeof executionArn !== 'string') return false;
  try {
    const { status = '' } = await sfn.send(new DescribeExecutionCommand({ executionArn }), { abortSignal });
    return ['RUNNING', 'SUCCEEDED', 'PENDING_REDRIVE'].includes(status);
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist || error instanceof InvalidArn) return false;
    throw error;
  }
}

/** Longer than a message needs to be sent on: whoever is interrupted leaves them to be seen again after it. */
const hiddenSeconds = 120;
const emptyLooks = 2;

interface SentBack {
  moved: number;
  /** Why, by the ids of messages that stay. */
  refused: ReadonlyMap<string, string>;
}

/**
 * Sends every message back that lay there when this began. First sent, then deleted: what is interrupted between the
 * two goes twice, which the workflow takes for the duplicate that it is. One that fails comes back and waits here again,
 * and so does one that nobody can take; it is in the way of no other.
 */
export async function sendBack(
  sqs: SQSClient,
  { url, sendBack: back }: Ending,
  since: Date | undefined,
  abortSignal: AbortSignal,
): Promise<SentBack> {
  const begin = Date.now();
  const held = new Set<Message>();
  const refused = new Map<string, string>();
  let moved = 0;
  let empty = 0;
  try {
    while (empty < emptyLooks) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: hiddenSeconds,
          WaitTimeSeconds: 1,
          MessageSystemAttributeNames: ['SentTimestamp'],
        }),
        { abortSignal },
      );
      for (const message of Messages) held.add(message);
      const meant = Messages.filter(
        (message) => isMeant(message, begin, since) && !refused.has(message.MessageId ?? ''),
      );
      empty = meant.length === 0 ? empty + 1 : 0;
      for (const message of meant) {
        const { Body = '', MessageId = '', ReceiptHandle } = message;
        const problem = await back(Body, abortSignal).then(() => undefined, problemOfInput);
        if (problem !== undefined) {
          refused.set(MessageId, problem);
          continue;
        }
        await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }), { abortSignal });
        held.delete(message);
        moved += 1;
      }
    }
    return { moved, refused };
  } finally {
    await Promise.allSettled([...held].map((message) => showAgain(sqs, url, message)));
  }
}

/** Of one message, which may be anything that somebody put there; whatever else is wrong is wrong for all. */
function problemOfInput(error: unknown): string {
  const { name, message } = error as Error;
  if (name === 'InvalidExecutionInput' || name === 'InvalidRequestContentException') return message;
  throw error;
}

function isMeant({ Attributes = {} }: Message, begin: number, since: Date | undefined): boolean {
  const sent = Number(Attributes.SentTimestamp ?? 0);
  return sent <= begin && (since === undefined || sent >= since.getTime());
}

function showAgain(sqs: SQSClient, QueueUrl: string, { ReceiptHandle }: Message): Promise<unknown> {
  return sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
}
