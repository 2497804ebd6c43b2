import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { darkroom } from '../support/command-line.ts';
import { type Answer, scriptedServer } from '../support/scripted-server.ts';

// CloudFormation's own answers, over HTTP.

const keys = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
};

function refusal(status: number, code: string, message: string): Answer {
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body: `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
  };
}

function stack(status: string, outputs: Record<string, string>): Answer {
  const members = Object.entries(outputs).map(
    ([name, value]) => `<member><OutputKey>${name}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>Darkroom</StackName><StackStatus>${status}</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime><Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  };
}

async function withAnswers(answers: Answer[], env: Record<string, string> = {}, ...args: string[]) {
  await using server = await scriptedServer(answers);
  const given = args.length > 0 ? args : ['status', '--stack', 'Darkroom', 'uploads/x.jpg'];
  const ended = await darkroom(given, { env: { ...keys, AWS_ENDPOINT_URL: server.endpoint, ...env } });
  return { ...ended, requests: server.requests };
}

describe('what is wrong is said with what to do, and never by a stack trace', () => {
  test.each([
    {
      what: 'no stack of the name',
      answer: refusal(400, 'ValidationError', 'Stack with id Darkroom does not exist'),
      says: /There is no stack Darkroom in the region eu-central-1.*\n.*cdk deploy.*--stack/,
    },
    {
      what: 'keys that AWS does not know',
      answer: refusal(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.'),
      says: /AWS does not accept these credentials.*\n.*get-caller-identity/,
    },
    {
      what: 'a wrong secret',
      answer: refusal(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match'),
      says: /AWS does not accept these credentials/,
    },
    {
      what: 'a token that has expired',
      answer: refusal(403, 'ExpiredToken', 'The security token included in the request is expired'),
      says: /credentials have expired.*\n.*aws sso login/,
    },
    {
      what: 'a right that is missing',
      answer: refusal(
        403,
        'AccessDenied',
        'User: arn:aws:iam::111122223333:user/x is not authorized to perform: cloudformation:DescribeStacks on resource: arn:aws:cloudformation:eu-central-1:111122223333:stack/Darkroom/* because no identity-based policy allows the cloudformation:DescribeStacks action',
      ),
      says: /may not do cloudformation:DescribeStacks on arn:aws:cloudformation:\S+\.\n.*granted/,
    },
    {
      what: 'a region that is not the one of what answers',
      answer: refusal(
        403,
        'IncompleteSignature',
        "The region 'eu-central-1' is wrong; expecting 'us-east-1'.",
      ),
      says: /signature is not taken: The region 'eu-central-1' is wrong.*\n.*AWS_REGION/,
    },
    {
      what: 'a page to sign in to the network',
      answer: { status: 200, headers: { 'content-type': 'text/html' }, body: '<html><br></html>' },
      says: /What answers is not AWS.*\n.*HTTPS_PROXY/,
    },
    {
      what: 'a stack of something else',
      answer: stack('UPDATE_COMPLETE', { BucketName: 'x' }),
      says: /The stack Darkroom in eu-central-1 is no darkroom/,
    },
    {
      what: 'a stack that failed to deploy',
      answer: stack('ROLLBACK_COMPLETE', {}),
      says: /The stack Darkroom in eu-central-1 is ROLLBACK_COMPLETE/,
    },
    {
      what: 'a name that no stack can have',
      answer: refusal(400, 'ValidationError', "1 validation error detected: Value '-' at 'stackName'"),
      says: /is no name of a stack/,
      code: 2,
    },
  ])('$what', async ({ answer, says, code = 3 }) => {
    const { stderr, stdout, code: ended } = await withAnswers([answer]);

    expect({ ended, stdout }).toEqual({ ended: code, stdout: '' });
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('nobody who answers', async () => {
    const server = await scriptedServer([]);
    await server[Symbol.asyncDispose]();
    const { code, stderr } = await darkroom(['watch', '--stack', 'Darkroom'], {
      env: { ...keys, AWS_ENDPOINT_URL: server.endpoint, AWS_MAX_ATTEMPTS: '1' },
    });

    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringMatching(
        /127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)\.\nIs there a network/,
      ),
    });
  });

  test.each([
    {
      what: 'no credentials at all',
      env: { AWS_REGION: 'eu-central-1' },
      says: /No AWS credentials were found.*\n.*AWS_PROFILE/,
    },
    { what: 'no region', env: {}, says: /No AWS region is set.*\n.*AWS_REGION/ },
    {
      what: 'a region that is no name',
      env: { ...keys, AWS_REGION: 'not a region' },
      says: /No AWS region is set, or none/,
    },
    {
      what: 'an address of AWS that is none',
      env: { ...keys, AWS_ENDPOINT_URL: '127.0.0.1:4101' },
      says: /The address of AWS is none.*\n.*AWS_ENDPOINT_URL/,
    },
  ])('$what', async ({ env, says }) => {
    const { code, stderr } = await darkroom(['status', '--stack', 'Darkroom', 'uploads/x'], { env });

    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringMatching(says) });
  });

  test('no right to ask for links', async () => {
    const found = await scriptedServer([{ status: 403, body: '{"Message":"Forbidden"}' }]);
    await using _links = found;
    const outputs = { UploadLinksUrl: `${found.endpoint}/`, StateMachineArn: 'arn' };
    const { code, stderr } = await withAnswers([stack('CREATE_COMPLETE', outputs)]);

    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining('lambda:InvokeFunctionUrl and lambda:InvokeFunction'),
    });
    expect(found.requests[0]?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 .*\/eu-central-1\/lambda\//);
  });

  test('a folder in which nothing runs', async () => {
    const { code, stderr } = await darkroom(['watch', '--data', '/nowhere']);

    expect({ code, stderr }).toEqual({
      code: 3,
      stderr:
        'darkroom: No darkroom runs with its data in /nowhere.\nStart it: npm start -- --data /nowhere\n',
    });
  });
});

describe('a command line that cannot be meant ends with 2', () => {
  test.each([
    { args: [], says: /Usage: darkroom/ },
    { args: ['uplaod', 'x'], says: /unknown command 'uplaod'.*upload/s },
    { args: ['upload'], says: /missing required argument 'file'/ },
    { args: ['upload', '--parallel', '0', 'x'], says: /whole number from 1 to 64/ },
    { args: ['upload', '--stak', 'x', 'y'], says: /unknown option '--stak'/ },
    { args: ['upload', '-x.jpg'], says: /unknown option '-x.jpg'\n.*begins with a dash is \.\/-name/ },
    { args: ['status', '--stack', 'A', '--local', 'y'], says: /Give one of them/ },
    { args: ['status', '--stack', '', 'y'], says: /--stack.*It is empty/ },
    { args: ['status', '--data', '', 'y'], says: /--data.*It is empty/ },
  ])('$args', async ({ args, says }) => {
    const { code, stdout, stderr } = await darkroom(args);

    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(says) });
  });

  test('and --help with 0, with examples, however narrow', async () => {
    for (const COLUMNS of ['20', '80']) {
      const { code, stdout } = await darkroom(['upload', '--help'], { env: { COLUMNS } });
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringContaining('npx darkroom upload cat.jpg'),
      });
    }
  });
});

// Only Linux has this device.
(existsSync('/dev/full') ? test : test.skip)('results that find no room are said to be lost', async () => {
  await using full = await open('/dev/full', 'w');
  const entry = new URL('../../cli/darkroom.mjs', import.meta.url).pathname;
  const child = spawn(process.execPath, [entry, '--help'], { stdio: ['ignore', full.fd, 'pipe'] });
  const [[code], stderr] = await Promise.all([once(child, 'close'), text(child.stderr as Readable)]);

  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/results cannot be written.*no room left/),
  });
});
