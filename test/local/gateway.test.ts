import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { parseXML } from '@aws-sdk/xml-builder';
import { describe, expect, test } from '@jest/globals';
import type { FunctionSpec } from '../../local/deployment.ts';
import { gateway } from '../../local/gateway.ts';
import { listen } from '../../local/http/loopback.ts';
import { invocationError, throttledError } from '../../local/lambda/error.ts';
import type { HttpAnswer, HttpExchange } from '../../local/queues/index.ts';
import { signRequest } from '../../local/signature/index.ts';

const credentials = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret' };
const region = 'us-east-1';
const machine = `arn:aws:states:${region}:000000000000:stateMachine:m`;
const minute = 60_000;
const teller: FunctionSpec = {
  ...{ folder: 'tell-ending', name: 'Teller', entry: 'functions/tell-ending/lambda.ts' },
  arn: `arn:aws:lambda:${region}:000000000000:function:Teller`,
  ...{ environment: {}, timeoutSeconds: 1, memoryMegabytes: 128 },
};

const wentWrong = { errorType: 'TypeError', errorMessage: 'no', trace: [] };

/** A gateway to services that say who was asked what. */
async function open(answer?: (service: string, exchange: HttpExchange) => HttpAnswer) {
  const asked: string[] = [];
  const logged: unknown[] = [];
  const service = (name: string) => async (exchange: HttpExchange) => {
    asked.push(`${name}: ${exchange.body}`);
    return answer?.(name, exchange) ?? { status: 200, headers: { 'content-type': 'text/plain' }, body: name };
  };
  const listening = await listen(
    gateway({
      s3: {
        handle(request, response) {
          asked.push(`s3: ${request.method}`);
          response.end('s3');
        },
      },
      queues: { handle: service('queues') },
      states: { handle: service('states') },
      functions: {
        specs: [teller],
        invokeAsync: (arn, payload) => void asked.push(`${arn}: ${JSON.stringify(payload)}`),
        async invoke(_arn, payload) {
          const { fails } = payload as { fails?: string };
          if (fails === undefined) return { answer: payload };
          throw fails === 'throttled' ? throttledError('none is left') : invocationError(wentWrong);
        },
      },
      stack: { name: 'Darkroom', outputs: { UploadsPrefix: 'uploads/', Odd: '<&">' } },
      ...{ credentials, region },
      log: (error) => logged.push(error),
    }),
    0,
    { answersExpect: true },
  );
  const client = { endpoint: listening.origin, credentials, region, maxAttempts: 1 };
  return { ...listening, asked, logged, client };
}

interface Sent {
  method?: string;
  path?: string;
  body?: string;
  headers?: Record<string, string>;
  by?: Partial<Parameters<typeof signRequest>[1]>;
  change?: (headers: Record<string, string>) => Record<string, string>;
}

/** Signed for a service, and changed afterwards when a test says so. */
function send(origin: string, service: string, sent: Sent = {}): Promise<Response> {
  const { method = 'POST', path = '/', body, headers = {}, by = {}, change = (all) => all } = sent;
  const terms = { credentials, region, service, now: Date.now, ...by };
  const request = { method, url: origin + path, headers, ...(body !== undefined && { body }) };
  const { host: _, ...signed } = signRequest(request, terms);
  return fetch(request.url, { ...request, headers: change(signed) });
}

const json = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ListQueues' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

describe('Lambda', () => {
  test.each([teller.name, teller.arn])(
    'hands an event to the function %s, and answers when it is taken',
    async (FunctionName) => {
      await using place = await open();
      const invoke = new InvokeCommand({
        FunctionName,
        InvocationType: 'Event',
        Payload: Buffer.from('{"a":1}'),
      });

      const { StatusCode } = await new LambdaClient(place.client).send(invoke);
      expect(StatusCode).toBe(202);
      expect(place.asked).toEqual([`${teller.arn}: {"a":1}`]);
    },
  );

  const answerTo = async (event: object) => {
    await using place = await open();
    const invoke = new InvokeCommand({ FunctionName: 'Teller', Payload: Buffer.from(JSON.stringify(event)) });
    const { StatusCode, FunctionError, Payload } = await new LambdaClient(place.client).send(invoke);
    return { StatusCode, FunctionError, answer: JSON.parse(Payload?.transformToString() ?? '') };
  };

  test('hands back what the function answers to whoever waits for it', async () => {
    expect(await answerTo({ a: 1 })).toEqual({
      StatusCode: 200,
      FunctionError: undefined,
      answer: { answer: { a: 1 } },
    });
  });

  test('and what it throws, which is an answer too', async () => {
    expect(await answerTo({ fails: 'itself' })).toEqual({
      StatusCode: 200,
      FunctionError: 'Unhandled',
      answer: wentWrong,
    });
  });

  test('but what Lambda refuses is an error', async () => {
    await expect(answerTo({ fails: 'throttled' })).rejects.toMatchObject({
      name: 'TooManyRequestsException',
    });
  });

  test.each([
    { what: 'another function', change: { FunctionName: 'Other' }, name: 'ResourceNotFoundException' },
    {
      what: 'a trial',
      change: { InvocationType: 'DryRun' } as const,
      name: 'InvalidRequestContentException',
    },
    {
      what: 'a payload that is no JSON',
      change: { Payload: Buffer.from('{') },
      name: 'InvalidRequestContentException',
    },
  ])('does not do $what', async ({ change, name }) => {
    await using place = await open();
    const invoke = new InvokeCommand({ FunctionName: 'Teller', InvocationType: 'Event', ...change });

    await expect(new LambdaClient(place.client).send(invoke)).rejects.toMatchObject({ name });
    expect(place.asked).toEqual([]);
  });
});

describe('CloudFormation', () => {
  test('tells the outputs of the stack, with or without its name', async () => {
    await using place = await open();
    const client = new CloudFormationClient(place.client);

    for (const name of [{}, { StackName: 'Darkroom' }]) {
      const { Stacks = [] } = await client.send(new DescribeStacksCommand(name));
      expect(Stacks).toMatchObject([{ StackName: 'Darkroom', StackStatus: 'CREATE_COMPLETE' }]);
      expect(Stacks[0]?.Outputs).toEqual([
        { OutputKey: 'UploadsPrefix', OutputValue: 'uploads/' },
        { OutputKey: 'Odd', OutputValue: '<&">' },
      ]);
    }
  });

  test('knows no other stack, and does nothing else', async () => {
    await using place = await open();
    const client = new CloudFormationClient(place.client);

    await expect(client.send(new DescribeStacksCommand({ StackName: 'Other' }))).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id Other does not exist',
    });
    await expect(client.send(new DeleteStackCommand({ StackName: 'Darkroom' }))).rejects.toMatchObject({
      name: 'InvalidAction',
    });
  });
});

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

describe('nothing reaches a service', () => {
  const wrong: [string, Sent, status: number, json: string, query: string][] = [
    [
      'signed with another secret',
      { by: { credentials: { ...credentials, secretAccessKey: 'x' } } },
      403,
      'InvalidSignatureException',
      'SignatureDoesNotMatch',
    ],
    [
      'signed with another key',
      { by: { credentials: { ...credentials, accessKeyId: 'x' } } },
      403,
      'UnrecognizedClientException',
      'InvalidClientTokenId',
    ],
    [
      'with a token',
      { by: { credentials: { ...credentials, sessionToken: 'x' } } },
      400,
      'UnrecognizedClientException',
      'InvalidClientTokenId',
    ],
    [
      'signed 16 minutes ago',
      { by: { now: () => Date.now() - 16 * minute } },
      403,
      'InvalidSignatureException',
      'SignatureDoesNotMatch',
    ],
    [
      'for another region',
      { by: { region: 'eu-west-1' } },
      400,
      'IncompleteSignatureException',
      'IncompleteSignature',
    ],
    ['for no region', { by: { region: '' } }, 400, 'IncompleteSignatureException', 'IncompleteSignature'],
    [
      'with a header changed',
      { change: (all) => ({ ...all, 'content-type': `${all['content-type']}; x=y` }) },
      403,
      'InvalidSignatureException',
      'SignatureDoesNotMatch',
    ],
    [
      'with an x-amz header that is not signed',
      { change: (all) => ({ ...all, 'x-amz-more': 'x' }) },
      403,
      'InvalidSignatureException',
      'SignatureDoesNotMatch',
    ],
    [
      'without its signature',
      {
        change: (all) => ({ ...all, authorization: all.authorization?.replace(/, Signature=.*/, '') ?? '' }),
      },
      400,
      'IncompleteSignatureException',
      'IncompleteSignature',
    ],
    [
      'with a body of 2 MiB and a byte',
      { body: 'x'.repeat(2 * 1024 * 1024 + 1) },
      413,
      'RequestEntityTooLargeException',
      'RequestEntityTooLarge',
    ],
  ];

  test.each(wrong)('%s, and the client is told in its own protocol', async (_, sent, status, name, code) => {
    await using aws = await open();
    const asJson = await send(aws.origin, 'states', { body: '{}', headers: json, ...sent });
    expect(asJson.status).toBe(status);
    expect(asJson.headers.get('x-amzn-errortype')).toBe(name);
    expect(await asJson.json()).toEqual({
      __type: `com.amazon.coral.service#${name}`,
      message: expect.any(String),
    });

    const asQuery = await send(aws.origin, 'sns', { body: 'Action=ListTopics', headers: form, ...sent });
    expect(asQuery.status).toBe(status);
    expect(parseXML(await asQuery.text())).toEqual({
      ErrorResponse: {
        Error: { Type: 'Sender', Code: code, Message: expect.any(String) },
        RequestId: expect.any(String),
      },
    });
    expect(aws.asked).toEqual([]);
    expect(aws.logged).toEqual([]);
  });

  test('with another body than the one that was signed', async () => {
    await using aws = await open();
    for (const change of [
      (all: Record<string, string>) => all,
      ({ 'x-amz-content-sha256': _, ...others }: Record<string, string>) => others,
    ]) {
      const terms = { credentials, region, service: 'sqs', now: Date.now };
      const { host, ...headers } = signRequest(
        { method: 'POST', url: aws.origin, headers: json, body: '{}' },
        terms,
      );
      const response = await fetch(aws.origin, { method: 'POST', headers: change(headers), body: '{ }' });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({
        __type: expect.stringMatching(/#InvalidSignatureException$/),
      });
    }
    expect(aws.asked).toEqual([]);
  });

  test('of a length that is not known beforehand', async () => {
    await using aws = await open();
    const terms = { credentials, region, service: 'sqs', now: Date.now };
    const { host, ...headers } = signRequest(
      { method: 'POST', url: aws.origin, headers: json, body: '{}' },
      terms,
    );
    const init = { method: 'POST', headers, body: new Blob(['{}']).stream(), duplex: 'half' };
    const response = await fetch(aws.origin, init as RequestInit);
    expect(response.status).toBe(411);
    expect(aws.asked).toEqual([]);
  });

  test('as an error that the SDK knows by name', async () => {
    await using aws = await open();
    const other = { ...aws.client, credentials: { ...credentials, secretAccessKey: 'x' } };
    await expect(new SQSClient(other).send(new ListQueuesCommand())).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    await expect(new SNSClient(other).send(new ListTopicsCommand())).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    });
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

describe('STS', () => {
  const identity = {
    GetCallerIdentityResponse: {
      xmlns: 'https://sts.amazonaws.com/doc/2011-06-15/',
      GetCallerIdentityResult: {
        Arn: 'arn:aws:iam::000000000000:user/darkroom',
        ...{ UserId: 'AKIDLOCAL', Account: '000000000000' },
      },
      ResponseMetadata: { RequestId: expect.any(String) },
    },
  };

  test.each<[string, Sent]>([
    ['in a form', { body: 'Action=GetCallerIdentity&Version=2011-06-15', headers: form }],
    ['in the query', { method: 'GET', path: '/?Action=GetCallerIdentity&Version=2011-06-15' }],
  ])('says whose keys these are, when asked %s', async (_, sent) => {
    await using aws = await open();
    const response = await send(aws.origin, 'sts', sent);
    expect(response.status).toBe(200);
    expect(parseXML(await response.text())).toEqual(identity);
  });

  test('does nothing else', async () => {
    await using aws = await open();
    const response = await send(aws.origin, 'sts', { body: 'Action=AssumeRole', headers: form });
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(
      /<Code>InvalidAction<\/Code><Message>STS has GetCallerIdentity .* AssumeRole/,
    );
  });
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
