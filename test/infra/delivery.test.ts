import { expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { readable } from './grants.ts';
import { functionIn, modes, resourcesOf, synthesized } from './synthesized.ts';

test.each(modes)(
  'E4 E7 F12 K12 in the mode %s the rule takes every way of creating an object under the prefix of our bucket, and no other',
  (mode) => {
    const { template } = synthesized({ 'delivery.mode': mode, 'uploads.prefix': 'in/box/' });
    const [rule] = resourcesOf(template, 'AWS::Events::Rule').filter(([id]) => id.includes('Uploaded'));

    expect(rule?.[1].Properties.EventPattern).toEqual({
      source: ['aws.s3', 'darkroom'],
      'detail-type': ['Object Created'],
      account: [{ Ref: 'AWS::AccountId' }],
      region: [{ Ref: 'AWS::Region' }],
      detail: {
        bucket: { name: [{ Ref: expect.stringMatching(/^BucketsUploads/) }] },
        object: { key: [{ prefix: 'in/box/' }] },
      },
    });
    expect(rule?.[1].Properties.Targets).toEqual([
      expect.objectContaining({
        Arn: expect.anything(),
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/Undelivered/), 'Arn'] } },
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      }),
    ]);
    const target = readable(rule?.[1].Properties.Targets[0].Arn);
    expect(target).toBe(mode === 'buffered' ? '<BufferedTriggerBuffer>' : '<PhotoMachineStateMachine>');
  },
);

test.each(modes)(
  'in the mode %s the rule of deletions takes every way of deleting, and keeps what it cannot hand on',
  (mode) => {
    const { template } = synthesized({ 'delivery.mode': mode, 'uploads.prefix': 'in/box/' });
    const [rule] = resourcesOf(template, 'AWS::Events::Rule').filter(([id]) => id.startsWith('Deletion'));
    const [machine] = resourcesOf(template, 'AWS::StepFunctions::StateMachine').filter(([id]) =>
      id.startsWith('Deletion'),
    );

    expect(rule?.[1].Properties.EventPattern).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Deleted'],
      account: [{ Ref: 'AWS::AccountId' }],
      region: [{ Ref: 'AWS::Region' }],
      detail: {
        bucket: { name: [{ Ref: expect.stringMatching(/^BucketsUploads/) }] },
        object: { key: [{ prefix: 'in/box/' }] },
      },
    });
    expect(rule?.[1].Properties.Targets).toEqual([
      expect.objectContaining({
        Arn: { Ref: machine?.[0] },
        DeadLetterConfig: {
          Arn: { 'Fn::GetAtt': [expect.stringMatching(/^DeletionFollowerUndelivered/), 'Arn'] },
        },
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      }),
    ]);
    expect(machine?.[1].Properties.StateMachineType).toBe('STANDARD'); // so that each one can be redriven
  },
);

test('deletes: keep follows none, and no event of ours can start an execution', () => {
  const { template } = synthesized({ deletes: 'keep' });

  expect(JSON.stringify(template.toJSON())).not.toMatch(/DeletionFollower|PutEvents|"darkroom"\]/);
});

test.each(modes)('in the mode %s every queue is encrypted, and keeps messages for 14 days', (mode) => {
  const { template } = synthesized({ 'delivery.mode': mode });

  for (const [, { Properties }] of resourcesOf(template, 'AWS::SQS::Queue'))
    expect(Properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
});

test('the buffer holds a message for as long as its starter may take, and hands the hopeless ones on', () => {
  const { template } = synthesized({ 'delivery.mode': 'buffered', 'delivery.maxConcurrency': '7' });
  const queues = Object.fromEntries(
    resourcesOf(template, 'AWS::SQS::Queue')
      .filter(([id]) => id.startsWith('BufferedTrigger'))
      .map(([id, { Properties }]) => [readable({ Ref: id }).replace(/<BufferedTrigger|>/g, ''), Properties]),
  );
  const sources = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').map(
    ([, { Properties }]) => Properties,
  );

  expect(Object.keys(queues).toSorted()).toEqual(['Buffer', 'DeadLetters', 'Parked', 'UploadedUndelivered']);
  const starter = functionIn('buffered', 'start-execution').Properties;
  expect(queues.Buffer?.VisibilityTimeout).toBeGreaterThanOrEqual(6 * starter.Timeout);
  expect(queues.DeadLetters?.VisibilityTimeout).toBeGreaterThanOrEqual(
    6 * functionIn('buffered', 'tell-ending').Properties.Timeout,
  );
  expect(queues.Buffer?.RedrivePolicy.maxReceiveCount).toBe(
    Number(starter.Environment.Variables.MAX_ATTEMPTS),
  );
  expect(readable(queues.Buffer?.RedrivePolicy.deadLetterTargetArn)).toBe('<BufferedTriggerDeadLetters>');
  expect(readable(queues.DeadLetters?.RedrivePolicy.deadLetterTargetArn)).toBe('<BufferedTriggerParked>');
  expect(
    sources.map(({ EventSourceArn, BatchSize, ScalingConfig, FunctionResponseTypes }) => [
      readable(EventSourceArn),
      BatchSize,
      ScalingConfig,
      FunctionResponseTypes,
    ]),
  ).toEqual(
    expect.arrayContaining([
      ['<BufferedTriggerBuffer>', 1, { MaximumConcurrency: 7 }, ['ReportBatchItemFailures']],
      ['<BufferedTriggerDeadLetters>', 1, undefined, undefined],
    ]),
  );
});

test.each([
  ['20', '10', 2],
  ['12', '4', 3],
  ['1000', '1', 1000],
])('%s photos at once, %s to a starter, are %i starters', (maxConcurrency, batchSize, starters) => {
  const { template } = synthesized({
    'delivery.mode': 'buffered',
    'delivery.maxConcurrency': maxConcurrency,
    'delivery.batchSize': batchSize,
  });

  const [source] = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').flatMap(([, { Properties }]) =>
    readable(Properties.EventSourceArn) === '<BufferedTriggerBuffer>' ? [Properties] : [],
  );
  expect([source?.BatchSize, source?.ScalingConfig]).toEqual([
    Number(batchSize),
    { MaximumConcurrency: starters },
  ]);
});

test('the heap of the starter stays well inside its memory, however large its machine is', () => {
  const { MemorySize, Environment } = functionIn('buffered', 'start-execution').Properties;

  const [, heap] = /--max-old-space-size=(\d+)/.exec(Environment.Variables.NODE_OPTIONS) ?? [];

  expect(Number(heap)).toBeLessThanOrEqual(MemorySize / 2);
});

test('executions of this machine that end badly go to the function that tells', () => {
  const { template } = synthesized();
  const [rule] = resourcesOf(template, 'AWS::Events::Rule').filter(([id]) => id.includes('Ended'));

  expect(rule?.[1].Properties).toMatchObject({
    EventPattern: {
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: {
        stateMachineArn: [{ Ref: expect.stringMatching(/StateMachine/) }],
        status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
      },
    },
    Targets: [{ DeadLetterConfig: { Arn: expect.anything() } }],
  });
  expect(readable(functionIn('direct', 'tell-ending').Properties.DeadLetterConfig.TargetArn)).toBe(
    '<ExecutionEndingsUntold>',
  );
});

test('the topic sends e-mail to those who are named', () => {
  const { template } = synthesized({ 'notify.emails': 'a@example.com,b@example.com' });

  const subscriptions = resourcesOf(template, 'AWS::SNS::Subscription').map(([, { Properties }]) => [
    Properties.Protocol,
    Properties.Endpoint,
  ]);
  expect(subscriptions).toEqual([
    ['email', 'a@example.com'],
    ['email', 'b@example.com'],
  ]);
});

test('machines are told as they are named: a queue gets the notice bare, a function may be called by the topic alone', () => {
  const to = {
    queue: 'arn:aws:sqs:eu-central-1:111122223333:told',
    function: 'arn:aws:lambda:eu-central-1:111122223333:function:tell',
    address: 'https://example.com/hook',
  };
  const { template } = synthesized({
    'notify.subscribers': JSON.stringify([
      { to: to.queue },
      { to: to.function, statuses: ['rejected', 'failed'] },
      { to: to.address, statuses: ['done'], prefix: 'uploads/avatars/' },
    ]),
  });

  const TopicArn = expect.anything();
  const FilterPolicyScope = 'MessageBody';
  expect(resourcesOf(template, 'AWS::SNS::Subscription').map(([, { Properties }]) => Properties)).toEqual([
    { TopicArn, Protocol: 'sqs', Endpoint: to.queue, RawMessageDelivery: true },
    {
      ...{ TopicArn, Protocol: 'lambda', Endpoint: to.function, FilterPolicyScope },
      FilterPolicy: { status: ['rejected', 'failed'] },
    },
    {
      ...{ TopicArn, Protocol: 'https', Endpoint: to.address, FilterPolicyScope },
      FilterPolicy: { status: ['done'], key: [{ prefix: 'uploads/avatars/' }] },
    },
  ]);
  template.hasResourceProperties('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: to.function,
    Principal: 'sns.amazonaws.com',
    SourceArn: Match.anyValue(),
  });
});
