import { describe, expect, test } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import {
  type Buffer as MessageBuffer,
  StartThrottledError,
  startExecution,
  type WorkflowRun,
} from '../../../functions/start-execution/handler.ts';
import { recordingObserver } from '../../support/recording-observer.ts';

const executionArn = 'arn:aws:states:eu-central-1:123456789012:express:Photos:message-1:1';
const event = { detail: { object: { key: 'uploads/a.jpg' } } };

function messageOf(body: string, receives: number) {
  const attributes = { ApproximateReceiveCount: `${receives}` };
  return {
    Records: [{ messageId: 'message-1', receiptHandle: 'receipt', body, attributes }],
  } as unknown as SQSEvent;
}

function setUp(answers: (Partial<WorkflowRun> | Error)[]) {
  const started: { name: string; input: string }[] = [];
  const delays: number[] = [];
  const slept: number[] = [];
  const buffer: MessageBuffer = {
    run: async (execution) => {
      started.push(execution);
      const answer = answers.shift() ?? { status: 'SUCCEEDED' };
      if (answer instanceof Error) throw answer;
      return { status: 'SUCCEEDED', executionArn, ...answer };
    },
    comeAgainAfter: async (_receiptHandle, seconds) => void delays.push(seconds),
  };
  const settings = { maxReceives: 3, sleep: async (ms: number) => slept.push(ms), random: () => 1 };
  const deliver = (body = JSON.stringify(event), receives = 1) =>
    startExecution(buffer, settings)(messageOf(body, receives), recordingObserver().observer);
  return { deliver, started, delays, slept };
}

test('runs the workflow on the event, named after the message, and says which attempt it is', async () => {
  const { deliver, started, delays } = setUp([]);

  await deliver(JSON.stringify(event), 2);

  expect(started.map(({ name }) => name)).toEqual(['message-1']);
  expect(JSON.parse(started[0]?.input ?? '')).toEqual({ ...event, attempt: 2, maxAttempts: 4 });
  expect(delays).toEqual([]);
});

test('no attempt of the starter is the last one: the consumer of dead letters has the last word', async () => {
  const { deliver, started } = setUp([]);

  await deliver(JSON.stringify(event), 3);
  await deliver(JSON.stringify(event), 9); // a receive count can jump without an execution

  for (const { input } of started) {
    const { attempt, maxAttempts } = JSON.parse(input);
    expect(attempt).toBeLessThan(maxAttempts);
  }
});

test.each(['FAILED', 'TIMED_OUT'] as const)(
  'throws when the workflow ended %s, though the call succeeds',
  async (status) => {
    const { deliver } = setUp([{ status, error: 'TypeError' }]);

    await expect(deliver()).rejects.toMatchObject({
      name: 'WorkflowFailedError',
      message: `${executionArn} ended ${status}: TypeError`,
    });
  },
);

test('a message that failed comes again later each time, and at once when it is to be a dead letter', async () => {
  const { deliver, delays } = setUp([{ status: 'FAILED' }, { status: 'FAILED' }, { status: 'FAILED' }]);

  for (const receives of [1, 2, 3]) await expect(deliver(undefined, receives)).rejects.toThrow();

  expect(delays).toEqual([10, 30, 0]);
});

test('F12 a start that is throttled is tried again at growing distances, by one and the same message', async () => {
  const throttled = Array.from({ length: 5 }, () => new StartThrottledError('busy'));
  const { deliver, started, slept, delays } = setUp(throttled);

  await deliver();

  expect(started).toHaveLength(6);
  expect(slept).toEqual([400, 800, 1600, 3200, 6400]);
  expect(delays).toEqual([]);
});

test('a start that stays throttled goes back to the queue', async () => {
  const { deliver, started, delays } = setUp(
    Array.from({ length: 6 }, () => new StartThrottledError('busy')),
  );

  await expect(deliver()).rejects.toMatchObject({ name: 'StartThrottledError' });

  expect([started.length, delays]).toEqual([6, [10]]);
});

test('a start that may have been heard is not tried again: the message comes back later', async () => {
  const { deliver, started, delays } = setUp([
    Object.assign(new Error('socket hang up'), { name: 'TimeoutError' }),
  ]);

  await expect(deliver()).rejects.toMatchObject({ name: 'TimeoutError' });

  expect([started.length, delays]).toEqual([1, [10]]);
});

test('F11 a message that is no event goes back to the queue, and so to the dead letters', async () => {
  const { deliver, started, delays } = setUp([]);

  await expect(deliver('not JSON')).rejects.toMatchObject({ name: 'SyntaxError' });

  expect([started, delays]).toEqual([[], [10]]);
});

test('a message whose time cannot be shortened still fails for its own reason', async () => {
  const buffer: MessageBuffer = {
    run: async () => ({ status: 'FAILED', executionArn }),
    comeAgainAfter: async () => {
      throw new Error('SQS is down');
    },
  };
  const settings = { maxReceives: 3, sleep: async () => {}, random: () => 1 };

  const delivered = startExecution(buffer, settings)(messageOf('{}', 1), recordingObserver().observer);

  await expect(delivered).rejects.toMatchObject({ name: 'WorkflowFailedError' });
});

/** What a bucket sends whose own notifications go to the queue. */
const notification = (...keys: string[]) =>
  JSON.stringify({
    Records: keys.map((key) => ({
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: 'uploads-bucket' }, object: { key, size: 7, eTag: 'abc' } },
    })),
  });

test('K2 runs the workflow for each object of a notification of S3, its key decoded once', async () => {
  const { deliver, started } = setUp([]);

  await deliver(notification('uploads/a+b.jpg', 'uploads/c%252B.jpg'), 2);

  expect(started.map(({ name }) => name)).toEqual(['message-1', 'message-1-1']);
  expect(started.map(({ input }) => JSON.parse(input))).toMatchObject([
    { detail: { object: { key: 'uploads/a b.jpg' } }, attempt: 2, maxAttempts: 4 },
    { detail: { object: { key: 'uploads/c%2B.jpg' } }, attempt: 2, maxAttempts: 4 },
  ]);
});

test('K2 the event by which S3 tries the queue out is done with, and starts nothing', async () => {
  const { deliver, started, delays } = setUp([]);

  await deliver('{"Service":"Amazon S3","Event":"s3:TestEvent"}');

  expect([started, delays]).toEqual([[], []]);
});

describe('a batch of messages', () => {
  /** Messages "a", "b" and so on, each with how its workflow ends and when. */
  function setUpBatch(ends: Record<string, () => Promise<WorkflowRun['status']>>) {
    const begun: string[] = [];
    const delays: [string, number][] = [];
    const { observer, lines } = recordingObserver();
    const buffer: MessageBuffer = {
      run: async ({ name }) => {
        begun.push(name);
        return { status: (await ends[name]?.()) ?? 'SUCCEEDED', executionArn: `arn:${name}` };
      },
      comeAgainAfter: async (receiptHandle, seconds) => void delays.push([receiptHandle, seconds]),
    };
    const Records = Object.keys(ends).flatMap((messageId) =>
      messageOf(JSON.stringify({ detail: { object: { key: `uploads/${messageId}.jpg` } } }), 1).Records.map(
        (record) => ({ ...record, messageId, receiptHandle: `receipt-${messageId}` }),
      ),
    );
    const settings = { maxReceives: 3, sleep: async () => {}, random: () => 1 };
    const work = () => startExecution(buffer, settings)({ Records }, observer);
    return { work, begun, delays, lines };
  }
  const succeeds = async () => 'SUCCEEDED' as const;
  const fails = async () => 'FAILED' as const;

  test('is worked on all at once, and done with when the last of them is', async () => {
    const { promise: end, resolve: endIt } = Promise.withResolvers<'SUCCEEDED'>();
    const { work, begun } = setUpBatch({ a: () => end, b: succeeds, c: succeeds });

    const done = work();
    expect(begun).toEqual(['a', 'b', 'c']);
    endIt('SUCCEEDED');

    expect(await done).toEqual({ batchItemFailures: [] });
  });

  test('F11 sends back the message that failed, and none of the others', async () => {
    const { work, delays, lines } = setUpBatch({ a: succeeds, b: fails, c: succeeds });

    expect(await work()).toEqual({ batchItemFailures: [{ itemIdentifier: 'b' }] });

    expect(delays).toEqual([['receipt-b', 10]]);
    expect(lines).toContainEqual(
      expect.objectContaining({ error: expect.any(Error), messageId: 'b', key: 'uploads/b.jpg' }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({ message: 'Workflow succeeded', messageId: 'c', key: 'uploads/c.jpg' }),
    );
  });

  test('throws when all of it failed, so that the event source slows down', async () => {
    const { work, delays } = setUpBatch({ a: fails, b: fails });

    await expect(work()).rejects.toMatchObject({ name: 'WorkflowFailedError' });

    expect(delays).toEqual([
      ['receipt-a', 10],
      ['receipt-b', 10],
    ]);
  });
});
