import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { aboutMessage } from '../shared/about.ts';
import type { Log } from '../shared/log.ts';
import type { Observer } from '../shared/observed.ts';
import { type AskedExecution, executionsOf } from '../shared/queue-message.ts';

export interface WorkflowRun {
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT';
  error?: string;
  executionArn: string;
}

export interface Buffer {
  /** Runs the workflow to its end. Throws StartThrottledError when it was not started for want of capacity. */
  run(execution: { name: string; input: string }): Promise<WorkflowRun>;
  /** When the message may come again, counted from now. */
  comeAgainAfter(receiptHandle: string, seconds: number): Promise<void>;
}

export class StartThrottledError extends Error {
  override readonly name = 'StartThrottledError';
}

/** The message goes back to the queue: SQS delivers it again, or moves it to the dead letters. */
class WorkflowFailedError extends Error {
  override readonly name = 'WorkflowFailedError';
}

export interface StarterSettings {
  /** How often the queue delivers a message before it is a dead letter. */
  maxReceives: number;
  sleep(milliseconds: number): Promise<unknown>;
  random(): number;
}

const starts = 6;

/**
 * The throttle of the buffered delivery: holds messages for as long as their photos are being worked on. How many of these
 * run at once is the event source's maximum concurrency, how many messages each holds is its batch size, and the number
 * of photos at work is never more than the one times the other.
 */
export function startExecution(buffer: Buffer, settings: StarterSettings) {
  return async ({ Records }: SQSEvent, { log }: Observer): Promise<SQSBatchResponse> => {
    const work = Records.map((message) => workOn(message, buffer, settings, log));
    const ended = await Promise.allSettled(work);
    const failed = Records.flatMap((message, index) => {
      const end = ended[index];
      return end?.status === 'rejected' ? [{ message, error: end.reason }] : [];
    });
    for (const { message, error } of Records.length > 1 ? failed : []) {
      log.error('The message goes back to the queue', { ...aboutMessage(message), error });
    }
    // Where nothing went well, the event source itself has to slow down: it does so only for what is thrown.
    if (failed[0] !== undefined && failed.length === Records.length) throw failed[0].error;
    return { batchItemFailures: failed.map(({ message }) => ({ itemIdentifier: message.messageId })) };
  };
}

async function workOn(message: SQSRecord, buffer: Buffer, settings: StarterSettings, log: Log) {
  const attempt = Number(message.attributes.ApproximateReceiveCount);
  try {
    for (const asked of executionsOf(message)) {
      const input = inputOf(asked, attempt, settings);
      const { status, executionArn, error } = await started(buffer, settings, { name: asked.name, input });
      if (status !== 'SUCCEEDED') {
        throw new WorkflowFailedError(`${executionArn} ended ${status}: ${error ?? 'no error given'}`);
      }
      log.info('Workflow succeeded', { ...aboutMessage(message), attempt, execution: executionArn });
    }
  } catch (error) {
    await buffer.comeAgainAfter(message.receiptHandle, delay(attempt, settings)).catch((cause) => {
      // It comes again all the same, when the queue's own time for it is over.
      const what = 'The time until the next attempt could not be shortened';
      log.error(what, { ...aboutMessage(message), error: cause });
    });
    throw error;
  }
}

/**
 * The event, and which attempt this is. The dead letters' consumer is the attempt after the last one here: it
 * sends the failure notice, so that a photo which fails each time is told of once, however it failed.
 */
function inputOf({ event }: AskedExecution, attempt: number, { maxReceives }: StarterSettings): string {
  return JSON.stringify({ ...event, attempt, maxAttempts: Math.max(maxReceives, attempt) + 1 });
}

/** A start that was throttled has started nothing; any other error may have, and goes back to the queue. */
async function started(
  buffer: Buffer,
  settings: StarterSettings,
  execution: { name: string; input: string },
) {
  for (let start = 1; ; start++) {
    try {
      return await buffer.run(execution);
    } catch (error) {
      if (!(error instanceof StartThrottledError) || start === starts) throw error;
      await settings.sleep(settings.random() * 200 * 2 ** start);
    }
  }
}

/** Full jitter under a growing ceiling, 10 s to 5 minutes: the queue's own visibility timeout would take half an hour. */
function delay(attempt: number, { maxReceives, random }: StarterSettings): number {
  if (attempt >= maxReceives) return 0; // nothing is left to wait for: the next receive makes it a dead letter
  return Math.ceil(random() * Math.min(300, 10 * 3 ** (attempt - 1)));
}
