import { readFileSync } from 'node:fs';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { awsTelling, subjects, tellingStates } from '../../../functions/tell-ending/aws-telling.ts';
import { type Answer, scriptedServer } from '../../support/scripted-server.ts';

const arn = 'arn:aws:states:eu-central-1:123456789012:execution:Photos:first';
const topic = 'arn:aws:sns:eu-central-1:123456789012:Notices';

async function tellingAgainst(...answers: Answer[]) {
  const server = await scriptedServer(answers);
  const settings = {
    endpoint: server.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  const clients = {
    sfn: new SFNClient(settings),
    sns: new SNSClient(settings),
    sqs: new SQSClient(settings),
  };
  return {
    requests: server.requests,
    telling: awsTelling(clients, topic, `${server.endpoint}/123456789012/Parked`),
    [Symbol.asyncDispose]: () => {
      for (const client of Object.values(clients)) client.destroy();
      return server[Symbol.asyncDispose]();
    },
  };
}

function page(events: object[], nextToken?: string): Answer {
  return { status: 200, body: JSON.stringify({ events, nextToken }) };
}

function exited(name: string) {
  return { type: 'TaskStateExited', stateExitedEventDetails: { name } };
}

const failed = { type: 'ExecutionFailed' };

test.each([
  ['its failure', [page([failed, exited('Resize Photo Again'), exited('Publish Failure')])], ['failed']],
  ['its failure, plainly', [page([failed, exited('Publish Unrecorded Failure')])], ['failed']],
  [
    'something long before its end',
    [page([failed], 'more'), page([exited('Publish Rejection')])],
    ['rejected'],
  ],
  [
    'nothing, for it only came to resize',
    [page([{ type: 'ExecutionTimedOut' }, exited('Resize Photo')])],
    [],
  ],
  ['nothing at all', [page([{ type: 'ExecutionAborted' }])], []],
] as const)('knows of an execution that it has told %s', async (_what, answers, told) => {
  await using aws = await tellingAgainst(...answers);

  expect([...(await aws.telling.toldBy(arn))]).toEqual(told);
  expect(JSON.parse(aws.requests[0]?.body ?? '')).toEqual({ executionArn: arn, reverseOrder: true });
});

test.each([
  ['is behind', [exited('Resize Photo')]],
  ['shows only the end before a redrive', [{ type: 'ExecutionRedriven' }, failed]],
])('a history that %s is asked again later, not believed', async (_how, events) => {
  await using aws = await tellingAgainst(page(events));

  await expect(aws.telling.toldBy(arn)).rejects.toThrow('does not show its end yet');
});

test('publishes as the state machine does: JSON for all, text for e-mail, the status as an attribute', async () => {
  await using aws = await tellingAgainst(200);

  await aws.telling.publish('failed', { json: '{"status":"failed"}', text: 'a text' });

  const sent = Object.fromEntries(new URLSearchParams(aws.requests[0]?.body));
  expect(sent).toMatchObject({
    TopicArn: topic,
    Subject: 'Photo failed',
    MessageStructure: 'json',
    'MessageAttributes.entry.1.Name': 'status',
    'MessageAttributes.entry.1.Value.StringValue': 'failed',
  });
  expect(JSON.parse(sent.Message ?? '')).toEqual({ default: '{"status":"failed"}', email: 'a text' });
});

test('parks a dead letter as it came', async () => {
  await using aws = await tellingAgainst({
    status: 200,
    body: '{"MessageId":"1","MD5OfMessageBody":"5d41402abc4b2a76b9719d911017c592"}',
  });

  await aws.telling.park('hello');

  expect(JSON.parse(aws.requests[0]?.body ?? '')).toMatchObject({ MessageBody: 'hello' });
});

test('the state machine publishes in just these states, under these subjects', () => {
  const { States } = JSON.parse(readFileSync('statemachine/photo.asl.json', 'utf8'));
  const publishing = Object.entries<{
    Resource?: string;
    Parameters?: { Subject: string; MessageAttributes: { status: { StringValue: keyof typeof subjects } } };
  }>(States).filter(([, { Resource }]) => Resource === 'arn:aws:states:::sns:publish');

  expect(publishing.map(([name]) => name).toSorted()).toEqual(Object.keys(tellingStates).toSorted());
  for (const [name, { Parameters }] of publishing) {
    expect(tellingStates[name]).toBe(Parameters?.MessageAttributes.status.StringValue);
    expect(Parameters?.Subject).toBe(subjects[Parameters?.MessageAttributes.status.StringValue ?? 'done']);
  }
});
