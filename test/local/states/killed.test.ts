import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { openStates } from '../../../local/states/index.ts';
import { account, idle, region } from './stage.ts';
import { machine } from './two-tasks.ts';

const program = fileURLToPath(new URL('dying-process.ts', import.meta.url));

test('F8 after kill -9 every execution that was accepted comes to its end, once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'states-killed-'));
  try {
    const accepted = await acceptedUntilKilled(folder, 100);

    await using states = openStates({
      ...{ folder, machines: [machine], region, account, concurrency: 4, tasks: idle },
    });
    const before = states.summaries({ limit: 1000 });
    const running = before.filter(({ status }) => status === 'RUNNING');
    expect(running.some(({ lastState }) => lastState === 'Second')).toBe(true);
    expect(running.some(({ begun }) => !begun)).toBe(true);
    const ended = Promise.withResolvers<void>();
    let left = running.length;
    states.onChange((arn) => {
      if (states.summary(arn)?.status === 'SUCCEEDED' && --left === 0) ended.resolve();
    });
    expect(states.resume()).toBe(running.length);
    await ended.promise;

    const after = states.summaries({ limit: 1000 });
    expect(after.map(({ arn }) => arn)).toEqual(expect.arrayContaining(accepted));
    for (const { arn, status } of after) {
      expect(status).toBe('SUCCEEDED');
      const visits = states.detail(arn)?.visits.map(({ state, outcome }) => [state, outcome]);
      expect(visits).toEqual([
        ['First', 'succeeded'],
        ['Second', 'succeeded'],
      ]);
    }
    const told = states.outbox
      .pending(10_000)
      .map(({ event }) => `${event.detail.status} ${event.resources}`);
    expect(told.toSorted()).toEqual(
      after.flatMap(({ arn }) => [`RUNNING ${arn}`, `SUCCEEDED ${arn}`]).toSorted(),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

async function acceptedUntilKilled(folder: string, count: number): Promise<string[]> {
  const child = spawn(process.execPath, [program, folder], {
    env: { ...process.env, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const accepted: string[] = [];
  try {
    for await (const arn of createInterface({ input: child.stdout })) {
      accepted.push(arn);
      if (accepted.length === count) child.kill('SIGKILL');
    }
  } finally {
    child.kill('SIGKILL');
    await closed;
  }
  expect(accepted.length).toBeGreaterThanOrEqual(count);
  return accepted;
}
