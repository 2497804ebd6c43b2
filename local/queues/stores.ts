import { join } from 'node:path';
import { withFile } from '../database.ts';
import { Amendments } from './amendments.ts';
import {
  appOf,
  type FauxqsApp,
  PersistenceManager,
  type QueueStore,
  SnsStore,
  SqsStore,
  type StoredQueue,
  type TopicStore,
} from './fauxqs.ts';

/** fauxqs with its faults mended: the stores, in a folder, and the HTTP API in front of them. */
export interface Stores {
  queues: QueueStore;
  topics: TopicStore;
  app: FauxqsApp;
  /** All of it, or when it throws or the process ends nothing. */
  atomically<Result>(work: () => Result): Result;
  queue(arn: string): StoredQueue;
  /** Resolves when there may be a message to take, or when the signal says so. */
  arrival(queue: StoredQueue, signal: AbortSignal): Promise<void>;
  /** Has those look who wait for messages, as many as there are. */
  wake(queue: StoredQueue): void;
  /** True from the moment that close is called. */
  readonly closed: boolean;
  close(): Promise<void>;
}

export interface StoresOptions {
  folder: string;
  region: string;
  urlOf(queueName: string): string;
  /** Some queue has more messages, or fewer, or others in hand. */
  onChange(): void;
}

/**
 * Nobody works on a message any more that was in hand when the last process ended: it can be taken again. The receive
 * that was cut short does not count, so that no number of restarts makes a dead letter.
 */
const forgetWhatWasInHand = `
  UPDATE sqs_messages
  SET receipt_handle = NULL, visibility_deadline = NULL,
    approximate_receive_count = max(approximate_receive_count - 1, 0)
  WHERE receipt_handle IS NOT NULL`;

export function openStores({ folder, region, urlOf, onChange }: StoresOptions): Stores {
  const database = withFile(join(folder, 'fauxqs.db'), () => new PersistenceManager(folder));
  database.db.exec(forgetWhatWasInHand);
  const queues = new SqsStore();
  const topics = new SnsStore();
  // Before the stores can write: what they write while they are filled would replace what they are filled from.
  database.loadSqsAndSns(queues, topics);

  const amendments = new Amendments(database, onChange);
  queues.buildQueueUrl = urlOf;
  readdress(queues, urlOf);
  for (const queue of queues.allQueues()) {
    amendments.apply(queue);
    amendments.watch(queue);
  }
  queues.persistence = amendments.persistence;
  topics.persistence = database;

  const app = appOf(queues, topics, region);
  let closed = false;
  return {
    queues,
    topics,
    app,
    get closed() {
      return closed;
    },
    atomically: (work) => amendments.atomically(work),
    queue(arn) {
      const queue = queues.getQueueByArn(arn);
      if (queue === undefined) throw new NoSuchQueueError(arn);
      return queue;
    },
    arrival: (queue, signal) => amendments.arrival(queue, signal),
    wake: (queue) => amendments.wake(queue),
    async close() {
      closed = true;
      amendments.stop();
      await app.close();
      database.close();
    },
  };
}

/** A queue may have been deleted by hand. */
class NoSuchQueueError extends Error {
  override readonly name = 'NoSuchQueueError';
  constructor(arn: string) {
    super(`There is no queue ${arn}. Start again, and those of the template are made again.`);
  }
}

/** The port may be another than that of the last start. The database keeps the old address: nobody reads it. */
function readdress(queues: QueueStore, urlOf: (name: string) => string): void {
  const all = [...queues.allQueues()];
  queues.queues.clear();
  for (const queue of all) {
    queue.url = urlOf(queue.name);
    queues.queues.set(queue.url, queue);
  }
}
