import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { photo } from '../fixtures/pictures.ts';
import { begin, ended, linesOf } from '../support/command-line.ts';
import { Deleter } from '../support/deletions.ts';
import { type OneMachine, oneMachine } from '../support/one-machine.ts';
import { uploadByLink } from '../support/upload.ts';

let machine: OneMachine;
let picture: Buffer;

beforeAll(async () => {
  picture = await photo({ width: 300, height: 200 }).jpeg().toBuffer();
  machine = await oneMachine();
});
afterAll(async () => machine?.[Symbol.asyncDispose]());

const watch = (...args: string[]) => begin(['watch', '--interval', '1', ...args, '--data', machine.data]);

describe('watch', () => {
  test('shows an execution as it goes, state by state, and that of its deletion, until Ctrl-C', async () => {
    const child = watch('--json');
    const end = ended(child);
    const greeted = new Promise((resolve) => child.stderr?.once('data', resolve));
    await greeted;
    using deleter = new Deleter(machine);
    const { key } = await uploadByLink(machine, picture);
    const seen: Record<string, unknown>[] = [];
    for await (const line of linesOf(child)) {
      const happening = JSON.parse(line);
      seen.push(happening);
      if (happening.what !== 'ended') continue;
      if (happening.of === 'deletion') break;
      await deleter.delete(key);
    }
    // From the terminal, and handed on by the Node that started this one: now and then, only when it is ending.
    const interrupting = setInterval(() => child.kill('SIGINT'), 2);
    const ending = await end.finally(() => clearInterval(interrupting));

    const steps = (of: string) =>
      seen.filter((each) => each.of === of).map(({ what, state }) => state ?? what);
    expect(steps('photo')).toEqual(['started', 'Validate Key', 'Resize Photo', 'Publish Result', 'ended']);
    expect(steps('deletion')).toEqual([
      'started',
      'Validate Deletion',
      'Follow Deletion',
      'Look At What Is Left',
      'Publish Deletion',
      'ended',
    ]);
    expect(seen.at(-1)).toEqual({
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      ...{ what: 'ended', of: 'deletion', status: 'SUCCEEDED', key },
      execution: expect.stringMatching(/^arn:aws:states:.*:execution:/),
      seconds: expect.any(Number),
    });
    expect(ending).toMatchObject({ code: 0, stderr: '0 executions running. Ctrl-C ends this.\n' });
  });

  test('ends when nobody reads it any more', async () => {
    const child = watch();
    child.stdout?.destroy();
    await new Promise((resolve) => child.stderr?.once('data', resolve));
    await uploadByLink(machine, picture);

    const { code, stderr } = await ended(child);
    expect({ code, stderr }).toEqual({ code: 141, stderr: '' });
  });
});
