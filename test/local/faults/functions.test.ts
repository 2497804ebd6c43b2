import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { functionFaults } from '../../../local/faults/functions.ts';
import { opened } from '../lambda/opened.ts';
import { planned } from './planned.ts';

/** It leaves a file when it has done its work. */
const worker = `import { writeFileSync } from 'node:fs';
export const handler = async ({ leave }) => {
  if (leave) writeFileSync(leave, '');
  return process.pid;
};`;

async function faulty(rule: object, spec = {}) {
  const plan = planned([{ at: 'function.example', ...rule }]);
  const example = await opened(worker, { spec, around: functionFaults(plan.faults) });
  const leave = join(example.folder, 'left');
  return {
    ...example,
    plan,
    fail: () => example.failure({ leave }),
    worked: () => existsSync(leave),
    async [Symbol.asyncDispose]() {
      await example[Symbol.asyncDispose]();
      plan[Symbol.dispose]();
    },
  };
}

const exited = { name: 'Runtime.ExitError', message: expect.stringContaining('exit status 1') };
const killed = { name: 'Runtime.ExitError', message: expect.stringContaining('signal: killed') };
const timedOut = {
  name: 'Sandbox.Timedout',
  message: expect.stringContaining('timed out after 2.00 seconds'),
};

describe.each([
  { kind: 'crash', error: exited, worked: false },
  { kind: 'crash-after', error: exited, worked: true },
  { kind: 'hang', error: timedOut, worked: false },
  { kind: 'hang-after', error: timedOut, worked: true },
  { kind: 'out-of-memory', error: killed, worked: false },
])('$kind', ({ kind, error, worked }) => {
  const spec = kind.startsWith('hang') ? { timeoutSeconds: 2 } : { memoryMegabytes: 256 };

  test('ends the environment in its way, and the next event gets a new one', async () => {
    await using example = await faulty({ do: kind, skip: 1 }, spec);
    const before = await example.invoke({});

    expect(await example.fail()).toMatchObject(error);
    expect(example.worked()).toBe(worked);
    expect(await example.invoke({})).not.toBe(before);
    expect(await example.log()).toContainEqual(expect.stringContaining(`This was asked for: ${kind}.`));
    expect(example.plan.done()).toEqual([kind]);
  });
});

test('out of memory is seen as what it took', async () => {
  await using example = await faulty({ do: 'out-of-memory' }, { memoryMegabytes: 256 });
  await example.fail();

  const report = (await example.log()).find((line) => line.includes('Max Memory Used')) ?? '';
  expect(Number(/Max Memory Used: (\d+) MB/.exec(report)?.[1])).toBeGreaterThan(256);
});

test('throttled is Lambda’s refusal; no environment has seen the event', async () => {
  await using example = await faulty({ do: 'throttled' });

  expect(await example.fail()).toMatchObject({
    name: 'Lambda.TooManyRequestsException',
    message: expect.stringContaining('Rate Exceeded.'),
  });
  expect(await example.invoke({})).toEqual(expect.any(Number));
  expect((await example.log()).filter((line) => line.includes('START RequestId'))).toHaveLength(1);
});

test('the payload says whose event it is', async () => {
  await using example = await faulty({ do: 'throttled', match: '"key":"uploads/b"', per: 'photo', times: 1 });
  const about = (key: string) => ({ detail: { object: { key } } });

  await example.invoke(about('uploads/a'));
  expect(await example.failure(about('uploads/b'))).toMatchObject({
    name: 'Lambda.TooManyRequestsException',
  });
  await example.invoke(about('uploads/b'));
});
