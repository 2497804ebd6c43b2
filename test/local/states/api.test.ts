import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readBody } from '../../../local/http/body.ts';
import { type Listening, listen } from '../../../local/http/loopback.ts';
import { idle, lambdaError, machineOf, openStage, type Stage, work } from './stage.ts';

const photos = machineOf(
  { First: work({ Next: 'Second', OutputPath: '$.Payload' }), Second: work() },
  { name: 'photos' },
);
const quick = machineOf(
  { First: work({ End: true, OutputPath: '$.Payload' }) },
  { name: 'quick', express: true },
);
const broken = { ...idle, invoke: async () => Promise.reject(lambdaError('Broken', 'It broke.')) };

const mapped = machineOf(
  { Each: { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' } }, End: true } },
  { name: 'mapped' },
);

let stage: Stage;
let server: Listening;
let sfn: SFNClient;
let behave = idle;

beforeEach(async () => {
  behave = idle;
  stage = await openStage(photos, {
    machines: [photos, quick],
    distributed: [mapped],
    tasks: { ...idle, invoke: (arn, payload, options) => behave.invoke(arn, payload, options) },
  });
  server = await listen(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const body = await readBody(request, 1_000_000);
    const answer = await stage.states.handle({ method, url, headers, body });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }, 0);
  sfn = new SFNClient({
    endpoint: server.origin,
    disableHostPrefix: true, // StartSyncExecution goes to sync-…
    region: 'eu-central-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  });
});

afterEach(async () => {
  sfn.destroy();
  await server[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

const stateMachineArn = photos.arn;
const arnOf = (name: string) => photos.arn.replace('stateMachine', 'execution').concat(`:${name}`);

async function started(name: string, input = '{"a":1}') {
  const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
  return executionArn;
}

test('a Distributed Map is known, and an error that says whose it is', async () => {
  const start = new StartExecutionCommand({ stateMachineArn: mapped.arn, input: '{}' });

  await expect(sfn.send(start)).rejects.toMatchObject({
    name: 'StateMachineTypeNotSupported',
    message: expect.stringMatching(/Distributed Map is AWS's own.*npx darkroom backfill/),
  });
});

test('an execution is started, described when it has ended, and listed', async () => {
  const answer = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, name: 'one', input: '{"a":1}' }),
  );
  expect(answer.executionArn).toBe(arnOf('one'));
  expect(Math.abs(Date.now() - Number(answer.startDate))).toBeLessThan(5000);
  await stage.seen(arnOf('one'));

  const described = await sfn.send(new DescribeExecutionCommand({ executionArn: arnOf('one') }));
  expect(described).toMatchObject({
    ...{ stateMachineArn, name: 'one', status: 'SUCCEEDED', input: '{"a":1}', redriveCount: 0 },
    startDate: answer.startDate,
    stopDate: expect.any(Date),
    inputDetails: { included: true },
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
  });
  expect(JSON.parse(described.output ?? '')).toEqual({
    ...{ ExecutedVersion: '$LATEST', StatusCode: 200 },
    Payload: { a: 1 },
  });
  const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  expect(executions).toMatchObject([{ name: 'one', status: 'SUCCEEDED', startDate: answer.startDate }]);
});

test('the history has every step as AWS shows it', async () => {
  let tries = 0;
  behave = {
    ...idle,
    invoke: async (_arn, payload, { onBegin }) => {
      onBegin?.();
      if (++tries === 2) throw lambdaError('Broken', 'It broke.');
      return payload;
    },
  };
  const executionArn = await started('one');
  await stage.seen(executionArn);

  const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));

  expect(events.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
    [1, 0, 'ExecutionStarted'],
    [2, 0, 'TaskStateEntered'],
    [3, 2, 'TaskScheduled'],
    [4, 3, 'TaskStarted'],
    [5, 4, 'TaskSucceeded'],
    [6, 5, 'TaskStateExited'],
    [7, 6, 'TaskStateEntered'],
    [8, 7, 'TaskScheduled'],
    [9, 8, 'TaskStarted'],
    [10, 9, 'TaskFailed'],
    [11, 10, 'ExecutionFailed'],
  ]);
  const event = (id: number) => events[id - 1] as HistoryEvent;
  expect(event(1).executionStartedEventDetails).toMatchObject({
    input: '{"a":1}',
    roleArn: expect.any(String),
  });
  expect(event(2).stateEnteredEventDetails).toMatchObject({ name: 'First', input: '{"a":1}' });
  expect(event(3).taskScheduledEventDetails).toMatchObject({
    ...{ resourceType: 'lambda', resource: 'invoke', region: 'eu-central-1' },
    parameters: expect.stringContaining('"Payload":{"a":1}'),
  });
  expect(event(6).stateExitedEventDetails).toMatchObject({ name: 'First', output: '{"a":1}' });
  expect(event(10).taskFailedEventDetails).toMatchObject({ error: 'Broken', cause: 'It broke.' });
  expect(event(11).executionFailedEventDetails).toEqual({ error: 'Broken', cause: 'It broke.' });
  expect(event(11).timestamp).toBeInstanceOf(Date);

  const bare = await sfn.send(new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false }));
  expect(JSON.stringify(bare.events)).not.toContain('"a"');
  expect(bare.events?.[1]?.stateEnteredEventDetails).toEqual({ name: 'First' });
});

test.each([false, true])('a history comes in pages, in reverse order: %s', async (reverseOrder) => {
  const executionArn = await started('one');
  await stage.seen(executionArn);

  const ids: (number | undefined)[] = [];
  const pages = paginateGetExecutionHistory({ client: sfn, pageSize: 4 }, { executionArn, reverseOrder });
  for await (const { events = [] } of pages) {
    expect(events.length).toBeLessThanOrEqual(4);
    ids.push(...events.map(({ id }) => id));
  }

  const inOrder = Array.from({ length: 12 }, (_, index) => index + 1);
  expect(ids).toEqual(reverseOrder ? inOrder.toReversed() : inOrder);
});

test('executions are listed in pages, newest first, by status', async () => {
  const names = Array.from({ length: 5 }, (_, index) => `good-${index}`);
  for (const name of names) await stage.seen(await started(name));
  behave = broken;
  await stage.seen(await started('bad'));

  const listed: (string | undefined)[] = [];
  const pages = paginateListExecutions(
    { client: sfn, pageSize: 2 },
    { stateMachineArn, statusFilter: 'SUCCEEDED' },
  );
  for await (const { executions = [] } of pages) listed.push(...executions.map(({ name }) => name));

  expect(listed).toEqual(names.toReversed());
  const redriven = await sfn.send(new ListExecutionsCommand({ stateMachineArn, redriveFilter: 'REDRIVEN' }));
  expect(redriven.executions).toEqual([]);
});

test('an express execution is waited for, and its name may come again', async () => {
  const start = () =>
    sfn.send(
      new StartSyncExecutionCommand({ stateMachineArn: quick.arn, name: 'message-1', input: '{"a":1}' }),
    );
  const first = await start();
  const second = await start();

  expect(first).toMatchObject({
    ...{ status: 'SUCCEEDED', name: 'message-1', output: '{"a":1}', stateMachineArn: quick.arn },
    startDate: expect.any(Date),
    stopDate: expect.any(Date),
    billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: 100 },
  });
  expect(first.executionArn).toMatch(
    /^arn:aws:states:eu-central-1:123456789012:express:quick:message-1:[0-9a-f-]{36}$/,
  );
  expect(second.executionArn).not.toBe(first.executionArn);
  expect(stage.states.detail(first.executionArn ?? '')).toMatchObject({ status: 'SUCCEEDED' });
});

test('an express execution that fails is an answer too', async () => {
  behave = broken;
  const answer = await sfn.send(new StartSyncExecutionCommand({ stateMachineArn: quick.arn }));

  expect(answer).toMatchObject({ status: 'FAILED', error: 'Broken', cause: 'It broke.', input: '{}' });
  expect(answer.$metadata.httpStatusCode).toBe(200);
});

test('a stopped execution is aborted at once, and what its task answers later is forgotten', async () => {
  const answered = Promise.withResolvers<unknown>();
  const called = Promise.withResolvers<void>();
  behave = {
    ...idle,
    invoke: () => {
      called.resolve();
      return answered.promise;
    },
  };
  const executionArn = await started('one');
  await called.promise;

  const { stopDate } = await sfn.send(
    new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'An operator said so.' }),
  );
  answered.resolve({});
  await new Promise(setImmediate);

  expect(stopDate).toBeInstanceOf(Date);
  const described = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  expect(described).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'An operator said so.' });
  const { events = [] } = await sfn.send(
    new GetExecutionHistoryCommand({ executionArn, reverseOrder: true }),
  );
  expect(events.map(({ type }) => type)).toEqual([
    'ExecutionAborted',
    'TaskScheduled',
    'TaskStateEntered',
    'ExecutionStarted',
  ]);
  expect(stage.events().map(({ detail }) => detail.status)).toEqual(['RUNNING', 'ABORTED']);
});

test('an execution is redriven', async () => {
  behave = broken;
  const executionArn = await started('one');
  await stage.seen(executionArn);
  behave = idle;

  const { redriveDate } = await sfn.send(new RedriveExecutionCommand({ executionArn }));
  await stage.seen(executionArn);

  const described = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  expect(described).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1, redriveDate });
  const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
  const types = events.map(({ type }) => type);
  expect(types.slice(types.indexOf('ExecutionFailed'))).toEqual(
    expect.arrayContaining(['ExecutionFailed', 'ExecutionRedriven', 'ExecutionSucceeded']),
  );
  expect(events.find(({ type }) => type === 'ExecutionRedriven')).toMatchObject({
    executionRedrivenEventDetails: { redriveCount: 1 },
  });
  await expect(sfn.send(new RedriveExecutionCommand({ executionArn }))).rejects.toMatchObject({
    name: 'ExecutionNotRedrivable',
  });
});

test('the machines are described and listed', async () => {
  const machine = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
  expect(machine).toMatchObject({
    name: 'photos',
    type: 'STANDARD',
    status: 'ACTIVE',
    definition: photos.definition,
  });
  const { stateMachines } = await sfn.send(new ListStateMachinesCommand({}));
  expect(stateMachines).toMatchObject([{ name: 'photos' }, { name: 'quick', type: 'EXPRESS' }]);
  const one = await sfn.send(new ListStateMachinesCommand({ maxResults: 1 }));
  const other = await sfn.send(new ListStateMachinesCommand({ maxResults: 1, nextToken: one.nextToken }));
  expect(other).toMatchObject({ stateMachines: [{ name: 'quick' }] });
  const executionArn = await started('one');
  const its = await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
  expect(its).toMatchObject({ stateMachineArn, definition: photos.definition });
});

test('the same start again is the same execution while it runs, and none when it has ended', async () => {
  const answered = Promise.withResolvers<unknown>();
  behave = { ...idle, invoke: () => answered.promise };
  const executionArn = await started('one');

  expect(await started('one')).toBe(executionArn);
  await expect(started('one', '{"a":2}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  answered.resolve({});
  await stage.seen(executionArn);
  await expect(started('one')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
});

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
  const response = await fetch(server.origin, {
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
  expect(stage.states.summaries({ limit: 1 })).toEqual([]);
});

test('brackets within a text are no nesting', async () => {
  await expect(started('texts', JSON.stringify({ a: `${'['.repeat(2000)}\\"` }))).resolves.toBe(
    arnOf('texts'),
  );
});

test('an input of 256 KiB is the largest', async () => {
  const largest = `"${'a'.repeat(256 * 1024 - 2)}"`;
  await expect(started('too-large', `${largest} `)).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(started('large', largest)).resolves.toBe(arnOf('large'));
});

test('what is not run here says what is', async () => {
  const sending = sfn.send(new SendTaskSuccessCommand({ taskToken: 'a', output: '{}' }));
  await expect(sending).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: expect.stringContaining('StartSyncExecution'),
  });
});
