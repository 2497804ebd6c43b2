import { setTimeout as wait } from 'node:timers/promises';
import type { EventSourceSpec } from '../deployment.ts';
import type { Message, Queues } from '../queues/index.ts';
import { throttled } from './error.ts';
import type { Functions } from './functions.ts';
import { recordOf } from './sqs-event.ts';

export interface PollerOptions {
  source: EventSourceSpec;
  queues: Pick<Queues, 'receive' | 'delete'>;
  functions: Pick<Functions, 'invoke'>;
  region: string;
  maxConcurrency: number;
  /** What went wrong with the queue itself; the function's errors are in its log. */
  onError?: (error: unknown) => void;
  /** Before it receives again. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** Between two receives after one of them, or the function, was refused; doubles up to the longest. */
const backoffMs = { first: 1000, longest: 30_000 };
/** How long the end waits for what the function is at. */
const patienceMs = 1000;

/** Lambda's event source for a queue: so many batches at once, and each message is deleted when the function has done it. */
export function pollQueue(options: PollerOptions): AsyncDisposable {
  const closing = new AbortController();
  const pollers = Array.from({ length: options.maxConcurrency }, () => poll(options, closing.signal));
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      const patience = new AbortController();
      const tooLong = wait(patienceMs, undefined, { signal: patience.signal }).catch(() => {});
      await Promise.race([Promise.all(pollers), tooLong]);
      patience.abort(); // the timer would keep the process up
    },
  };
}

async function poll(options: PollerOptions, signal: AbortSignal): Promise<void> {
  const { sleep = (ms: number) => wait(ms, undefined, { signal }) } = options;
  let pause = backoffMs.first;
  while (!signal.aborted) {
    try {
      await workOnOne(options, signal);
      pause = backoffMs.first;
    } catch (error) {
      if (signal.aborted) return;
      if ((error as Error).name !== throttled) options.onError?.(error);
      await sleep(pause, signal).catch(() => {});
      pause = Math.min(2 * pause, backoffMs.longest);
    }
  }
}

/** What the function failed on is left in the queue, and comes again when its visibility timeout is over. */
async function workOnOne(
  { source, queues, functions, region }: PollerOptions,
  signal: AbortSignal,
): Promise<void> {
  const { queueArn, functionArn, batchSize, reportsFailures } = source;
  const messages = await queues.receive(queueArn, { max: batchSize, signal });
  if (messages.length === 0) return;
  const event = { Records: messages.map((message) => recordOf(message, queueArn, region)) };
  let answer: unknown;
  try {
    answer = await functions.invoke(functionArn, event, { signal });
  } catch (error) {
    if (signal.aborted || (error as Error).name === throttled) throw error;
    return;
  }
  const left = reportsFailures ? failedIn(answer, messages) : new Set();
  const done = messages.filter(({ messageId }) => !left.has(messageId));
  await Promise.all(done.map(({ receiptHandle }) => queues.delete(queueArn, receiptHandle)));
}

/**
 * What the function says that it failed on. No list says nothing; a list that makes no sense is a batch that failed:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
function failedIn(answer: unknown, messages: readonly Message[]): ReadonlySet<unknown> {
  const all = new Set(messages.map(({ messageId }) => messageId));
  const { batchItemFailures: failures } = (answer ?? {}) as { batchItemFailures?: unknown };
  if (failures === undefined || failures === null) return new Set();
  if (!Array.isArray(failures)) return all;
  const ids = new Set(failures.map((failure) => (failure as { itemIdentifier?: unknown })?.itemIdentifier));
  return [...ids].every((id) => all.has(id as string)) ? ids : all;
}
