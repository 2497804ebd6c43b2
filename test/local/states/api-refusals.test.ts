import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { arnOf, type OpenedApi, openApi, photos, quick } from './opened-api.ts';

let api: OpenedApi;
beforeEach(async () => {
  api = await openApi();
});
afterEach(() => api[Symbol.asyncDispose]());

const stateMachineArn = photos.arn;

const expressArn = 'arn:aws:states:eu-central-1:123456789012:express:quick:a:b';

test.each<[string, string, object]>([
  ['StateMachineDoesNotExist', 'StartExecution', { stateMachineArn: photos.arn.replace('photos', 'other') }],
  ['InvalidArn', 'StartExecution', { stateMachineArn: 'photos' }],
  ['ValidationException', 'StartExecution', {}],
  ['InvalidName', 'StartExecution', { stateMachineArn, name: 'a b' }],
  ['InvalidName', 'StartExecution', { stateMachineArn, name: 'a/b' }],
  ['InvalidName', 'StartExecution', { stateMachineArn, name: 'a\u0085b' }],
  ['InvalidName', 'StartExecution', { stateMachineArn, name: '' }],
  ['InvalidName', 'StartExecution', { stateMachineArn, name: 'a'.repeat(81) }],
  ['InvalidExecutionInput', 'StartExecution', { stateMachineArn, input: '{' }],
  [
    'InvalidExecutionInput',
    'StartExecution',
    { stateMachineArn, input: `${'[{"a":'.repeat(251)}1${'}]'.repeat(251)}` },
  ],
  ['SerializationException', 'StartExecution', { stateMachineArn, input: { a: 1 } }],
  ['SerializationException', 'ListExecutions', { stateMachineArn, maxResults: '5' }],
  ['ValidationException', 'ListExecutions', { stateMachineArn, maxResults: 1001 }],
  ['ValidationException', 'ListExecutions', { stateMachineArn, statusFilter: 'DONE' }],
  ['InvalidToken', 'ListExecutions', { stateMachineArn, nextToken: 'more' }],
  ['StateMachineTypeNotSupported', 'ListExecutions', { stateMachineArn: quick.arn }],
  ['StateMachineTypeNotSupported', 'StartSyncExecution', { stateMachineArn }],
  ['ExecutionDoesNotExist', 'DescribeExecution', { executionArn: arnOf('nobody') }],
  ['ExecutionDoesNotExist', 'StopExecution', { executionArn: arnOf('nobody') }],
  ['InvalidArn', 'DescribeExecution', { executionArn: expressArn }],
  ['InvalidArn', 'GetExecutionHistory', { executionArn: expressArn }],
  ['InvalidArn', 'RedriveExecution', { executionArn: expressArn }],
  ['UnknownOperationException', 'CreateActivity', { name: 'a' }],
  ['UnknownOperationException', 'constructor', {}],
])('%s answers %s of %j', async (type, operation, body) => {
  const response = await fetch(api.origin, {
    method: 'POST',
    headers: {
      'x-amz-target': `AWSStepFunctions.${operation}`,
      'content-type': 'application/x-amz-json-1.0',
    },
    body: JSON.stringify(body),
  });

  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.0');
  const said = (await response.json()) as { __type: string; message: string };
  expect(said.__type).toBe(type);
  expect(said.message).not.toBe('');
  expect(api.stage.states.summaries({ limit: 1 })).toEqual([]);
});

test('brackets within a text are no nesting', async () => {
  await expect(api.start('texts', JSON.stringify({ a: `${'['.repeat(2000)}\\"` }))).resolves.toBe(
    arnOf('texts'),
  );
});

test('an input of 256 KiB is the largest', async () => {
  const largest = `"${'a'.repeat(256 * 1024 - 2)}"`;
  await expect(api.start('too-large', `${largest} `)).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(api.start('large', largest)).resolves.toBe(arnOf('large'));
});

test('what is not run here says what is', async () => {
  const sending = api.sfn.send(new SendTaskSuccessCommand({ taskToken: 'a', output: '{}' }));
  await expect(sending).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: expect.stringContaining('StartSyncExecution'),
  });
});
