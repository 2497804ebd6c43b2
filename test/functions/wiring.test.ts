import { expect, test } from '@jest/globals';
import { detail, execution, key, linkRequest, message, wantedLink } from '../support/example-events.ts';
import { invoked, secrets } from '../support/lambda-process.ts';
import type { Answer } from '../support/scripted-server.ts';

// Each lambda.ts in a process of its own, as Lambda starts it, with AWS played by a server on this machine.

interface Answered {
  statusCode?: number;
  body: string;
  notice: { json: string };
}

async function invoke(folder: string, event: object, ...played: Answer[]) {
  const { printed, answers, requests } = await invoked(folder, [event].flat(), played);
  const lines = printed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const { answer, thrown } = answers.at(-1) ?? {};
  return { answer: answer as Answered, thrown, lines, requests };
}

test('resize: a photo that is gone ends as superseded, said in one line and counted', async () => {
  const { thrown, lines } = await invoke('resize', { detail, execution }, 404, 404, 404, 404);

  expect(thrown).toBe('SupersededPhotoError');
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
  const { thrown, lines } = await invoke('resize', { detail, execution }, denied);

  expect(thrown).toBe('AccessDenied');
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
  const { answer, lines } = await invoke('presign', linkRequest('POST', wantedLink));

  expect(answer.statusCode).toBe(201);
  // P16: by default the SDK would sign the checksum of an empty body.
  expect(JSON.parse(answer.body).url).not.toMatch(/crc32|checksum/i);
  expect(new URL(JSON.parse(answer.body).url).searchParams.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/);
  expect(lines).toContainEqual(expect.objectContaining({ message: 'Made an upload link' }));
  expect(JSON.stringify(lines)).not.toMatch(/X-Amz|Signature|AKIDEXAMPLE/i);
  for (const secret of Object.values(secrets)) expect(JSON.stringify(lines)).not.toContain(secret);
});

test('start-execution: a workflow that cannot be reached sends the message back', async () => {
  const { thrown, requests, lines } = await invoke('start-execution', { Records: [message] }, 'reset', 200);

  expect(thrown).toBeDefined();
  expect(JSON.parse(requests.at(-1)?.body ?? '')).toMatchObject({
    ReceiptHandle: message.receiptHandle,
    VisibilityTimeout: expect.any(Number),
  });
  expect(lines).toContainEqual(expect.objectContaining({ level: 'ERROR', key, messageId: 'm' }));
});

test('tell-ending: a dead letter of a photo that is gone is parked', async () => {
  const parked = { status: 200, body: '{"MessageId":"1"}' };
  const { requests, lines } = await invoke('tell-ending', { Records: [message] }, 404, parked);

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
