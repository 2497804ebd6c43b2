import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { saysYes } from '../../../cli/backfill/ask.ts';

function ask(typed: string, signal = new AbortController().signal) {
  const input = new PassThrough();
  const asking = saysYes('Make 3 photos?', signal, { input, output: new PassThrough() });
  input.write(typed);
  return { asking, input };
}

test.each([
  ['y\n', true],
  ['YES\n', true],
  ['n\n', false],
  ['\n', false],
  ['yellow\n', false],
])('takes %j for %s', async (typed, meant) => {
  expect(await ask(typed).asking).toBe(meant);
});

test('takes the end of the input for a no', async () => {
  const { asking, input } = ask('');
  input.end();
  expect(await asking).toBe(false);
});

test('Ctrl-C at the question is an interruption like any other', async () => {
  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort());
  const { asking } = ask('\x03', interruption.signal);
  await expect(asking).rejects.toMatchObject({ name: 'AbortError' });
});
