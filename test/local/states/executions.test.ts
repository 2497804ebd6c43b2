import { expect, test } from '@jest/globals';
import { UnsupportedDefinitionError } from '../../../local/states/index.ts';
import { idle, machineOf, openStage, work } from './stage.ts';

const machine = machineOf({ First: work({ Next: 'Second' }), Second: work() });

/** Tasks that wait to be let through, one by one. */
function gated() {
  const waiting: { payload: unknown; go: (result?: unknown) => void; fail: (error: Error) => void }[] = [];
  const arrivals: (() => void)[] = [];
  const tasks = {
    ...idle,
    invoke: (_arn: string, payload: unknown) =>
      new Promise((resolve, reject) => {
        waiting.push({ payload, go: (result = payload) => resolve(result), fail: reject });
        for (const arrived of arrivals.splice(0)) arrived();
      }),
  };
  const next = async () => {
    while (waiting.length === 0) await new Promise<void>((resolve) => arrivals.push(resolve));
    return waiting.shift() as (typeof waiting)[number];
  };
  return { tasks, next, waiting };
}

test('executions wait in the order of their start, and no more than so many run at once', async () => {
  const { tasks, next, waiting } = gated();
  await using stage = await openStage(machineOf({ Work: work() }), { concurrency: 2, tasks });
  const all = [1, 2, 3, 4, 5].map((each) => stage.start(each));
  const seen: unknown[] = [];

  const [one, two] = [await next(), await next()];
  expect(waiting).toHaveLength(0);
  expect(all.map((arn) => stage.states.summary(arn)?.begun)).toEqual([true, true, false, false, false]);
  expect(stage.states.detail(all[2] ?? '')).not.toHaveProperty('startedAt');
  expect(stage.states.summary(all[4] ?? '')).toMatchObject({ status: 'RUNNING', begun: false });
  seen.push(one.payload, two.payload);
  one.go();
  two.go();
  for (let each = 0; each < 3; each++) {
    const task = await next();
    seen.push(task.payload);
    task.go();
  }
  await Promise.all(all.map((arn) => stage.seen(arn)));

  expect(seen).toEqual([1, 2, 3, 4, 5]);
});

test('an execution goes on where the process ended, with the input of its state and the same history', async () => {
  const { tasks, next } = gated();
  await using stage = await openStage(machine, { tasks, concurrency: 1 });
  const [begun, waits] = [stage.start('a', 'begun'), stage.start('b', 'waits')];
  (await next()).go('from the first');
  await next(); // the second state is at work

  await stage.reopen({ tasks: idle });
  const detail = await stage.seen(begun);

  expect(detail.visits.map(({ state, input }) => [state, input])).toEqual([
    ['First', 'a'],
    ['Second', expect.objectContaining({ Payload: 'from the first' })],
  ]);
  expect(detail.visits.at(-1)).toMatchObject({ retries: 1, outcome: 'succeeded' });
  expect(await stage.seen(waits)).toMatchObject({ status: 'SUCCEEDED' });
  expect(stage.states.summaries({ limit: 10 }).map(({ name }) => name)).toEqual(['begun', 'waits']);
});

test('a task that had ended when the process did is not done once more', async () => {
  const done: unknown[] = [];
  const reopened = Promise.withResolvers<void>();
  let dies = true;
  await using stage = await openStage(machine, {
    tasks: {
      ...idle,
      async invoke(_arn, payload) {
        done.push(payload);
        return 'its result';
      },
    },
    entering(state, _input, enter) {
      if (state !== 'Second' || !dies) return enter();
      dies = false;
      reopened.resolve(stage.reopen());
      throw new Error('The process ends before it has entered the state.');
    },
  });
  const arn = stage.start('photo');
  await reopened.promise;

  const { visits } = await stage.seen(arn);
  expect(done).toEqual(['photo', expect.objectContaining({ Payload: 'its result' })]);
  expect(visits.map(({ state, outcome }) => [state, outcome])).toEqual([
    ['First', 'succeeded'],
    ['Second', 'succeeded'],
  ]);
});

test('what nobody could go on with ends the execution, and not the process', async () => {
  const input = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  await using stage = await openStage(machine);

  const { executionArn } = stage.states.start({ machineArn: machine.arn, input });
  const { promise, resolve } = Promise.withResolvers<void>();
  stage.states.onChange((arn) => arn === executionArn && stage.states.summary(arn)?.endedAt && resolve());
  await promise;

  expect(stage.states.summary(executionArn)?.status).toBe('FAILED');
  expect(await stage.run('b')).toMatchObject({ status: 'SUCCEEDED' });
});

test('how many go on is what was running; those of a machine that is gone are aborted', async () => {
  const { tasks, next } = gated();
  const old = machineOf({ Work: work() }, { name: 'old' });
  await using stage = await openStage(machine, { machines: [machine, old], tasks, concurrency: 1 });
  const [kept, gone] = [stage.start(1), stage.start(2, 'gone', old)];
  await next();

  await stage.reopen({ machines: [machine], tasks: idle });

  expect(await stage.seen(kept)).toMatchObject({ status: 'SUCCEEDED' });
  const aborted = await stage.seen(gone);
  expect(aborted).toMatchObject({ status: 'ABORTED', cause: expect.stringContaining('not in the template') });
  expect(() => stage.states.redrive(gone)).toThrow('cannot be redriven');
  expect(stage.states.resume()).toBe(0);
});

test.each([
  { how: 'while the machine is express it is aborted, since whoever waited comes again', express: true },
  { how: 'when the machine is standard by now nobody comes again, and it goes on', express: false },
])('an execution that was waited for: $how', async ({ express }) => {
  const { tasks, next } = gated();
  const quick = machineOf({ Work: work() }, { name: 'quick', express: true });
  await using stage = await openStage(quick, { tasks });
  const answer = stage.states.handle({
    ...{ method: 'POST', url: '/' },
    headers: { 'x-amz-target': 'AWSStepFunctions.StartSyncExecution' },
    body: Buffer.from(JSON.stringify({ stateMachineArn: quick.arn, name: 'message', input: '1' })),
  });
  answer.catch(() => {}); // whoever waits hears that the process ends
  await next();

  await stage.reopen({ tasks: idle, machines: [machineOf({ Work: work() }, { name: 'quick', express })] });
  const [execution] = stage.states.summaries({ limit: 1 });

  expect(await stage.seen(execution?.arn ?? '')).toMatchObject({ status: express ? 'ABORTED' : 'SUCCEEDED' });
});

test('an execution goes on with the definition that it was started with', async () => {
  const { tasks, next } = gated();
  await using stage = await openStage(machine, { tasks });
  const arn = stage.start('a');
  await next();

  const changed = machineOf({ Other: { Type: 'Fail', Error: 'Changed' } });
  await stage.reopen({ machines: [changed], tasks: idle });

  expect(await stage.seen(arn)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await stage.run({})).toMatchObject({ status: 'FAILED', error: 'Changed' });
});

test('the same name and input is the same execution; another input is refused', async () => {
  const express = machineOf({ First: work() }, { name: 'quick', express: true });
  await using stage = await openStage(machine, { machines: [machine, express] });
  const arn = stage.start('a', 'one');
  await stage.seen(arn);

  expect(stage.start('a', 'one')).toBe(arn);
  expect(() => stage.start('b', 'one')).toThrow('Already Exists');
  expect(stage.start('a', 'two', express)).toBe(stage.start('a', 'two', express));
});

test('a machine that is not run here as on AWS stops the start', async () => {
  const map = machineOf({ Each: { Type: 'Map', End: true } });
  await expect(openStage(map)).rejects.toThrow(UnsupportedDefinitionError);
});

test('a machine that goes in circles ends at 25,000 events, and leaves turns to others', async () => {
  const circle = machineOf({ Round: { Type: 'Pass', Next: 'Round' } });
  await using stage = await openStage(circle);
  let turns = 0;
  const timer = setInterval(() => turns++, 10);
  const ended = Promise.withResolvers<void>();
  const arn = stage.start(1);
  stage.states.onChange(() => stage.states.summary(arn)?.status === 'FAILED' && ended.resolve());
  await ended.promise;
  clearInterval(timer);

  expect(stage.states.detail(arn)?.cause).toContain('25000');
  expect(turns).toBeGreaterThan(2);
});
