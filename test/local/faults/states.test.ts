import { SFNClient, StartExecutionCommand, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, test } from '@jest/globals';
import { faultyStates } from '../../../local/faults/states.ts';
import { account, machineOf, openStage, region, work } from '../states/stage.ts';
import { atTheGateway, credentials } from './at-the-gateway.ts';
import { planned } from './planned.ts';

const machine = machineOf({ Work: work() }, { express: true });
const stateMachineArn = machine.arn;

async function faulty(...rules: object[]) {
  const plan = planned(rules);
  const stage = await openStage(machine);
  const states = faultyStates(stage.states, plan.faults);
  const server = await atTheGateway({ states, account, region });
  const client = { endpoint: server.origin, region, credentials, maxAttempts: 1, disableHostPrefix: true };
  const sfn = new SFNClient(client);
  return {
    ...{ plan, sfn },
    summaries: () => stage.states.summaries({ limit: 10 }).map(({ status }) => status),
    async [Symbol.asyncDispose]() {
      sfn.destroy();
      await server[Symbol.asyncDispose]();
      await stage[Symbol.asyncDispose]();
      plan[Symbol.dispose]();
    },
  };
}

test.each([
  { status: '500', name: 'InternalFailure', http: 500 },
  { status: '503', name: 'ServiceUnavailable', http: 503 },
  { status: '403', name: 'AccessDeniedException', http: 400 },
  { status: '429', name: 'ThrottlingException', http: 400 },
])('$status is $name of Step Functions, and nothing is started', async ({ status, name, http }) => {
  await using given = await faulty(
    { at: 'states.StartExecution', do: status },
    { at: 'states.StartSyncExecution', do: status, match: 'uploads/a' },
  );
  const input = JSON.stringify({ key: 'uploads/a' });
  const error = { name, $metadata: { httpStatusCode: http } };

  await expect(given.sfn.send(new StartExecutionCommand({ stateMachineArn, input }))).rejects.toMatchObject(
    error,
  );
  await expect(
    given.sfn.send(new StartSyncExecutionCommand({ stateMachineArn, input })),
  ).rejects.toMatchObject(error);
  expect(given.summaries()).toEqual([]);
  const { status: ended } = await given.sfn.send(new StartSyncExecutionCommand({ stateMachineArn, input }));
  expect(ended).toBe('SUCCEEDED');
});

test('an execution whose end is not answered has come to its end', async () => {
  await using given = await faulty({ at: 'states.StartSyncExecution', do: 'unanswered' });

  const failure = await given.sfn
    .send(new StartSyncExecutionCommand({ stateMachineArn, input: '{}' }))
    .catch((error) => error);
  expect(failure).toBeInstanceOf(Error);
  expect(failure.$metadata?.httpStatusCode).toBeUndefined();
  expect(given.summaries()).toEqual(['SUCCEEDED']);
});
