import { isObject } from './publish/attributes.ts';

export interface Complaint {
  code: 'SerializationException' | 'MissingParameter';
  message: string;
}

/** Says what is wrong with a value, if anything is; `path` is how it is called. */
type Check = (value: unknown, path: string) => Complaint | undefined;

const text = typed('a text', (value) => typeof value === 'string');
const integer = typed(
  'a whole number',
  (value) => Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31,
);

const attributes = mapOf(structure({ DataType: text, StringValue: text, BinaryValue: text }, ['DataType']));
const message = {
  MessageBody: text,
  DelaySeconds: integer,
  MessageAttributes: attributes,
  MessageGroupId: text,
  MessageDeduplicationId: text,
};
const toQueue = { QueueUrl: text };
const handle = { ReceiptHandle: text };
const visibility = { ...handle, VisibilityTimeout: integer };

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html */
const inputs: Readonly<Record<string, Check>> = {
  ChangeMessageVisibility: structure({ ...toQueue, ...visibility }),
  ChangeMessageVisibilityBatch: batchOf(visibility),
  CreateQueue: structure({ QueueName: text, Attributes: mapOf(text), tags: mapOf(text) }),
  DeleteMessage: structure({ ...toQueue, ...handle }),
  DeleteMessageBatch: batchOf(handle),
  DeleteQueue: structure(toQueue),
  GetQueueAttributes: structure({ ...toQueue, AttributeNames: listOf(text) }),
  GetQueueUrl: structure({ QueueName: text, QueueOwnerAWSAccountId: text }),
  ListQueues: structure({ QueueNamePrefix: text, MaxResults: integer, NextToken: text }),
  ListQueueTags: structure(toQueue),
  PurgeQueue: structure(toQueue),
  ReceiveMessage: structure({
    ...toQueue,
    MaxNumberOfMessages: integer,
    WaitTimeSeconds: integer,
    VisibilityTimeout: integer,
    AttributeNames: listOf(text),
    MessageSystemAttributeNames: listOf(text),
    MessageAttributeNames: listOf(text),
    ReceiveRequestAttemptId: text,
  }),
  SendMessage: structure({ ...toQueue, ...message }),
  SendMessageBatch: batchOf(message, ['MessageBody']),
  SetQueueAttributes: structure({ ...toQueue, Attributes: mapOf(text) }),
  TagQueue: structure({ ...toQueue, Tags: mapOf(text) }),
  UntagQueue: structure({ ...toQueue, TagKeys: listOf(text) }),
};

/** fauxqs believes that everything has the type it should have, and trips over what has not. */
export function checkInput(action: string, input: Record<string, unknown>): Complaint | undefined {
  return Object.hasOwn(inputs, action) ? inputs[action]?.(input, '') : undefined;
}

function typed(name: string, is: (value: unknown) => boolean): Check {
  return (value, path) =>
    is(value) ? undefined : { code: 'SerializationException', message: `${path} has to be ${name}.` };
}

function listOf(each: Check): Check {
  return (value, path) =>
    Array.isArray(value)
      ? firstOf(value.map((item, at) => () => each(item, `${path}[${at}]`)))
      : { code: 'SerializationException', message: `${path} has to be a list.` };
}

function mapOf(each: Check): Check {
  return (value, path) =>
    isObject(value)
      ? firstOf(
          Object.entries(value).map(
            ([name, item]) =>
              () =>
                each(item, `${path}.${name}`),
          ),
        )
      : { code: 'SerializationException', message: `${path} has to be an object.` };
}

function structure(members: Readonly<Record<string, Check>>, required: readonly string[] = []): Check {
  return (value, path) => {
    if (!isObject(value)) {
      return { code: 'SerializationException', message: `${path} has to be an object.` };
    }
    const called = (name: string) => (path === '' ? name : `${path}.${name}`);
    const missing = required.find((name) => value[name] === undefined);
    if (missing !== undefined) {
      return {
        code: 'MissingParameter',
        message: `The request must contain the parameter ${called(missing)}.`,
      };
    }
    return firstOf(
      Object.entries(members).map(([name, check]) => () => {
        return value[name] === undefined ? undefined : check(value[name], called(name));
      }),
    );
  };
}

function batchOf(
  entry: Readonly<Record<string, Check>>,
  required: readonly string[] = Object.keys(entry),
): Check {
  return structure({ ...toQueue, Entries: listOf(structure({ Id: text, ...entry }, ['Id', ...required])) });
}

function firstOf(checks: readonly (() => Complaint | undefined)[]): Complaint | undefined {
  for (const check of checks) {
    const complaint = check();
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}
