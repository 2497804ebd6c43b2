import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import {
  expressWorkflow,
  workflowClientSettings,
} from '../../../functions/start-execution/workflow-client.ts';
import { type Answer, scriptedServer } from '../../support/scripted-server.ts';

const stateMachineArn = 'arn:aws:states:eu-central-1:123456789012:stateMachine:Photos';

async function workflowAgainst(...answers: Answer[]) {
  const server = await scriptedServer(answers);
  const settings = {
    endpoint: server.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const requestHandler = { requestTimeout: 200, throwOnRequestTimeout: true };
  // StartSyncExecution goes to a host of its own, sync-…; here it is the same server.
  const sfn = new SFNClient({
    ...settings,
    ...workflowClientSettings,
    requestHandler,
    disableHostPrefix: true,
  });
  const sqs = new SQSClient(settings);
  return {
    requests: server.requests,
    workflow: expressWorkflow(sfn, sqs, stateMachineArn, `${server.endpoint}/123456789012/Buffer`),
    [Symbol.asyncDispose]: () => {
      for (const client of [sfn, sqs]) client.destroy();
      return server[Symbol.asyncDispose]();
    },
  };
}

test.each(['SUCCEEDED', 'FAILED', 'TIMED_OUT'])('answers how the execution ended: %s', async (status) => {
  await using aws = await workflowAgainst({
    status: 200,
    body: JSON.stringify({ executionArn: 'arn', status, error: 'E' }),
  });

  expect(await aws.workflow.run({ name: 'message-1', input: '{}' })).toEqual({
    executionArn: 'arn',
    status,
    error: 'E',
  });
  expect(JSON.parse(aws.requests[0]?.body ?? '')).toEqual({
    stateMachineArn,
    name: 'message-1',
    input: '{}',
  });
});

test.each<[string, Answer]>([
  ['ThrottlingException', { status: 400, body: '{"__type":"ThrottlingException"}' }],
  ['HTTP 429', 429],
])('F12 %s has started nothing', async (_what, answer) => {
  await using aws = await workflowAgainst(answer);

  await expect(aws.workflow.run({ name: 'n', input: '{}' })).rejects.toMatchObject({
    name: 'StartThrottledError',
  });
});

test.each<Answer>(['silence', 'reset', 500])(
  'an execution that may have been started is not started again by the SDK: %s',
  async (answer) => {
    await using aws = await workflowAgainst(answer, answer, answer);

    await expect(aws.workflow.run({ name: 'n', input: '{}' })).rejects.not.toMatchObject({
      name: 'StartThrottledError',
    });
    expect(aws.requests).toHaveLength(1);
  },
);

test('shortens the time until a message comes again', async () => {
  await using aws = await workflowAgainst(200);

  await aws.workflow.comeAgainAfter('receipt', 30);

  expect(JSON.parse(aws.requests[0]?.body ?? '')).toMatchObject({
    ReceiptHandle: 'receipt',
    VisibilityTimeout: 30,
  });
});

test('waits for an answer longer than the workflow may take', () => {
  expect(workflowClientSettings.requestHandler.requestTimeout).toBeGreaterThan(270_000);
});
