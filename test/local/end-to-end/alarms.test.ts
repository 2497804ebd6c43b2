import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { photo } from '../../fixtures/pictures.ts';
import { objects, on } from '../../support/command-line.ts';
import { Deleter } from '../../support/deletions.ts';
import { type OneMachine, oneMachine } from '../../support/one-machine.ts';
import { askForLink, becomes, noticesOf, uploadByLink } from '../../support/upload.ts';

// A minute is 0.6 s here, the five of a period 3 s, the quarter of an hour after which what lasts rings 9 s.
const scale = ['--time-scale', '0.01'];
const longEnough = 120_000;
const picture = await photo({ width: 60, height: 40 }).jpeg().toBuffer();

/** One machine on which this goes wrong. */
async function faulty(faults: readonly object[], flags: readonly string[] = []) {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-faults-'));
  const file = join(folder, 'faults.json');
  writeFileSync(file, JSON.stringify({ seed: 1, faults }));
  const machine = await oneMachine({ flags: [...scale, ...flags, '--faults', file] });
  return Object.assign(machine, {
    async [Symbol.asyncDispose]() {
      await machine.kill('SIGINT');
      await rm(machine.data, { recursive: true, force: true });
      await rm(folder, { recursive: true });
    },
  });
}

const stateOf = ({ live }: OneMachine, id: string) => live.alarms.find((each) => each.id === id);
const rings = (machine: OneMachine, id: string) =>
  machine.live.until(() => stateOf(machine, id)?.state === 'alarm', `${id} rings`, longEnough);
const isOver = (machine: OneMachine, id: string) =>
  machine.live.until(() => stateOf(machine, id)?.state === 'ok', `${id} is over`, longEnough);

// The workflow may take 45 s at any scale, which this one does beside the tests of the others. Four photos share the one
// environment of the function, which hangs with each of them twice.
let stuck: Awaited<ReturnType<typeof faulty>>;
const stuckKeys: string[] = [];

beforeAll(async () => {
  stuck = await faulty(
    [{ at: 'function.resize', do: 'hang', match: 'stuck', times: 2, per: 'photo' }],
    ['--concurrency', '1'],
  );
  for (let upload = 0; upload < 4; upload++) {
    stuckKeys.push((await uploadByLink(stuck, picture, 'stuck.jpg')).key);
  }
}, longEnough);
afterAll(async () => stuck?.[Symbol.asyncDispose]());

test('a photo that fails rings, and so does that its owner cannot be told; each is over by itself but what lies in a queue', async () => {
  await using machine = await faulty([
    { at: 'function.resize', do: 'crash', match: 'fails', times: 3 },
    { at: 'function.record-outcome', do: 'crash', match: 'fails', times: 'always' },
    { at: 'sns.Publish', do: '500', match: 'fails', times: 4 },
    { at: 'function.tell-ending', do: 'crash', times: 'always' },
  ]);
  await uploadByLink(machine, picture, 'fails.jpg');

  await rings(machine, 'ExecutionsFailed');
  expect(stateOf(machine, 'ExecutionsFailed')).toMatchObject({
    title: 'Executions failed',
    means: 'The workflow failed on a photo that is not at fault.',
    runbook: '/docs/runbook.md#:~:text=%23%23%23%20Executions%20failed',
    why: 'In the last 5 minutes: 1. From 1 on it is too much.',
  });
  await rings(machine, 'UntoldEndings');
  await machine.live.until(({ rang }) => rang.has('TellingFailing'), 'TellingFailing has rung', longEnough);

  await isOver(machine, 'ExecutionsFailed');
  expect(stateOf(machine, 'ExecutionsFailed')).toMatchObject({
    why: 'In the last 5 minutes: nothing. From 1 on it is too much.',
    since: expect.any(String),
  });
  await isOver(machine, 'TellingFailing');
  expect(stateOf(machine, 'UntoldEndings')?.state).toBe('alarm'); // it is still in the queue
}, 240_000);

test('a deletion that cannot be followed rings, whoever deletes what rings nothing, and a redrive of the command line mends it', async () => {
  await using machine = await faulty([
    { at: 'function.follow-deletion', do: 'crash', match: 'fails', times: 2 },
  ]);
  using deleter = new Deleter(machine);
  for (const key of ['uploads/fails.jpg', 'uploads/well.jpg']) {
    await deleter.upload(key, picture);
    await becomes(machine, key, 'done');
    await deleter.delete(key);
  }
  await machine.live.until(
    () => noticesOf(machine, 'uploads/well.jpg').length === 2,
    'one is told',
    longEnough,
  );

  await rings(machine, 'DeletionsFailed');
  expect([...machine.live.rang]).toEqual(['DeletionsFailed']);
  expect(Object.keys(await deleter.made())).toEqual(['thumbnails/fails.jpg/thumbnail.jpg']);

  const ended = await on(machine)('redrive', '--json', '--yes');
  expect(objects<object>(ended)).toContainEqual(
    expect.objectContaining({ key: 'uploads/fails.jpg', how: 'redrive', done: true }),
  );
  await machine.live.until(
    () => noticesOf(machine, 'uploads/fails.jpg').length === 2,
    'it is told',
    longEnough,
  );
  expect(await deleter.made()).toEqual({});
  await isOver(machine, 'DeletionsFailed');
}, 240_000);

test('an upload that EventBridge gives up rings, and goes on ringing while it waits for somebody', async () => {
  await using machine = await faulty(
    [{ at: 'states.StartExecution', do: '503', match: 'undelivered', times: 'always' }],
    ['--time-scale', '0.001'], // a day of 185 tries
  );
  await uploadByLink(machine, picture, 'undelivered.jpg');

  await rings(machine, 'UndeliveredUploads');
  await machine.live.until(({ rang }) => rang.has('EventsNotDelivered'), 'it has rung', longEnough);
  await isOver(machine, 'EventsNotDelivered');
  expect(stateOf(machine, 'UndeliveredUploads')?.state).toBe('alarm');
}, 240_000);

test('throttles ring when they last, and are over with them', async () => {
  const throttled = { at: 'function.resize', do: 'throttled', times: 'always', match: 'throttled' };
  await using machine = await faulty([throttled]);
  // Each photo is tried for a moment: one after the other until it has lasted.
  const stop = new AbortController();
  const uploading = (async () => {
    while (!stop.signal.aborted) {
      await uploadByLink(machine, picture, 'throttled.jpg');
      await machine.live.until(({ counts }) => counts.inFlight === 0, 'it is given up', longEnough);
    }
  })();
  await rings(machine, 'Throttled');
  stop.abort();
  await uploading;
  await isOver(machine, 'Throttled');
}, 300_000);

test('in buffered, photos that wait for too long ring, those that are parked, and letters that nobody takes', async () => {
  await using machine = await faulty(
    [
      { at: 's3.GetObject', do: 'slow', ms: 1500, times: 'always', match: 'slow' },
      { at: 'function.resize', do: 'crash', times: 'always', match: 'parked' },
      { at: 'function.tell-ending', do: 'hang', times: 'always', match: 'unread' },
    ],
    ['-c', 'delivery.mode=buffered', '-c', 'delivery.maxConcurrency=2', '--concurrency', '2'],
  );
  const sqs = new SQSClient(machine.client);
  const QueueUrl = machine.live.snapshot.about.outputs.DeadLettersQueueUrl;
  // While two of them are at work, and hang, the others wait.
  for (let letter = 0; letter < 8; letter++) {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: `{"unread":${letter}}` }));
  }
  await uploadByLink(machine, picture, 'parked.jpg');
  for (let upload = 0; upload < 20; upload++) await uploadByLink(machine, picture, 'slow.jpg');

  await rings(machine, 'PhotosWaiting');
  await isOver(machine, 'PhotosWaiting');
  await rings(machine, 'PhotosParked');
  expect(machine.live.rang).toContain('DeadLettersWaiting');
  expect(machine.live.rang).not.toContain('ExecutionsTimedOut');
}, 300_000);

test('executions that run out of time ring, their owners are told by the function that tells, and a redrive mends them', async () => {
  const told = (status: string) => stuckKeys.every((key) => noticesOf(stuck, key).at(-1)?.status === status);
  await stuck.live.until(({ rang }) => rang.has('ExecutionsTimedOut'), 'it has rung', longEnough);
  await stuck.live.until(() => told('failed'), 'each is told as failed', longEnough);

  const redriven = objects<object>(await on(stuck)('redrive', '--json', '--yes'));
  for (const key of stuckKeys) {
    const failure = { key, status: 'TIMED_OUT', how: 'redrive', done: true };
    expect(redriven).toContainEqual(expect.objectContaining(failure));
  }
  await stuck.live.until(() => told('done'), 'each is told as done', longEnough);
  await isOver(stuck, 'ExecutionsTimedOut');
  expect([...stuck.live.rang]).toEqual(['ExecutionsTimedOut']);
}, 300_000);

test.each([
  ['direct', 60, 10],
  ['buffered', 30, 12],
])(
  'in %s %i broken photos ring none of %i alarms',
  async (mode, photos, alarms) => {
    // The work is not scaled, so a minute is longer here. What rings at the end shows that alarms were looked at.
    await using machine = await faulty(
      [{ at: 'function.presign', do: 'crash', skip: photos, times: 5 }],
      ['--time-scale', '0.1', '-c', `delivery.mode=${mode}`],
    );
    const broken = picture.subarray(0, picture.length / 2);
    for (let batch = 0; batch < photos / 10; batch++) {
      await Promise.all(Array.from({ length: 10 }, () => uploadByLink(machine, broken)));
    }
    await machine.live.until(
      ({ counts }) => counts.rejected.truncated === photos,
      'all are rejected',
      300_000,
    );
    for (let request = 0; request < 5; request++) {
      await askForLink(machine, { fileName: 'a.jpg', contentType: 'image/jpeg', size: 7 });
    }
    await rings(machine, 'UploadLinksFailing');

    expect(machine.live.alarms).toHaveLength(alarms);
    expect([...machine.live.rang]).toEqual(['UploadLinksFailing']);
  },
  400_000,
);
