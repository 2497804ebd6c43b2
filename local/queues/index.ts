import type { QueueSpec, SubscriptionSpec, TopicSpec } from '../deployment.ts';
import type { HttpAnswer, HttpExchange } from '../http/exchange.ts';
import { SqsStore, type StoredQueue } from './fauxqs.ts';
import { follow, leftBehind } from './from-template.ts';
import { frontDoor } from './front-door.ts';
import { Notifications } from './notifications.ts';
import { fromTask } from './publish/from-task.ts';
import type { Published } from './publish/message.ts';
import { openStores } from './stores.ts';

export type { Published } from './publish/message.ts';

export interface Message {
  messageId: string;
  receiptHandle: string;
  body: string;
  /** As a function gets them that an event source calls. */
  attributes: Record<string, string>;
  messageAttributes: Record<string, unknown>;
  md5OfBody: string;
}

/** SQS and SNS: their HTTP APIs, and what this machine itself does with them. Queues and topics are named by ARN. */
export interface Queues extends AsyncDisposable {
  /** SQS in JSON and SNS in query form. The signature has been checked. */
  handle(exchange: HttpExchange): Promise<HttpAnswer>;
  /** Resolves to the message's id when it is on disk. */
  send(queueArn: string, body: string, attributes?: Record<string, string>): Promise<string>;
  /** Waits until there is a message; empty when the signal, or the end of the queues, ends that. */
  receive(queueArn: string, options: { max: number; signal: AbortSignal }): Promise<Message[]>;
  delete(queueArn: string, receiptHandle: string): Promise<void>;
  /** The body of the message that somebody has in hand by this handle. */
  inHand(queueArn: string, receiptHandle: string): string | undefined;
  counts(queueArn: string): { waiting: number; beingWorkedOn: number };
  /** When the oldest of its messages was sent, whoever has it in hand. */
  oldest(queueArn: string): number | undefined;
  /** The bodies of all its messages, whoever has them in hand. */
  peek(queueArn: string): string[];
  /** As the task sns:publish has its parameters; rejects with an error of the name that the state machine sees. */
  publish(topicArn: string, parameters: Record<string, unknown>): Promise<{ MessageId: string }>;
  onChange(listener: () => void): void;
  /** Queues of another delivery mode that still hold messages: nobody works on them in this one. */
  readonly leftBehind: readonly { name: string; messages: number }[];
}

/** Stands around each receive that finds messages: the bodies of the next ones, and what takes them. */
export type Receiving = (next: readonly string[], take: () => Message[]) => Promise<Message[]>;

export interface QueuesOptions {
  folder: string;
  queues: readonly QueueSpec[];
  topics: readonly TopicSpec[];
  subscriptions: readonly SubscriptionSpec[];
  region: string;
  account: string;
  /** Of the server that hands requests in. */
  origin: string;
  /** Is given each notice before its publisher hears that it was taken; when it throws the publisher has to try again. */
  onPublished(published: Published): void;
  receiving?: Receiving;
}

export async function openQueues(options: QueuesOptions): Promise<Queues> {
  const { folder, region, account, origin, onPublished } = options;
  const { receiving = async (_next, takeThem) => takeThem() } = options;
  const listeners: (() => void)[] = [];
  const stores = openStores({
    folder,
    region,
    urlOf: (name) => `${origin}/${account}/${name}`,
    onChange: () => {
      for (const listener of listeners) listener();
    },
  });
  follow(stores, options);
  const notifications = new Notifications(stores, onPublished);
  await stores.app.ready();
  const isQueue = (arn: string) => stores.queues.getQueueByArn(arn) !== undefined;
  const door = frontDoor(stores.app, notifications, isQueue);

  return {
    leftBehind: leftBehind(stores, options.queues),
    handle: door,
    async send(queueArn, body, attributes = {}) {
      const message = SqsStore.createMessage(body, textAttributes(attributes));
      stores.queue(queueArn).enqueue(message);
      return message.messageId;
    },
    async receive(queueArn, { max, signal }) {
      while (!signal.aborted && !stores.closed) {
        const queue = stores.queue(queueArn);
        const next = queue.messages.slice(0, max).map(({ body }) => body);
        const messages = next.length === 0 ? take(queue, max) : await receiving(next, () => take(queue, max));
        if (messages.length > 0) return messages;
        await stores.arrival(queue, signal);
        // Whoever is called and goes without looking calls the next.
        if (signal.aborted && !stores.closed) stores.wake(queue);
      }
      return [];
    },
    async delete(queueArn, receiptHandle) {
      stores.queue(queueArn).deleteMessage(receiptHandle);
    },
    inHand(queueArn, receiptHandle) {
      return stores.queue(queueArn).inflightMessages.get(receiptHandle)?.message.body;
    },
    counts(queueArn) {
      const { messages, delayedMessages, inflightMessages } = stores.queue(queueArn);
      return { waiting: messages.length + delayedMessages.length, beingWorkedOn: inflightMessages.size };
    },
    oldest(queueArn) {
      const { messages, delayedMessages, inflightMessages } = stores.queue(queueArn);
      let oldest: number | undefined;
      const inHand = [...inflightMessages.values()].map(({ message }) => message);
      for (const each of [messages, delayedMessages, inHand])
        for (const { sentTimestamp } of each) oldest = Math.min(oldest ?? sentTimestamp, sentTimestamp);
      return oldest;
    },
    peek(queueArn) {
      const { messages, delayedMessages, inflightMessages } = stores.queue(queueArn);
      const inHand = [...inflightMessages.values()].map(({ message }) => message);
      return [...messages, ...delayedMessages, ...inHand].map(({ body }) => body);
    },
    async publish(topicArn, parameters) {
      return { MessageId: fromTask(() => notifications.publish({ ...parameters, TopicArn: topicArn })) };
    },
    onChange: (listener) => listeners.push(listener),
    [Symbol.asyncDispose]: () => stores.close(),
  };

  function take(queue: StoredQueue, max: number): Message[] {
    const received = queue.dequeue(max, undefined, (arn) => stores.queues.getQueueByArn(arn));
    return received.map(({ MessageId, ReceiptHandle, Body, MD5OfBody, MessageAttributes = {} }) => {
      const message = queue.inflightMessages.get(ReceiptHandle)?.message;
      return {
        messageId: MessageId,
        receiptHandle: ReceiptHandle,
        body: Body,
        attributes: {
          ApproximateReceiveCount: `${message?.approximateReceiveCount}`,
          SentTimestamp: `${message?.sentTimestamp}`,
          SenderId: account,
          ApproximateFirstReceiveTimestamp: `${message?.approximateFirstReceiveTimestamp}`,
        },
        messageAttributes: MessageAttributes,
        md5OfBody: MD5OfBody,
      };
    });
  }
}

function textAttributes(attributes: Record<string, string>) {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
}
