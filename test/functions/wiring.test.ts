import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { functionEnvironment } from '../support/function-environment.ts';
import { type Answer, scriptedServer } from '../support/scripted-server.ts';

// Each lambda.ts in a process of its own, as Lambda starts it, with AWS played by a server on this machine.

const run = promisify(execFile);
const key = 'uploads/3f/cat.jpg';
const detail = {
  bucket: { name: 'uploads-bucket' },
  object: { key, size: 7, etag: 'abc', sequencer: '05', 'version-id': 'v1' },
};
const execution = { id: 'arn:aws:states:eu-central-1:1:execution:Photos:first', name: 'first' };
const deadLetter = {
  messageId: 'm',
  receiptHandle: 'r',
  attributes: { ApproximateReceiveCount: '1' },
  body: JSON.stringify({ detail }),
};
const link = {
  rawPath: '/',
  rawQueryString: '',
  isBase64Encoded: false,
  headers: {},
  requestContext: { http: { method: 'POST' } },
  body: JSON.stringify({ fileName: 'cat.jpg', contentType: 'image/jpeg', size: 7 }),
};

interface Answered {
  thrown?: string;
  statusCode?: number;
  body: string;
  notice: { json: string };
}

async function invoke(folder: string, event: object, ...answers: Answer[]) {
  await using server = await scriptedServer(answers);
  const program = `
    const { handler } = await import('./functions/${folder}/lambda.ts');
    const context = { functionName: 'f', functionVersion: '1', invokedFunctionArn: 'arn', memoryLimitInMB: '128', awsRequestId: 'id' };
    let answer;
    for (const event of [JSON.parse(process.env.EVENT)].flat()) {
      answer = await handler(event, context).catch((error) => ({ thrown: error.name, message: error.message }));
    }
    console.log(JSON.stringify({ answer: answer ?? null }));`;
  const env = {
    ...functionEnvironment(folder, server.endpoint),
    AWS_SECRET_ACCESS_KEY: 'secretexample',
    AWS_SESSION_TOKEN: 'sessiontokenexample',
    EVENT: JSON.stringify(event),
  };
  const { stdout, stderr } = await run('node', ['--input-type=module', '-e', program], { env });
  const output = `${stdout.trim()}\n${stderr.trim()}`.trim();
  const lines = output.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  const answer = lines.find((line) => 'answer' in line)?.answer as Answered;
  const log = lines.filter((line) => !('answer' in line));
  return { answer, lines: log, requests: server.requests };
}

test('resize: a photo that is gone ends as superseded, said in one line and counted', async () => {
  const { answer, lines } = await invoke('resize', { detail, execution }, 404, 404, 404, 404);

  expect(answer.thrown).toBe('SupersededPhotoError');
  expect(lines).toContainEqual(
    expect.objectContaining({
      message: 'Photo superseded',
      reason: 'gone',
      key,
      execution: execution.id,
      service: 'resize',
    }),
  );
  expect(lines).toContainEqual(expect.objectContaining({ PhotosSuperseded: 1, reason: 'gone' }));
});

test('resize: access denied is an error line with its cause, and thrown under its own name', async () => {
  const denied = { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' };
  const { answer, lines } = await invoke('resize', { detail, execution }, denied);

  expect(answer.thrown).toBe('AccessDenied');
  expect(lines).toContainEqual(
    expect.objectContaining({
      level: 'ERROR',
      key,
      error: expect.objectContaining({ name: 'AccessDenied' }),
    }),
  );
});

test('record-outcome: records, counts by reason, and returns the notice', async () => {
  const source = { status: 200, headers: { etag: '"abc"', 'x-amz-version-id': 'v1' } };
  const empty = { ...detail, object: { ...detail.object, size: 0 } };
  const input = { status: 'rejected', input: { detail: empty }, execution };
  // The record is written, then source and lock are looked at side by side: each may come first.
  const { answer, lines, requests } = await invoke('record-outcome', input, 200, source, source);

  expect(JSON.parse(answer.notice.json)).toMatchObject({ status: 'rejected', reason: 'empty' });
  expect(requests[0]).toMatchObject({
    method: 'PUT',
    url: expect.stringContaining('/outcomes/uploads/3f/cat.jpg.json'),
  });
  expect(lines).toContainEqual(expect.objectContaining({ PhotosRejected: 1, reason: 'empty' }));
  expect(lines).toContainEqual(
    expect.objectContaining({ message: 'Photo rejected', key, execution: execution.id }),
  );
});

test('presign: makes a link, and no log line holds it, a signature or a secret', async () => {
  const { answer, lines } = await invoke('presign', link);

  expect(answer.statusCode).toBe(201);
  // P16: by default the SDK would sign the checksum of an empty body.
  expect(JSON.parse(answer.body).url).not.toMatch(/crc32|checksum/i);
  expect(new URL(JSON.parse(answer.body).url).searchParams.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/);
  expect(lines).toContainEqual(expect.objectContaining({ message: 'Made an upload link' }));
  expect(JSON.stringify(lines)).not.toMatch(/X-Amz|Signature|secretexample|sessiontoken|AKIDEXAMPLE/i);
});

test('start-execution: a workflow that cannot be reached sends the message back', async () => {
  const { answer, requests, lines } = await invoke(
    'start-execution',
    { Records: [deadLetter] },
    'reset',
    200,
  );

  expect(answer.thrown).toBeDefined();
  expect(JSON.parse(requests.at(-1)?.body ?? '')).toMatchObject({
    ReceiptHandle: 'r',
    VisibilityTimeout: expect.any(Number),
  });
  expect(lines).toContainEqual(expect.objectContaining({ level: 'ERROR', key, messageId: 'm' }));
});

test('tell-ending: a dead letter of a photo that is gone is parked', async () => {
  const parked = { status: 200, body: '{"MessageId":"1"}' };
  const { requests, lines } = await invoke('tell-ending', { Records: [deadLetter] }, 404, parked);

  expect(requests.map(({ method }) => method)).toEqual(['HEAD', 'POST']);
  expect(lines).toContainEqual(
    expect.objectContaining({ message: expect.stringContaining('Nothing to tell'), key, messageId: 'm' }),
  );
});

test('what a function said of one photo is not said of the next one', async () => {
  const other = { ...detail, object: { ...detail.object, key: 'uploads/other.jpg' } };
  const { execution: _none, ...nameless } = { detail: other, execution };
  const { lines } = await invoke('resize', [{ detail, execution }, nameless], ...Array<number>(12).fill(404));

  const ofOther = lines.filter(({ key: about }) => about === 'uploads/other.jpg');
  expect(ofOther).not.toEqual([]);
  expect(ofOther.every((line) => line.execution === undefined)).toBe(true);
});
