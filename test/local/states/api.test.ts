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
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { arnOf, mapped, type OpenedApi, openApi, photos, quick } from './opened-api.ts';
import { idle, lambdaError } from './stage.ts';

let api: OpenedApi;
beforeEach(async () => {
  api = await openApi();
});
afterEach(() => api[Symbol.asyncDispose]());

const stateMachineArn = photos.arn;

const broken = { ...idle, invoke: async () => Promise.reject(lambdaError('Broken', 'It broke.')) };

test('a Distributed Map is known, and an error that says whose it is', async () => {
  const start = new StartExecutionCommand({ stateMachineArn: mapped.arn, input: '{}' });

  await expect(api.sfn.send(start)).rejects.toMatchObject({
    name: 'StateMachineTypeNotSupported',
    message: expect.stringMatching(/Distributed Map is AWS's own.*npx darkroom backfill/),
  });
});

test('an execution is started, described when it has ended, and listed', async () => {
  const before = Date.now();
  const answer = await api.sfn.send(
    new StartExecutionCommand({ stateMachineArn, name: 'one', input: '{"a":1}' }),
  );
  expect(answer.executionArn).toBe(arnOf('one'));
  expect(Number(answer.startDate)).toBeGreaterThanOrEqual(before);
  expect(Number(answer.startDate)).toBeLessThanOrEqual(Date.now());
  await api.stage.seen(arnOf('one'));

  const described = await api.sfn.send(new DescribeExecutionCommand({ executionArn: arnOf('one') }));
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
  const { executions } = await api.sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  expect(executions).toMatchObject([{ name: 'one', status: 'SUCCEEDED', startDate: answer.startDate }]);
});

test('the history has every step as AWS shows it', async () => {
  let tries = 0;
  api.tasks.now = {
    ...idle,
    invoke: async (_arn, payload, { onBegin }) => {
      onBegin?.();
      if (++tries === 2) throw lambdaError('Broken', 'It broke.');
      return payload;
    },
  };
  const executionArn = await api.start('one');
  await api.stage.seen(executionArn);

  const { events = [] } = await api.sfn.send(new GetExecutionHistoryCommand({ executionArn }));

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

  const bare = await api.sfn.send(
    new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false }),
  );
  expect(JSON.stringify(bare.events)).not.toContain('"a"');
  expect(bare.events?.[1]?.stateEnteredEventDetails).toEqual({ name: 'First' });
});

test.each([false, true])('a history comes in pages, in reverse order: %s', async (reverseOrder) => {
  const executionArn = await api.start('one');
  await api.stage.seen(executionArn);

  const ids: (number | undefined)[] = [];
  const pages = paginateGetExecutionHistory({ client: api.sfn, pageSize: 4 }, { executionArn, reverseOrder });
  for await (const { events = [] } of pages) {
    expect(events.length).toBeLessThanOrEqual(4);
    ids.push(...events.map(({ id }) => id));
  }

  const inOrder = Array.from({ length: 12 }, (_, index) => index + 1);
  expect(ids).toEqual(reverseOrder ? inOrder.toReversed() : inOrder);
});

test('executions are listed in pages, newest first, by status', async () => {
  const names = Array.from({ length: 5 }, (_, index) => `good-${index}`);
  for (const name of names) await api.stage.seen(await api.start(name));
  api.tasks.now = broken;
  await api.stage.seen(await api.start('bad'));

  const listed: (string | undefined)[] = [];
  const pages = paginateListExecutions(
    { client: api.sfn, pageSize: 2 },
    { stateMachineArn, statusFilter: 'SUCCEEDED' },
  );
  for await (const { executions = [] } of pages) listed.push(...executions.map(({ name }) => name));

  expect(listed).toEqual(names.toReversed());
  const redriven = await api.sfn.send(
    new ListExecutionsCommand({ stateMachineArn, redriveFilter: 'REDRIVEN' }),
  );
  expect(redriven.executions).toEqual([]);
});

test('an express execution is waited for, and its name may come again', async () => {
  const start = () =>
    api.sfn.send(
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
  expect(api.stage.states.detail(first.executionArn ?? '')).toMatchObject({ status: 'SUCCEEDED' });
});

test('an express execution that fails is an answer too', async () => {
  api.tasks.now = broken;
  const answer = await api.sfn.send(new StartSyncExecutionCommand({ stateMachineArn: quick.arn }));

  expect(answer).toMatchObject({ status: 'FAILED', error: 'Broken', cause: 'It broke.', input: '{}' });
  expect(answer.$metadata.httpStatusCode).toBe(200);
});

test('a stopped execution is aborted at once, and what its task answers later is forgotten', async () => {
  const answered = Promise.withResolvers<unknown>();
  const called = Promise.withResolvers<void>();
  api.tasks.now = {
    ...idle,
    invoke: () => {
      called.resolve();
      return answered.promise;
    },
  };
  const executionArn = await api.start('one');
  await called.promise;

  const { stopDate } = await api.sfn.send(
    new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'An operator said so.' }),
  );
  answered.resolve({});
  await new Promise(setImmediate);

  expect(stopDate).toBeInstanceOf(Date);
  const described = await api.sfn.send(new DescribeExecutionCommand({ executionArn }));
  expect(described).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'An operator said so.' });
  const { events = [] } = await api.sfn.send(
    new GetExecutionHistoryCommand({ executionArn, reverseOrder: true }),
  );
  expect(events.map(({ type }) => type)).toEqual([
    'ExecutionAborted',
    'TaskScheduled',
    'TaskStateEntered',
    'ExecutionStarted',
  ]);
  expect(api.stage.events().map(({ detail }) => detail.status)).toEqual(['RUNNING', 'ABORTED']);
});

test('an execution is redriven', async () => {
  api.tasks.now = broken;
  const executionArn = await api.start('one');
  await api.stage.seen(executionArn);
  api.tasks.now = idle;

  const { redriveDate } = await api.sfn.send(new RedriveExecutionCommand({ executionArn }));
  await api.stage.seen(executionArn);

  const described = await api.sfn.send(new DescribeExecutionCommand({ executionArn }));
  expect(described).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1, redriveDate });
  const { events = [] } = await api.sfn.send(new GetExecutionHistoryCommand({ executionArn }));
  const types = events.map(({ type }) => type);
  expect(types.slice(types.indexOf('ExecutionFailed'))).toEqual(
    expect.arrayContaining(['ExecutionFailed', 'ExecutionRedriven', 'ExecutionSucceeded']),
  );
  expect(events.find(({ type }) => type === 'ExecutionRedriven')).toMatchObject({
    executionRedrivenEventDetails: { redriveCount: 1 },
  });
  await expect(api.sfn.send(new RedriveExecutionCommand({ executionArn }))).rejects.toMatchObject({
    name: 'ExecutionNotRedrivable',
  });
});

test('the machines are described and listed', async () => {
  const machine = await api.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
  expect(machine).toMatchObject({
    name: 'photos',
    type: 'STANDARD',
    status: 'ACTIVE',
    definition: photos.definition,
  });
  const { stateMachines } = await api.sfn.send(new ListStateMachinesCommand({}));
  expect(stateMachines).toMatchObject([{ name: 'photos' }, { name: 'quick', type: 'EXPRESS' }]);
  const one = await api.sfn.send(new ListStateMachinesCommand({ maxResults: 1 }));
  const other = await api.sfn.send(new ListStateMachinesCommand({ maxResults: 1, nextToken: one.nextToken }));
  expect(other).toMatchObject({ stateMachines: [{ name: 'quick' }] });
  const executionArn = await api.start('one');
  const its = await api.sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
  expect(its).toMatchObject({ stateMachineArn, definition: photos.definition });
});

test('the same start again is the same execution while it runs, and none when it has ended', async () => {
  const answered = Promise.withResolvers<unknown>();
  api.tasks.now = { ...idle, invoke: () => answered.promise };
  const executionArn = await api.start('one');

  expect(await api.start('one')).toBe(executionArn);
  await expect(api.start('one', '{"a":2}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  answered.resolve({});
  await api.stage.seen(executionArn);
  await expect(api.start('one')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
});
