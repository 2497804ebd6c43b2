import { expect, test } from '@jest/globals';
import { account, machineOf, openStage, region } from './stage.ts';

const announce = {
  Type: 'Task',
  Resource: 'arn:aws:states:::events:putEvents',
  Parameters: { Entries: [{ Source: 'us', DetailType: 'It Happened', 'Detail.$': '$.what' }] },
  End: true,
};

test('what is put is an event of the account, on disk and named after who put it', async () => {
  await using stage = await openStage(machineOf({ Announce: announce }, { express: true }));

  const { status, output, arn } = await stage.run({ what: { key: 'a "b"' } });
  await stage.reopen();

  const [event, ...others] = stage.events();
  expect([status, others]).toEqual(['SUCCEEDED', []]);
  expect(event).toMatchObject({
    ...{ source: 'us', 'detail-type': 'It Happened', account, region, detail: { key: 'a "b"' } },
    resources: [arn, expect.stringMatching(/stateMachine:machine$/)],
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  });
  expect(output).toEqual({ Entries: [{ EventId: event?.id }], FailedEntryCount: 0 });
});

test.each([
  ['EventBusName of Entries is not supported', { EventBusName: 'other', ...announce.Parameters.Entries[0] }],
  ['DetailType is missing in Entries', { Source: 'us', Detail: {} }],
])('%s', async (problem, entry) => {
  const wrong = machineOf({ Announce: { ...announce, Parameters: { Entries: [entry] } } });

  await expect(openStage(wrong)).rejects.toThrow(problem);
});
