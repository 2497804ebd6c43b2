import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { InvocationError } from '../../../local/lambda/index.ts';
import { eventually, opened } from './opened.ts';

const counting = `
  import { appendFileSync } from 'node:fs';
  export const handler = async ({ file, succeedAt = Infinity, id }) => {
    appendFileSync(file, id + '\\n');
    const { readFileSync } = await import('node:fs');
    const attempts = readFileSync(file, 'utf8').split('\\n').filter((line) => line === String(id)).length;
    if (attempts < succeedAt) throw new TypeError('attempt ' + attempts);
  };`;

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

async function attempts(file: string): Promise<number> {
  return readFile(file, 'utf8').then(
    (text) => text.trim().split('\n').length,
    () => 0,
  );
}

test('an event that fails is tried twice more, a minute and then two later, and then is a dead letter', async () => {
  const slept: { ms: number; until: number }[] = [];
  const letters: unknown[][] = [];
  await using example = await opened(counting, {
    spec: { deadLetterQueueArn: 'arn:aws:sqs:us-east-1:000000000000:Dead' },
    sleep: async (ms) => void slept.push({ ms, until: Date.now() + ms }),
    deadLetter: async (...letter) => void letters.push(letter),
  });
  const event = { file: join(example.folder, 'attempts'), id: 1 };

  const before = Date.now();

  example.functions.invokeAsync(example.arn, event);
  await eventually(() => letters.length > 0);

  expect(letters).toEqual([['arn:aws:sqs:us-east-1:000000000000:Dead', event, expect.any(InvocationError)]]);
  expect(letters[0]?.[2]).toMatchObject({ name: 'TypeError', message: expect.stringContaining('attempt 3') });
  expect(await attempts(event.file)).toBe(3);
  const [first, second, third] = slept;
  expect([first?.ms, slept.length]).toEqual([0, 3]);
  expect(second?.ms).toBeLessThanOrEqual(60_000);
  expect(second?.until).toBeGreaterThanOrEqual(before + 60_000);
  expect(third?.ms).toBeLessThanOrEqual(120_000);
  expect(third?.until).toBeGreaterThanOrEqual(before + 120_000);
});

test('an event that succeeds the second time is done', async () => {
  const letters: unknown[][] = [];
  let slept = 0;
  await using example = await opened(counting, {
    spec: { deadLetterQueueArn: 'arn:dead' },
    sleep: async () => void slept++,
    deadLetter: async (...letter) => void letters.push(letter),
  });
  const file = join(example.folder, 'attempts');

  example.functions.invokeAsync(example.arn, { file, id: 1, succeedAt: 2 });
  await eventually(async () => (await attempts(file)) === 2);
  await example.functions[Symbol.asyncDispose]();

  expect(slept).toBe(2);
  expect(letters).toEqual([]);
  using database = new DatabaseSync(join(example.folder, 'logs', 'async-events.db'));
  expect(database.prepare('SELECT * FROM events').all()).toEqual([]);
});

test('an event outlives the process that took it, with the attempts that it has had', async () => {
  const letters: unknown[][] = [];
  const waiting = Promise.withResolvers<void>();
  await using first = await opened(counting, {
    sleep: (ms, signal) => {
      if (ms === 0) return Promise.resolve();
      waiting.resolve();
      return aborted(signal);
    },
  });
  const event = { file: join(first.folder, 'attempts'), id: 1 };
  first.functions.invokeAsync(first.arn, event);
  await waiting.promise;
  await first.functions[Symbol.asyncDispose]();
  expect(await attempts(event.file)).toBe(1);

  await using second = await opened(counting, {
    folder: join(first.folder, 'logs'),
    spec: { deadLetterQueueArn: 'arn:dead' },
    sleep: async () => {},
    deadLetter: async (...letter) => void letters.push(letter),
  });
  await eventually(() => letters.length > 0);

  expect(await attempts(event.file)).toBe(3);
  expect(letters).toEqual([['arn:dead', event, expect.any(InvocationError)]]);
  expect(second.arn).toBe(first.arn);
});

test('what is throttled is tried again with no attempt lost', async () => {
  const slept: number[] = [];
  let letters = 0;
  await using example = await opened(counting, {
    spec: { reservedConcurrency: 0, deadLetterQueueArn: 'arn:dead' },
    sleep: async (ms, signal) => {
      slept.push(ms);
      if (slept.length > 12) await aborted(signal);
    },
    deadLetter: async () => void letters++,
  });

  example.functions.invokeAsync(example.arn, {});
  await eventually(() => slept.length > 12);

  expect(slept.map((ms) => Math.ceil(ms / 1000)).slice(0, 12)).toEqual([
    0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300,
  ]);
  expect(letters).toBe(0);
});

test('an event over a megabyte, or for no function, is refused', async () => {
  await using example = await opened(counting);

  expect(() => example.functions.invokeAsync(example.arn, 'x'.repeat(1024 * 1024))).toThrow(/1048576 bytes/);
  expect(() => example.functions.invokeAsync('arn:other', {})).toThrow('Function not found: arn:other');
});

test('a dead letter that its queue does not take is kept, and said in the log', async () => {
  let refused = 0;
  let taken = 0;
  await using example = await opened(counting, {
    spec: { deadLetterQueueArn: 'arn:dead' },
    sleep: async () => {},
    deadLetter: async () => {
      if (refused++ < 2) throw new Error('no such queue');
      taken++;
    },
  });

  example.functions.invokeAsync(example.arn, { file: join(example.folder, 'attempts'), id: 1 });
  await eventually(() => taken === 1);

  expect((await example.log()).filter((line) => line.includes('no such queue'))).toHaveLength(2);
});
