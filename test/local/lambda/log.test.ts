import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FunctionLog } from '../../../local/lambda/log.ts';
import { opened } from './opened.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkroom-log-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('each line has its time and its request', async () => {
  const file = join(folder, 'logs', 'a.log');
  {
    using log = new FunctionLog(file);
    log.write('r1', ['one', 'two']);
    log.write('r2', []);
  }
  using again = new FunctionLog(file);
  again.write('r3', ['three']);

  const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
  expect(await readFile(file, 'utf8')).toMatch(
    new RegExp(`^${time}\tr1\tone\n${time}\tr1\ttwo\n${time}\tr3\tthree\n$`),
  );
});

test('a full file becomes the old one, and there is one old one alone', async () => {
  const file = join(folder, 'a.log');
  using log = new FunctionLog(file, 1000);
  for (let count = 0; count < 100; count++) log.write('r', [`line ${count}`]);

  expect((await readdir(folder)).sort()).toEqual(['a.log', 'a.log.1']);
  expect((await stat(file)).size).toBeLessThanOrEqual(1000);
  expect((await stat(`${file}.1`)).size).toBeLessThanOrEqual(1000);
  const text = (await readFile(`${file}.1`, 'utf8')) + (await readFile(file, 'utf8'));
  const numbers = [...text.matchAll(/line (\d+)/g)].map(([, number]) => Number(number));
  expect(numbers.at(-1)).toBe(99);
  expect(numbers).toEqual(Array.from(numbers, (_, index) => 100 - numbers.length + index)); // none lost in between
});

test('what a function writes stands between the lines that Lambda writes, under its request', async () => {
  await using example = await opened(`
    console.log('loading');
    export const handler = async (event, { awsRequestId }) => {
      console.log('working on', event.n);
      console.error('aside');
      process.stdout.write('no end');
      return awsRequestId;
    };`);

  const first = await example.invoke({ n: 1 });
  const second = await example.invoke({ n: 2 });

  const lines = (await example.log()).map((line) =>
    line.replace(/\d+\.\d\d/g, 'N').replace(/: \d+ /g, ': N '),
  );
  expect(lines[0]).toMatch(/\tINIT_START Runtime Version: nodejs:24 /);
  expect(lines[1]).toMatch(/\tloading$/);
  for (const [id, n, from, init] of [
    [first, 1, 2, '\tInit Duration: N ms'],
    [second, 2, 8, ''],
  ] as const) {
    const [start, ...rest] = lines.slice(from, from + 6);
    const [end, report] = rest.slice(-2);
    expect(start).toBe(`${id}\tSTART RequestId: ${id} Version: $LATEST`);
    // The order of stdout and stderr among themselves is nobody's promise.
    expect(rest.slice(0, 3).sort()).toEqual([`${id}\taside`, `${id}\tno end`, `${id}\tworking on ${n}`]);
    expect(end).toBe(`${id}\tEND RequestId: ${id}`);
    expect(report).toBe(
      `${id}\tREPORT RequestId: ${id}\tDuration: N ms\tBilled Duration: N ms\tMemory Size: N MB\tMax Memory Used: N MB${init}`,
    );
  }
  expect(lines).toHaveLength(14);
});

test('the last words of a function that dies are kept, and so is what it threw', async () => {
  await using example = await opened(`export const handler = async (event) => {
    if (event.die) { console.log('last words'); process.exit(1); }
    throw new TypeError('said why');
  };`);

  await example.failure({ die: true });
  await example.failure({});

  const log = (await example.log()).join('\n');
  expect(log).toMatch(
    /last words\n.*END RequestId.*\n.*REPORT.*\tStatus: error\tError Type: Runtime\.ExitError/,
  );
  expect(log).toMatch(
    /Invoke Error\t\{"errorType":"TypeError","errorMessage":"said why","stack":\["TypeError: said why"/,
  );
});

test('warnings of Node about its own experiments are none of the function’s business', async () => {
  await using example = await opened(`
    import 'node:sqlite';
    export const handler = async () => 1;`);

  await example.invoke({});

  expect((await example.log()).join('\n')).not.toContain('Warning');
});

test('metrics in the log are handed on, and stay in it', async () => {
  const seen: unknown[] = [];
  const metrics = {
    _aws: {
      Timestamp: 1,
      CloudWatchMetrics: [{ Namespace: 'n', Dimensions: [['a']], Metrics: [{ Name: 'Done' }] }],
    },
    a: 'b',
    Done: 1,
  };
  await using example = await opened(
    `export const handler = async () => {
      console.log(${JSON.stringify(JSON.stringify(metrics))});
      console.log('{"CloudWatchMetrics": not JSON');
      console.log('{"about":"\\\\"CloudWatchMetrics\\\\""}');
      console.log('{"CloudWatchMetrics":[]}');
    };`,
    { onMetrics: (...all) => seen.push(all) },
  );

  await example.invoke({});

  expect(seen).toEqual([['example', metrics]]);
  expect((await example.log()).join('\n')).toContain(JSON.stringify(metrics));
});

test('eight hundred megabytes without a line’s end neither stop a function nor fill our memory', async () => {
  await using example = await opened(`
    export const handler = async () => {
      const text = 'x'.repeat(1024 * 1024);
      for (let count = 0; count < 800; count++) {
        await new Promise((resolve) => process.stdout.write(text, resolve));
      }
      return 'done';
    };`);
  const before = process.memoryUsage().rss;
  let most = 0;
  const look = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss - before);
  }, 5);

  expect(await example.invoke({})).toBe('done');
  clearInterval(look);

  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(400_000_000);
  const files = await readdir(join(example.folder, 'logs'));
  const sizes = await Promise.all(
    files
      .filter((name) => name.startsWith('example.log'))
      .map(async (name) => (await stat(join(example.folder, 'logs', name))).size),
  );
  expect(sizes).toHaveLength(2);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(10 * 1024 * 1024);
});

test('a function that closes its output still gets its answer through', async () => {
  await using example = await opened(`export const handler = async () => {
    process.stdout.destroy();
    return 'done';
  };`);

  expect(await example.invoke({})).toBe('done');
});
