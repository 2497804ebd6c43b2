import { expect, test } from '@jest/globals';
import { fromProc, fromPs, MemoryWatch, residentBytes } from '../../../local/lambda/memory-watch.ts';
import { eventually } from './opened.ts';

const nobody = 2 ** 22 + 1; // above any process id

test.each([
  ['proc', fromProc, process.platform === 'linux'],
  ['ps', fromPs, process.platform !== 'win32'],
])('%s knows what this process has, and leaves out one that is not there', async (_name, look, can) => {
  if (!can) return;
  const bytes = await look([process.pid, nobody]);

  expect([...bytes.keys()]).toEqual([process.pid]);
  const share = (bytes.get(process.pid) ?? 0) / process.memoryUsage.rss();
  expect(share).toBeGreaterThan(0.8);
  expect(share).toBeLessThan(1.25);
});

test('the table of macOS is read as that of Linux', () => {
  expect(residentBytes('  501  12345\n12 7\n')).toEqual(
    new Map([
      [501, 12345 * 1024],
      [12, 7 * 1024],
    ]),
  );
});

test('it looks at what is at work, again and again, and not any longer', async () => {
  const looks: (readonly number[])[] = [];
  const watch = new MemoryWatch((pids) => {
    looks.push(pids);
    return new Map(pids.map((pid) => [pid, looks.length]));
  }, 5);
  const seen: number[] = [];
  const stop = watch.watch(1, (bytes) => seen.push(bytes));
  const stopOther = watch.watch(2, () => {});

  await eventually(() => seen.length >= 3);
  stop();
  await eventually(() => looks.at(-1)?.length === 1);
  stopOther();
  const before = looks.length;
  await new Promise((resolve) => setTimeout(resolve, 50)); // time for ten looks

  expect(looks[0]).toEqual([1, 2]);
  expect(looks.at(-1)?.length).toBeLessThanOrEqual(1);
  expect(looks.length).toBeLessThanOrEqual(before + 1);
});
