// fauxqs' own way to start listens on 0.0.0.0, which nothing here may do, and its package exports no stores: so they come
// from its files. Declared is what is used of them, as it is in 2.4.1.

import type { DatabaseSync } from 'node:sqlite';
import { type BuildAppOptions, buildApp } from 'fauxqs';

export type FauxqsApp = ReturnType<typeof buildApp>;

export interface Attribute {
  DataType: string;
  StringValue?: string;
  /** base64 */
  BinaryValue?: string;
}

export interface StoredMessage {
  messageId: string;
  body: string;
  md5OfBody: string;
  messageAttributes: Record<string, Attribute>;
  sentTimestamp: number;
  approximateReceiveCount: number;
  approximateFirstReceiveTimestamp?: number | undefined;
  delayUntil?: number;
}

interface Received {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
  MD5OfBody: string;
  MessageAttributes?: Record<string, Attribute>;
}

export interface StoredQueue {
  name: string;
  url: string;
  arn: string;
  attributes: Record<string, string>;
  tags: Map<string, string>;
  messages: StoredMessage[];
  inflightMessages: Map<string, { message: StoredMessage; visibilityDeadline: number }>;
  delayedMessages: StoredMessage[];
  persistence: QueuePersistence | undefined;
  setAttributes(attributes: Record<string, string>): void;
  enqueue(message: StoredMessage): void;
  dequeue(
    max: number,
    visibilityTimeout: number | undefined,
    queueByArn: (arn: string) => StoredQueue | undefined,
  ): Received[];
  deleteMessage(receiptHandle: string): boolean;
  /** Moves what is visible again, or no longer delayed, to the messages. */
  processTimers(): void;
  notifyWaiters(): void;
}

/** What a queue writes down as it happens. */
export interface QueuePersistence {
  /** Of the store it replaces the row, and with it goes every message of the queue: only for a queue that is new. */
  insertQueue(queue: StoredQueue): void;
  updateQueueAttributes(name: string, attributes: Record<string, string>, modified: number): void;
  updateQueueSequenceCounter(name: string, counter: number): void;
  insertMessage(queue: string, message: StoredMessage): void;
  deleteMessage(id: string): void;
  updateMessageInflight(id: string, handle: string, deadline: number, receives: number, first?: number): void;
  updateMessageReady(id: string): void;
  deleteQueueMessages(queue: string): void;
}

/** What the stores write down; the manager has S3's too, which is not used. */
export interface Persistence extends QueuePersistence {
  db: DatabaseSync;
  loadSqsAndSns(queues: QueueStore, topics: TopicStore): void;
  deleteQueue(name: string): void;
  close(): void;
}

export interface QueueStore {
  queues: Map<string, StoredQueue>;
  region?: string;
  persistence?: Persistence;
  buildQueueUrl(name: string): string;
  createQueue(
    name: string,
    url: string,
    arn: string,
    attributes: Record<string, string>,
    tags: Record<string, string>,
  ): StoredQueue;
  allQueues(): Iterable<StoredQueue>;
  getQueueByArn(arn: string): StoredQueue | undefined;
}

interface StoredSubscription {
  arn: string;
  topicArn: string;
  protocol: string;
  endpoint: string;
  confirmed: boolean;
  attributes: Record<string, string>;
}

export interface StoredTopic {
  arn: string;
  name: string;
  attributes: Record<string, string>;
  subscriptionArns: string[];
}

export interface TopicStore {
  subscriptions: Map<string, StoredSubscription>;
  region?: string;
  persistence?: Persistence;
  createTopic(name: string, attributes: undefined, tags: undefined, region: string): StoredTopic;
  getTopic(arn: string): StoredTopic | undefined;
  subscribe(
    topicArn: string,
    protocol: string,
    endpoint: string,
    attributes: Record<string, string>,
  ): StoredSubscription | undefined;
  unsubscribe(arn: string): boolean;
}

interface FanOut {
  topicArn: string;
  topic: StoredTopic;
  messageId: string;
  message: string;
  messageAttributes: Record<string, Attribute>;
  subject?: string;
  snsStore: TopicStore;
  sqsStore: QueueStore;
}

const folder = new URL('./', import.meta.resolve('fauxqs'));
const part = async <Exports>(path: string) => (await import(new URL(path, folder).href)) as Exports;

const { SqsStore } = await part<{
  SqsStore: {
    new (): QueueStore;
    createMessage(body: string, attributes: Record<string, Attribute>): StoredMessage;
  };
}>('sqs/sqsStore.js');
const { SnsStore } = await part<{ SnsStore: new () => TopicStore }>('sns/snsStore.js');
const { PersistenceManager } = await part<{ PersistenceManager: new (folder: string) => Persistence }>(
  'persistence.js',
);
const { ALL_ATTRIBUTE_NAMES, INVALID_MESSAGE_BODY_CHAR, SETTABLE_ATTRIBUTES } = await part<{
  ALL_ATTRIBUTE_NAMES: readonly string[];
  INVALID_MESSAGE_BODY_CHAR: RegExp;
  SETTABLE_ATTRIBUTES: ReadonlySet<string>;
}>('sqs/sqsTypes.js');

/** To the queues that subscribed to the topic, through filter policies and with raw delivery. */
export const { fanOutToSubscriptions } = await part<{ fanOutToSubscriptions(fanOut: FanOut): void }>(
  'sns/actions/publish.js',
);

export {
  ALL_ATTRIBUTE_NAMES,
  INVALID_MESSAGE_BODY_CHAR,
  PersistenceManager,
  SETTABLE_ATTRIBUTES,
  SnsStore,
  SqsStore,
};

/** The HTTP API of the stores, with no port: requests are handed in. */
export function appOf(sqsStore: QueueStore, snsStore: TopicStore, region: string): FauxqsApp {
  const stores = { sqsStore, snsStore } as unknown as NonNullable<BuildAppOptions['stores']>;
  return buildApp({ logger: false, defaultRegion: region, stores });
}
