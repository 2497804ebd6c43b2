import type { StatementSync } from 'node:sqlite';
import { Arrivals } from './arrivals.ts';
import {
  INVALID_MESSAGE_BODY_CHAR,
  type Persistence,
  type QueuePersistence,
  type StoredMessage,
  type StoredQueue,
} from './fauxqs.ts';

// fauxqs looks at half of a character at a time here, and so refuses every emoji, in a file's name say.
const invalid = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
INVALID_MESSAGE_BODY_CHAR.test = (body: string) => invalid.test(body);

/** What fauxqs 2.4.1 does otherwise than SQS, and this system relies on; with a test for each. */
export class Amendments {
  /** For the store: its queues get one of their own as they are made. */
  readonly persistence: Persistence;
  private readonly database: Persistence;
  private readonly onChange: () => void;
  private readonly arrivals = new Arrivals();
  private readonly setReady: StatementSync;
  private readonly setTags: StatementSync;
  private deep = false;
  private told = false;

  constructor(database: Persistence, onChange: () => void) {
    this.database = database;
    this.onChange = onChange;
    this.setReady = database.db.prepare(
      'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
    );
    this.setTags = database.db.prepare('UPDATE sqs_queues SET tags = ? WHERE name = ?');
    this.persistence = Object.create(database, {
      insertQueue: {
        value: (queue: StoredQueue) => {
          database.insertQueue(queue);
          this.apply(queue);
        },
      },
      deleteQueue: {
        value: (name: string) => {
          database.deleteQueue(name);
          this.arrivals.wakeAll();
          this.changed();
        },
      },
    }) as Persistence;
  }

  apply(queue: StoredQueue): void {
    const { enqueue, dequeue, notifyWaiters } = queue;
    let lookedForExpired = 0;
    queue.persistence = this.persistenceOf(queue);

    // A message that comes from the queue whose dead letter it is has been received there, and never here. With the
    // count that it had there it would be a dead letter of this queue too, before anybody had seen it.
    queue.enqueue = (message) => {
      message.approximateReceiveCount = 0;
      message.approximateFirstReceiveTimestamp = undefined;
      enqueue.call(queue, message);
    };

    // A dead letter is taken from one queue and put into another: both or neither.
    queue.dequeue = (...given) =>
      this.atomically(() => {
        queue.processTimers();
        if (Date.now() - lookedForExpired > 1000) {
          lookedForExpired = Date.now();
          this.expire(queue);
        }
        return dequeue.apply(queue, given);
      });

    queue.notifyWaiters = () => {
      notifyWaiters.call(queue);
      this.arrivals.wake(queue);
    };
  }

  /** Of a queue that was there before: what has become too old meanwhile goes, what was delayed arrives in its time. */
  watch(queue: StoredQueue): void {
    this.atomically(() => this.expire(queue));
    for (const { delayUntil } of queue.delayedMessages)
      this.arrivals.at(queue, delayUntil, () => this.changed());
  }

  atomically<Result>(work: () => Result): Result {
    if (this.deep) return work();
    const { db } = this.database;
    this.deep = true;
    db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    } finally {
      this.deep = false;
    }
  }

  arrival(queue: StoredQueue, signal: AbortSignal): Promise<void> {
    return this.arrivals.of(queue, signal);
  }

  wake(queue: StoredQueue): void {
    this.arrivals.wake(queue);
  }

  stop(): void {
    this.arrivals.stop();
  }

  private persistenceOf(queue: StoredQueue): QueuePersistence {
    const { database } = this;
    const then = (dueAt?: number) => {
      this.arrivals.at(queue, dueAt, () => this.changed());
      this.changed();
    };
    return {
      // Which a queue of fauxqs calls when its tags change, and has not. The store's own would take the messages along.
      insertQueue: ({ name, tags }) => this.setTags.run(JSON.stringify(Object.fromEntries(tags)), name),
      updateQueueAttributes: (...given) => database.updateQueueAttributes(...given),
      updateQueueSequenceCounter: (...given) => database.updateQueueSequenceCounter(...given),
      insertMessage(name, message) {
        database.insertMessage(name, message);
        then(message.delayUntil);
      },
      deleteMessage(id) {
        database.deleteMessage(id);
        then();
      },
      updateMessageInflight(id, handle, deadline, receives, first) {
        database.updateMessageInflight(id, handle, deadline, receives, first);
        then(deadline);
      },
      // fauxqs sets the count to NULL, which its own table refuses: the message would be gone until the next start.
      updateMessageReady: (id) => {
        this.setReady.run(id);
        then();
      },
      deleteQueueMessages(name) {
        database.deleteQueueMessages(name);
        then();
      },
    };
  }

  /** fauxqs keeps messages for ever. Looks at each, so not for each that is taken. What is being worked on is left alone until it comes back. */
  private expire(queue: StoredQueue): void {
    const oldest = Date.now() - Number(queue.attributes.MessageRetentionPeriod) * 1000;
    const isExpired = ({ sentTimestamp }: StoredMessage) => sentTimestamp < oldest;
    if (!queue.messages.some(isExpired)) return;
    for (const { messageId } of queue.messages.filter(isExpired)) queue.persistence?.deleteMessage(messageId);
    queue.messages = queue.messages.filter((message) => !isExpired(message));
  }

  /** Once for all that happens in one go. */
  private changed(): void {
    if (this.told) return;
    this.told = true;
    queueMicrotask(() => {
      this.told = false;
      this.onChange();
    });
  }
}
