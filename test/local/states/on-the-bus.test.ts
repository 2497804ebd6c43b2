import { expect, test } from '@jest/globals';
import { machineOf, openStage, work } from './stage.ts';

test('what happens to standard executions is told on the bus until it was delivered', async () => {
  const express = machineOf({ First: work() }, { name: 'quick', express: true });
  const failing = machineOf({ End: { Type: 'Fail', Error: 'No', Cause: 'Never.' } });
  await using stage = await openStage(failing, { machines: [failing, express] });
  let added = 0;
  stage.states.outbox.onAdded(() => added++);
  await stage.seen(stage.start({ a: 1 }, 'quick', express));
  const { arn } = await stage.run({ a: 1 }, 'one');

  expect(added).toBe(2);
  await stage.reopen();
  const [running, failed, ...more] = stage.events();
  expect(more).toEqual([]);
  expect(running).toMatchObject({ detail: { status: 'RUNNING', stopDate: null, input: '{"a":1}' } });
  expect(failed).toEqual({
    version: '0',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: '123456789012',
    region: 'eu-central-1',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    resources: [arn],
    detail: {
      executionArn: arn,
      stateMachineArn: failing.arn,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      name: 'one',
      status: 'FAILED',
      startDate: expect.any(Number),
      stopDate: expect.any(Number),
      input: '{"a":1}',
      inputDetails: { included: true },
      output: null,
      outputDetails: null,
      error: 'No',
      cause: 'Never.',
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: 'REDRIVABLE',
      redriveStatusReason: null,
    },
  });
  for (const { id } of stage.states.outbox.pending(10)) stage.states.outbox.delivered(id);
  await stage.reopen();
  expect(stage.events()).toEqual([]);
});

test('an input too large for an event is left out of it', async () => {
  await using stage = await openStage(machineOf({ End: { Type: 'Succeed', OutputPath: '$.small' } }));
  await stage.run({ small: 1, large: 'x'.repeat(250 * 1024) });

  expect(stage.events().at(-1)?.detail).toMatchObject({
    status: 'SUCCEEDED',
    input: null,
    inputDetails: { included: false },
    output: '1',
    outputDetails: { included: true },
  });
});
