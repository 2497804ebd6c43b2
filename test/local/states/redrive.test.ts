import { expect, test } from '@jest/globals';
import { idle, lambdaError, machineOf, openStage, work } from './stage.ts';

test('a redrive enters the state that failed with its input, under the same name, and says so in the context', async () => {
  const context = {
    'count.$': '$$.Execution.RedriveCount',
    'at.$': '$$.Execution.RedriveTime',
    'name.$': '$$.Execution.Name',
  };
  const machine = machineOf({
    First: work({ Next: 'Second' }),
    Second: work({ Next: 'Third', OutputPath: '$.Payload' }),
    Third: { Type: 'Pass', Parameters: context, End: true },
  });
  let broken = true;
  let calls = 0;
  await using stage = await openStage(machine, {
    tasks: {
      ...idle,
      invoke: async (_arn, payload) => {
        calls++;
        if (broken && calls === 2) throw lambdaError('Broken', 'It broke.');
        return payload;
      },
    },
  });
  const failed = await stage.run({ a: 1 }, 'photo');
  expect(failed).toMatchObject({ status: 'FAILED', error: 'Broken', redrivable: true, redrives: 0 });

  broken = false;
  stage.states.redrive(failed.arn);
  const redriven = await stage.seen(failed.arn);

  expect(calls).toBe(3);
  expect(redriven).toMatchObject({ status: 'SUCCEEDED', redrives: 1, redrivable: false, name: 'photo' });
  expect(redriven.output).toEqual({ count: 1, at: expect.stringContaining('T'), name: 'photo' });
  expect(redriven).not.toHaveProperty('error');
  expect(redriven.visits.map(({ state, outcome }) => [state, outcome])).toEqual([
    ['First', 'succeeded'],
    ['Second', 'failed'],
    ['Second', 'succeeded'],
    ['Third', 'succeeded'],
  ]);
  expect(redriven.visits[2]?.input).toEqual(redriven.visits[1]?.input);
});

test('what runs, has succeeded, is express or ended 15 days ago is not redriven', async () => {
  const failing = machineOf({ End: { Type: 'Fail', Error: 'No' } });
  const express = machineOf({ End: { Type: 'Fail', Error: 'No' } }, { name: 'quick', express: true });
  const passing = machineOf({ End: { Type: 'Succeed' } }, { name: 'passing' });
  let now = Date.now();
  await using stage = await openStage(failing, { machines: [failing, express, passing], now: () => now });
  const [failed, quick, good] = [
    stage.start(1),
    stage.start(1, 'quick', express),
    stage.start(1, 'good', passing),
  ];
  expect(() => stage.states.redrive(failed)).toThrow('Execution is RUNNING and cannot be redriven');
  await Promise.all([failed, quick, good].map((arn) => stage.seen(arn)));

  expect(() => stage.states.redrive(quick)).toThrow('EXPRESS');
  expect(() => stage.states.redrive(good)).toThrow('Execution is SUCCEEDED and cannot be redriven');
  now += 15 * 24 * 3600 * 1000;
  expect(() => stage.states.redrive(failed)).toThrow('Execution redrivable period exceeded');
  expect(stage.states.detail(failed)).toMatchObject({ redrivable: false });
});
