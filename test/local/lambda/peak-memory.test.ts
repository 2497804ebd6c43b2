import { fork } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { peakBytes } from '../../../local/lambda/peak-memory.ts';

const whereSystemTells = process.platform === 'linux' ? test : test.skip;

test('memory that was had counts', () => {
  const before = peakBytes();
  const held = Buffer.alloc(before, 'x');

  expect(peakBytes()).toBeGreaterThanOrEqual(held.length + 1e6);
});

whereSystemTells('a forked process does not count the memory of the one that forked it', async () => {
  const held = Buffer.alloc(400e6, 'x');
  const child = fork(new URL('peak-memory-process.ts', import.meta.url), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const [told] = (await once(child, 'message')) as [number];
  await once(child, 'exit');

  expect(told).toBeGreaterThan(10e6);
  expect(told).toBeLessThan(held.length);
});
