import { expect, test } from '@jest/globals';
import { idle, lambdaError, machineOf, openStage, topicArn, work } from './stage.ts';

const never = () => new Promise<never>(() => {});
const types = (visits: readonly { state: string; outcome: string }[]) =>
  visits.map(({ state, outcome }) => `${state}: ${outcome}`);

test('a task that takes too long fails with States.Timeout, and a Catch gets it', async () => {
  const caught = { ErrorEquals: ['States.Timeout'], ResultPath: '$.error', Next: 'Late' };
  const machine = machineOf({
    Work: work({ End: true, TimeoutSeconds: 0.05, Catch: [caught] }),
    Late: { Type: 'Succeed' },
  });
  const signals: AbortSignal[] = [];
  await using stage = await openStage(machine, {
    tasks: {
      ...idle,
      invoke: (_arn, _payload, { onBegin, signal }) => {
        if (signal) signals.push(signal);
        onBegin?.();
        return never();
      },
    },
  });

  const detail = await stage.run({});

  expect(types(detail.visits)).toEqual(['Work: caught', 'Late: succeeded']);
  expect(detail.output).toEqual({ error: { Error: 'States.Timeout', Cause: '' } });
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});

test('a time-out that nothing catches fails the execution', async () => {
  const machine = machineOf({ Work: work({ End: true, TimeoutSeconds: 0.01 }) });
  await using stage = await openStage(machine, {
    tasks: {
      ...idle,
      invoke: (_arn, _payload, { onBegin }) => {
        onBegin?.();
        return never();
      },
    },
  });

  expect(await stage.run({})).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
});

test('the time that a task waits for an environment does not count', async () => {
  const machine = machineOf({ Work: work({ End: true, TimeoutSeconds: 0.05 }) });
  const free = Promise.withResolvers<void>();
  await using stage = await openStage(machine, {
    tasks: {
      ...idle,
      invoke: async (_arn, payload, { onBegin }) => {
        await free.promise;
        onBegin?.();
        return payload;
      },
    },
  });
  const arn = stage.start({});
  setTimeout(free.resolve, 150);

  expect(await stage.seen(arn)).toMatchObject({ status: 'SUCCEEDED' });
});

test('the time-out of publishing counts from the call', async () => {
  const publish = {
    Type: 'Task',
    Resource: 'arn:aws:states:::sns:publish',
    Parameters: { TopicArn: topicArn, Message: 'done' },
    TimeoutSeconds: 0.02,
    End: true,
  };
  await using stage = await openStage(machineOf({ Tell: publish }), { tasks: { ...idle, publish: never } });

  expect(await stage.run({})).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
});

test('the machine that takes too long ends TIMED_OUT, and its task is let go', async () => {
  const machine = machineOf({ Work: work() }, { TimeoutSeconds: 0.05 });
  const withdrawn = Promise.withResolvers<void>();
  await using stage = await openStage(machine, {
    tasks: {
      ...idle,
      invoke: (_arn, _payload, { signal }) => {
        signal?.addEventListener('abort', () => withdrawn.resolve());
        return never();
      },
    },
  });

  const detail = await stage.run({});

  expect(detail).toMatchObject({ status: 'TIMED_OUT', redrivable: true });
  expect(detail).not.toHaveProperty('error');
  await withdrawn.promise;
});

test('the machine that takes too long between two tries is not tried again', async () => {
  let tries = 0;
  const again = { ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 5 };
  const machine = machineOf({ Work: work({ End: true, Retry: [again] }) }, { TimeoutSeconds: 0.1 });
  await using stage = await openStage(machine, {
    tasks: {
      ...idle,
      invoke: async () => {
        tries++;
        throw lambdaError('Broken', '');
      },
    },
  });

  expect(await stage.run({})).toMatchObject({ status: 'TIMED_OUT' });
  await new Promise(setImmediate);
  expect(tries).toBe(1);
});

test('the time that an execution waits for its turn does not count', async () => {
  const machine = machineOf({ Work: work() }, { TimeoutSeconds: 0.3 });
  const slowly = (payload: unknown) => new Promise((resolve) => setTimeout(resolve, 200, payload));
  await using stage = await openStage(machine, {
    concurrency: 1,
    tasks: { ...idle, invoke: (_arn, payload) => slowly(payload) },
  });
  const all = [1, 2, 3].map((each) => stage.start(each));

  const ended = await Promise.all(all.map((arn) => stage.seen(arn)));

  expect(ended.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
});
