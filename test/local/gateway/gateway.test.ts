import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import type { HttpExchange } from '../../../local/http/exchange.ts';
import { signRequest } from '../../../local/signature/index.ts';
import { credentials, json, open, region, send } from './opened.ts';

const machine = `arn:aws:states:${region}:000000000000:stateMachine:m`;

describe('a request goes to the service that it is signed for', () => {
  test('by the SDK', async () => {
    await using aws = await open((name, { headers }) =>
      name === 'queues' && headers['x-amz-target'] === undefined
        ? { status: 200, headers: { 'content-type': 'text/xml' }, body: '<ListTopicsResponse/>' }
        : {
            status: 200,
            headers: { 'content-type': 'application/x-amz-json-1.0' },
            body: '{"executions":[]}',
          },
    );
    await new SQSClient(aws.client).send(new ListQueuesCommand({ QueueNamePrefix: 'é' }));
    await new SNSClient(aws.client).send(new ListTopicsCommand());
    await new SFNClient(aws.client).send(new ListExecutionsCommand({ stateMachineArn: machine }));
    const s3 = new S3Client({ ...aws.client, forcePathStyle: true });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }));
    expect(await Body?.transformToString()).toBe('s3');
    expect(aws.asked).toEqual([
      'queues: {"QueueNamePrefix":"é"}',
      expect.stringMatching(/^queues: .*Action=ListTopics/),
      `states: {"stateMachineArn":"${machine}"}`,
      's3: GET',
    ]);
    expect(aws.logged).toEqual([]);
  });

  test('with its method, target and headers', async () => {
    const seen: HttpExchange[] = [];
    await using aws = await open((_, exchange) => {
      seen.push(exchange);
      return { status: 201, headers: { 'x-of-service': 'yes' }, body: Buffer.from('done') };
    });
    const response = await send(aws.origin, 'sqs', {
      path: '/000000000000/q?a=b',
      body: '{}',
      headers: json,
    });
    expect([response.status, response.headers.get('x-of-service'), await response.text()]).toEqual([
      201,
      'yes',
      'done',
    ]);
    expect(seen).toEqual([
      {
        ...{ method: 'POST', url: '/000000000000/q?a=b', body: Buffer.from('{}') },
        headers: expect.objectContaining(json),
      },
    ]);
  });

  test.each([
    ['an unsigned one', 'GET', {}],
    [
      'a preflight, whatever it says',
      'OPTIONS',
      { authorization: 'AWS4-HMAC-SHA256 Credential=a/20261121/us-east-1/sqs/aws4_request,' },
    ],
    ['one that claims nothing that can be read', 'POST', { authorization: 'Bearer x' }],
  ])('%s to S3', async (_, method, headers) => {
    await using aws = await open();
    await fetch(aws.origin, { method, headers });
    expect(aws.asked).toEqual([`s3: ${method}`]);
  });

  test('or is told what there is, when it is for another', async () => {
    await using aws = await open();
    const response = await send(aws.origin, 'dynamodb', { body: '{}', headers: json });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      __type: 'com.amazon.coral.service#UnknownOperationException',
      message:
        'There is no dynamodb here: this machine has s3, sqs, sns, states, sts, cloudformation, lambda.',
    });
    expect(aws.asked).toEqual([]);
  });
});

test('no service lets a web page read its answers', async () => {
  await using aws = await open(() => ({
    status: 200,
    headers: { 'Access-Control-Allow-Origin': '*', 'access-control-allow-headers': '*', etag: 'x' },
    body: '',
  }));
  const { headers } = await send(aws.origin, 'sqs', { body: '{}', headers: json });
  expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  expect(headers.get('etag')).toBe('x');
});

test('a fault of our own is a 500 that tells nothing, and is logged', async () => {
  const fault = new Error('the disk is on fire');
  await using aws = await open(() => {
    throw fault;
  });
  const response = await send(aws.origin, 'sqs', { body: '{}', headers: json });
  const text = await response.text();
  expect([response.status, JSON.parse(text).__type]).toEqual([
    500,
    'com.amazon.coral.service#InternalFailure',
  ]);
  expect(text).not.toContain('fire');
  expect(aws.logged).toEqual([fault]);
});

test('a client that hangs up is nothing to log', async () => {
  await using aws = await open();
  const { host, ...headers } = signRequest(
    { method: 'POST', url: aws.origin, headers: json, body: 'x'.repeat(1000) },
    { credentials, region, service: 'sqs', now: Date.now },
  );
  const socket = connect(aws.port, '127.0.0.1');
  const lines = Object.entries({ host, ...headers, 'content-length': '1000' }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  socket.end(`POST / HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\nonly so much`);
  await once(socket.resume(), 'close');
  expect([aws.asked, aws.logged]).toEqual([[], []]);
});

describe('a client that asks before it sends its body', () => {
  const ask = async (secretAccessKey: string) => {
    await using aws = await open();
    const body = '{}';
    const url = `${aws.origin}/`;
    const terms = { credentials: { ...credentials, secretAccessKey }, region, service: 'sqs', now: Date.now };
    const headers = signRequest({ method: 'POST', url, headers: json, body }, terms);
    const sending = httpRequest(url, {
      method: 'POST',
      headers: { ...headers, expect: '100-continue', 'content-length': body.length },
    });
    let told = false;
    sending.once('continue', () => {
      told = true;
      sending.end(body);
    });
    sending.flushHeaders();
    const [answer] = await once(sending, 'response');
    sending.destroy();
    return { told, status: answer.statusCode };
  };

  test('is told to go on when it may', async () => {
    expect(await ask(credentials.secretAccessKey)).toEqual({ told: true, status: 200 });
  });

  test('is refused without having sent it', async () => {
    expect(await ask('another')).toEqual({ told: false, status: 403 });
  });
});
