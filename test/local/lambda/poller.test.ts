import { expect, test } from '@jest/globals';
import { InvocationError, type PollerOptions, pollQueue } from '../../../local/lambda/index.ts';
import { eventually } from './opened.ts';

type Message = Awaited<ReturnType<PollerOptions['queues']['receive']>>[number];

const queueArn = 'arn:aws:sqs:us-east-1:000000000000:Buffer';
const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:Starter';

function message(id: string): Message {
  return {
    messageId: id,
    receiptHandle: `handle-${id}`,
    body: `{"id":"${id}"}`,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1',
      SenderId: 'AIDA',
      ApproximateFirstReceiveTimestamp: '2',
    },
    messageAttributes: {},
    md5OfBody: 'd41d8',
  };
}

/** A queue of which each message is received once. */
function queueOf(...messages: Message[]) {
  const deleted: string[] = [];
  const asked: number[] = [];
  return {
    deleted,
    asked,
    async receive(_arn: string, { max, signal }: { max: number; signal: AbortSignal }): Promise<Message[]> {
      asked.push(max);
      if (messages.length > 0) return messages.splice(0, max);
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      return [];
    },
    async delete(_arn: string, receiptHandle: string): Promise<void> {
      deleted.push(receiptHandle);
    },
  };
}

const source = { queueArn, functionArn, batchSize: 1, reportsFailures: true };
const common = { source, region: 'us-east-1' };

test('a message arrives as Lambda’s event, and is deleted when it is done', async () => {
  const attributed = {
    ...message('a'),
    messageAttributes: {
      Kind: { DataType: 'String', StringValue: 'photo' },
      Raw: { DataType: 'Binary', BinaryValue: 'AA==' },
    },
  };
  const queues = queueOf(attributed);
  const events: unknown[][] = [];
  const functions = { invoke: async (arn: string, event: unknown) => void events.push([arn, event]) };
  await using _poller = pollQueue({ ...common, queues, functions, maxConcurrency: 2 });

  await eventually(() => queues.deleted.length === 1);

  expect(queues.deleted).toEqual(['handle-a']);
  expect(new Set(queues.asked)).toEqual(new Set([1]));
  expect(events).toEqual([
    [
      functionArn,
      {
        Records: [
          {
            messageId: 'a',
            receiptHandle: 'handle-a',
            body: '{"id":"a"}',
            attributes: attributed.attributes,
            messageAttributes: {
              Kind: { stringValue: 'photo', stringListValues: [], binaryListValues: [], dataType: 'String' },
              Raw: { binaryValue: 'AA==', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
            },
            md5OfBody: 'd41d8',
            eventSource: 'aws:sqs',
            eventSourceARN: queueArn,
            awsRegion: 'us-east-1',
          },
        ],
      },
    ],
  ]);
});

test('E8 never more at once than the maximum', async () => {
  const queues = queueOf(...Array.from({ length: 20 }, (_, index) => message(String(index))));
  let working = 0;
  let most = 0;
  const functions = {
    async invoke() {
      most = Math.max(most, ++working);
      await new Promise((resolve) => setTimeout(resolve, 2));
      working--;
    },
  };
  await using _poller = pollQueue({ ...common, queues, functions, maxConcurrency: 3 });

  await eventually(() => queues.deleted.length === 20);

  expect(most).toBe(3);
});

test('F11 a message that the function failed on is left in the queue, and the next is taken at once', async () => {
  const queues = queueOf(message('bad'), message('good'));
  const functions = {
    async invoke(_arn: string, event: unknown) {
      if (JSON.stringify(event).includes('bad')) throw new InvocationError('TypeError', '{}');
    },
  };
  await using _poller = pollQueue({ ...common, queues, functions, maxConcurrency: 1 });

  await eventually(() => queues.deleted.length > 0);

  expect(queues.deleted).toEqual(['handle-good']);
});

test.each([
  ['those that it names', { batchItemFailures: [{ itemIdentifier: 'b' }] }, ['a', 'c']],
  ['none, when it names none', { batchItemFailures: [] }, ['a', 'b', 'c']],
  ['none, when it says nothing', null, ['a', 'b', 'c']],
  ['all, when it names one that was not in the batch', { batchItemFailures: [{ itemIdentifier: 'd' }] }, []],
  ['all, when what it names is no name', { batchItemFailures: [{ itemIdentifier: '' }] }, []],
  ['all, when it says no list', { batchItemFailures: 'b' }, []],
])(
  'of a batch the messages stay in the queue that the function failed on: %s',
  async (_which, answer, done) => {
    const queues = queueOf(...['a', 'b', 'c', 'last'].map(message));
    const batches: number[] = [];
    const functions = {
      async invoke(_arn: string, event: unknown) {
        const { Records } = event as { Records: unknown[] };
        batches.push(Records.length);
        return batches.length === 1 ? answer : null;
      },
    };
    const inThrees = { ...source, batchSize: 3 };
    await using _poller = pollQueue({ ...common, source: inThrees, queues, functions, maxConcurrency: 1 });

    await eventually(() => queues.deleted.includes('handle-last'));

    expect(batches).toEqual([3, 1]);
    expect(queues.deleted.filter((handle) => handle !== 'handle-last').toSorted()).toEqual(
      done.map((id) => `handle-${id}`),
    );
  },
);

test('what a function says of its failures is not listened to where the source does not', async () => {
  const queues = queueOf(message('a'));
  const functions = { invoke: async () => ({ batchItemFailures: [{ itemIdentifier: 'a' }] }) };
  const deaf = { ...source, reportsFailures: false };
  await using _poller = pollQueue({ ...common, source: deaf, queues, functions, maxConcurrency: 1 });

  await eventually(() => queues.deleted.length === 1);
});

test('a throttled function is left alone for a while', async () => {
  const queues = queueOf(message('a'), message('b'));
  const times: number[] = [];
  const functions = {
    async invoke() {
      times.push(performance.now());
      if (times.length === 1) throw new InvocationError('Lambda.TooManyRequestsException', 'Rate Exceeded.');
    },
  };
  await using _poller = pollQueue({ ...common, queues, functions, maxConcurrency: 1 });

  await eventually(() => queues.deleted.length > 0);

  expect(queues.deleted).toEqual(['handle-b']);
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(900);
});

test('a queue that cannot be read is reported, and read again', async () => {
  const queues = queueOf(message('a'));
  const { receive } = queues;
  let broken = true;
  queues.receive = async (...all) => {
    if (!broken) return receive(...all);
    broken = false;
    throw new Error('disk full');
  };
  const errors: unknown[] = [];
  await using _poller = pollQueue({
    ...common,
    queues,
    functions: { invoke: async () => null },
    maxConcurrency: 1,
    onError: (error) => errors.push(error),
  });

  await eventually(() => queues.deleted.length > 0);

  expect(errors).toEqual([new Error('disk full')]);
});

test('stopped, it receives no more, calls off what is waiting, and does not wait for ever for what is not', async () => {
  const queues = queueOf(message('a'), message('b'));
  const signals: AbortSignal[] = [];
  const functions = {
    invoke: (_arn: string, _event: unknown, options: { signal?: AbortSignal } = {}) => {
      if (options.signal) signals.push(options.signal);
      return new Promise<never>(() => {});
    },
  };
  const poller = pollQueue({ ...common, queues, functions, maxConcurrency: 3 });
  await eventually(() => signals.length === 2 && queues.asked.length === 3);

  await poller[Symbol.asyncDispose]();

  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  expect(queues.asked).toHaveLength(3);
  expect(queues.deleted).toEqual([]);
});

test('stopped, it leaves no timer behind that would keep the process up', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();
  const poller = pollQueue({
    ...common,
    queues: queueOf(),
    functions: { invoke: async () => null },
    maxConcurrency: 2,
  });
  await poller[Symbol.asyncDispose]();

  expect(timers()).toBe(before);
});
