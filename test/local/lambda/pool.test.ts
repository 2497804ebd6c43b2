import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { FunctionsClosedError } from '../../../local/lambda/index.ts';
import { MemoryWatch } from '../../../local/lambda/memory-watch.ts';
import { Pool } from '../../../local/lambda/pool.ts';
import { eventually, isAlive, opened } from './opened.ts';

/** Answers when a file of the event's name appears, so that a test can hold events back. */
const gated = `
  import { existsSync } from 'node:fs';
  export const handler = async ({ gate }) => {
    while (gate !== undefined && !existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 2));
    return process.pid;
  };`;

async function open(folder: string, gate: string): Promise<void> {
  const { writeFile } = await import('node:fs/promises');
  await writeFile(`${folder}/${gate}`, '');
}

test('an environment works on one event at a time, and is used again for the next', async () => {
  await using example = await opened(
    `let busy = 0, most = 0, count = 0;
    export const handler = async () => {
      most = Math.max(most, ++busy);
      await new Promise((resolve) => setTimeout(resolve, 1));
      busy--;
      return { pid: process.pid, most, count: ++count };
    };`,
    { concurrency: 1 },
  );

  const results = (await Promise.all(Array.from({ length: 20 }, () => example.invoke({})))) as {
    pid: number;
    most: number;
    count: number;
  }[];

  expect(new Set(results.map(({ pid }) => pid)).size).toBe(1);
  expect(results.map(({ most }) => most)).toEqual(Array(20).fill(1));
  expect(results.map(({ count }) => count)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
});

test('no more environments than allowed; the rest waits in line, and time counts from an event’s turn', async () => {
  await using example = await opened(gated, { concurrency: 2 });
  const { folder, functions, arn } = example;
  const begun: number[] = [];
  const runs = Array.from({ length: 5 }, (_, index) =>
    functions.invoke(arn, { gate: `${folder}/gate-${index}` }, { onBegin: () => begun.push(index) }),
  );

  await eventually(() => begun.length === 2);
  expect(begun).toEqual([0, 1]);
  await open(folder, 'gate-1');
  await eventually(() => begun.length === 3);
  expect(begun).toEqual([0, 1, 2]);
  for (const gate of ['gate-0', 'gate-2', 'gate-3', 'gate-4']) await open(folder, gate);

  const pids = await Promise.all(runs);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  expect(new Set(pids).size).toBe(2);
});

test('a function can have a number of environments of its own', async () => {
  const { arn } = await import('./opened.ts');
  await using example = await opened(gated, { concurrency: 1, concurrencyOf: { [arn]: 3 } });
  let begun = 0;
  const event = { gate: `${example.folder}/gate` };
  const runs = Array.from({ length: 4 }, () =>
    example.functions.invoke(arn, event, { onBegin: () => begun++ }),
  );

  await eventually(() => begun === 3);
  await open(example.folder, 'gate');

  expect(new Set(await Promise.all(runs)).size).toBe(3);
});

test('the environment that was used last is used first', async () => {
  await using example = await opened(gated, { concurrency: 2 });
  const { folder, functions, arn } = example;
  const first = functions.invoke(arn, { gate: `${folder}/first` });
  const second = functions.invoke(arn, { gate: `${folder}/second` });

  await open(folder, 'second');
  await second;
  await open(folder, 'first');
  const last = await first;

  for (let time = 0; time < 3; time++) expect(await example.invoke({})).toBe(last);
});

test('an event that is called off before its turn leaves the line', async () => {
  await using example = await opened(gated, { concurrency: 1 });
  const { folder, functions, arn } = example;
  const first = functions.invoke(arn, { gate: `${folder}/gate` });
  const calledOff = new AbortController();
  let begun = 0;
  const second = functions.invoke(arn, {}, { signal: calledOff.signal, onBegin: () => begun++ });
  const third = functions.invoke(arn, {});

  calledOff.abort(new Error('called off'));
  await expect(second).rejects.toThrow('called off');
  await open(folder, 'gate');
  await Promise.all([first, third]);

  expect(begun).toBe(0);
});

test('called off after its turn has come, an event goes on, and nobody waits for it', async () => {
  await using example = await opened(gated, { concurrency: 1 });
  const { folder, functions, arn } = example;
  const calledOff = new AbortController();
  const { promise: begun, resolve: onBegin } = Promise.withResolvers<void>();
  const first = functions.invoke(arn, { gate: `${folder}/gate` }, { signal: calledOff.signal, onBegin });
  await begun;

  calledOff.abort(new Error('called off'));
  await expect(first).rejects.toThrow('called off');
  const second = functions.invoke(arn, {});
  await open(folder, 'gate');
  await second;

  const ends = (await example.log()).filter((line) => line.includes('REPORT'));
  expect(ends).toHaveLength(2);
  expect(ends.join()).not.toContain('Status:');
  await expect(functions.invoke(arn, {}, { signal: calledOff.signal })).rejects.toThrow('called off');
});

test('above its reserved concurrency a function is throttled', async () => {
  await using example = await opened(gated, { concurrency: 1, spec: { reservedConcurrency: 2 } });
  const gate = `${example.folder}/gate`;
  const runs = [example.invoke({ gate }), example.invoke({ gate })];

  expect(await example.failure({})).toMatchObject({
    name: 'Lambda.TooManyRequestsException',
    message: expect.stringContaining('ReservedFunctionConcurrentInvocationLimitExceeded'),
  });
  await open(example.folder, 'gate');
  await Promise.all(runs);
  await example.invoke({});
});

test('a warm function needs no start', async () => {
  await using example = await opened('const at = Date.now(); export const handler = async () => at;');

  await example.functions.warm(example.arn);
  const warmAt = Date.now();
  await example.functions.warm(example.arn);

  expect(await example.invoke({})).toBeLessThanOrEqual(warmAt);
});

test('what is waiting or running when the functions are stopped is rejected as such, and no process is left', async () => {
  await using example = await opened(gated, { concurrency: 2 });
  const pid = (await example.invoke({})) as number;
  const gate = `${example.folder}/never`;
  const runs = Promise.allSettled([1, 2, 3].map(() => example.invoke({ gate })));

  await example.functions[Symbol.asyncDispose]();

  expect((await runs).map((run) => (run as PromiseRejectedResult).reason)).toEqual([
    expect.any(FunctionsClosedError),
    expect.any(FunctionsClosedError),
    expect.any(FunctionsClosedError),
  ]);
  expect(isAlive(pid)).toBe(false);
  await expect(example.invoke({})).rejects.toThrow(FunctionsClosedError);
});

test('environments that nobody uses are stopped, all but one', async () => {
  await using example = await opened(gated);
  const file = `${example.folder}/lambda.mts`;
  await using pool = new Pool({
    spec: {
      folder: 'f',
      name: 'F',
      arn: 'arn',
      entry: file,
      environment: {},
      timeoutSeconds: 60,
      memoryMegabytes: 512,
    },
    code: { file, taskRoot: example.folder },
    reach: {},
    compileCache: `${example.folder}/cache`,
    memory: new MemoryWatch(),
    maxEnvironments: 3,
    idleMs: 50,
    log: () => {},
  });
  const event = JSON.stringify({ gate: `${example.folder}/gate` });
  let begun = 0;
  const runs = [1, 2, 3].map(() => pool.invoke(event, (work) => work(), { onBegin: () => begun++ }));
  await eventually(() => begun === 3);
  await open(example.folder, 'gate');
  const pids = (await Promise.all(runs)).map(Number);

  await eventually(() => pids.filter(isAlive).length === 1);
  const [left] = pids.filter(isAlive);
  await new Promise((resolve) => setTimeout(resolve, 150)); // three times as long as it takes to be stopped
  expect(Number(await pool.invoke(event, (work) => work()))).toBe(left);
});

test('an environment that dies with nothing to do is replaced without anybody noticing', async () => {
  await using example = await opened(gated, { concurrency: 1 });
  const pid = (await example.invoke({})) as number;

  process.kill(pid, 'SIGKILL');
  await eventually(() => !isAlive(pid));

  expect(await example.invoke({})).not.toBe(pid);
});

test('thousands of events leave no listener and no memory behind', async () => {
  await using example = await opened('export const handler = async () => 1;', { concurrency: 2 });
  const { signal } = new AbortController();
  const many = async (count: number) => {
    for (let done = 0; done < count; done += 100) {
      await Promise.all(
        Array.from({ length: 100 }, () => example.functions.invoke(example.arn, {}, { signal })),
      );
    }
  };
  const warnings: Error[] = [];
  const warn = (warning: Error) => void warnings.push(warning);
  process.on('warning', warn);

  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  await many(1000);
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  await many(5000);
  collectGarbage();
  process.off('warning', warn);

  expect(warnings.filter(({ name }) => name === 'MaxListenersExceededWarning')).toEqual([]);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(1_000_000);
});
