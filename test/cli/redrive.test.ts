import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request as requestHttp } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeExecutionCommand, RedriveExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { PurgeQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { announcedIn, type Connection } from '../../local/connection.ts';
import { photo } from '../fixtures/pictures.ts';
import { darkroom, objects, on } from '../support/command-line.ts';
import { type OneMachine, oneMachine } from '../support/one-machine.ts';
import { becomes, photoAt, uploadByLink } from '../support/upload.ts';

interface Item {
  key?: string;
  execution?: string;
  error?: string;
  how?: string;
  why?: string;
  done?: boolean;
  queue?: string;
  messages?: number;
  summary?: Record<string, number | boolean>;
}

const faults = [
  { at: 'function.resize', do: 'crash', match: 'crash', times: 'always' },
  { at: 's3.GetObject', do: '503', match: 'busy', times: 'always' },
  { at: 'sns.Publish', do: '500', match: 'untold', times: 'always' },
  { at: 's3.GetObject', do: '403', match: 'raced', times: 'always' },
];
const raced = ['raced-looked.jpg', 'raced-judged.jpg'] as const;
const names = ['crash.jpg', 'busy.jpg', 'untold.jpg', 'old-crash.jpg', ...raced] as const;

let folder: string;
let machine: OneMachine;
let picture: Buffer;
let run: ReturnType<typeof on>;
const keys = {} as Record<(typeof names)[number], string>;
const scale = ['--time-scale', '0.02'];

/** What is red for good, as a user of --json reads it. */
async function items(...args: string[]): Promise<Item[]> {
  const ended = await run('redrive', '--json', ...args);
  expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: '' });
  return objects<Item>(ended);
}
const summaryIn = (all: Item[]) => all.find(({ summary }) => summary !== undefined)?.summary;
const of = (all: Item[], name: (typeof names)[number]) => all.find(({ key }) => key === keys[name]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkroom-redrive-'));
  const data = join(folder, 'data');
  const file = join(folder, 'faults.json');
  await writeFile(file, JSON.stringify({ faults }));
  picture = await photo({ width: 300, height: 200 }).jpeg().toBuffer();
  const broken = await oneMachine({ data, flags: ['--faults', file, ...scale] });
  for (const name of names) keys[name] = (await uploadByLink(broken, picture, name)).key;
  const red = (key: string) => photoAt(broken, key)?.execution;
  await broken.live.until(() => names.every((name) => red(keys[name]) !== undefined), 'all have begun');
  const sfn = new SFNClient(broken.client);
  for (const name of names) {
    const executionArn = red(keys[name]);
    const status = async () => (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status;
    while ((await status()) === 'RUNNING') await sleep(100);
    expect(await status()).toBe('FAILED');
  }
  await broken.kill('SIGINT');
  age(join(data, 'states.db'), keys['old-crash.jpg']);
  machine = await oneMachine({ data, flags: scale });
  run = on(machine);
});
afterAll(async () => {
  await machine?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** The darkroom of this file by an address at which something else happens before each question of an execution. */
async function overtaken(act: (operation: string, executionArn: string) => Promise<void>) {
  const { endpoint, region } = announcedIn(machine.data) as Connection;
  const proxy = createServer(async (request, response) => {
    const body = await text(request);
    const operation = `${request.headers['x-amz-target']}`.replace('AWSStepFunctions.', '');
    const { executionArn } = /^\{/.test(body) ? JSON.parse(body) : {};
    if (executionArn !== undefined) await act(operation, executionArn);
    const { method = '', url = '', headers } = request;
    const passedOn = requestHttp(`${endpoint}${url}`, { method, headers });
    passedOn.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    passedOn.end(body);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const data = await mkdtemp(join(folder, 'overtaken-'));
  await copyFile(join(machine.data, 'secret-access-key'), join(data, 'secret-access-key'));
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  await writeFile(join(data, 'connection.json'), JSON.stringify({ endpoint: address, region }));
  return {
    run: (...args: string[]) => darkroom([...args, '--data', data]),
    async [Symbol.asyncDispose]() {
      proxy.closeAllConnections();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}

/** As if it had failed fifteen days ago, which is too long for a redrive. */
function age(file: string, key: string): void {
  const database = new DatabaseSync(file);
  const days = 15 * 24 * 3600 * 1000;
  database.prepare('UPDATE executions SET endedAt = endedAt - ? WHERE instr(input, ?) > 0').run(days, key);
  database.close();
}

describe('redrive', () => {
  test('begins nothing beside what somebody else redrives while it looks, or just before it', async () => {
    const sfn = new SFNClient(machine.client);
    const executionOf = (name: (typeof names)[number]) => photoAt(machine, keys[name])?.execution ?? '';
    const [looked, judged] = [executionOf('raced-looked.jpg'), executionOf('raced-judged.jpg')];
    await using place = await overtaken(async (operation, executionArn) => {
      const moment = { [looked]: 'DescribeExecution', [judged]: 'RedriveExecution' }[executionArn];
      if (operation === moment) await sfn.send(new RedriveExecutionCommand({ executionArn }));
    });

    const ended = await place.run('redrive', '--json', '--yes', '--error', 'AccessDenied');

    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(objects<Item>(ended)).toEqual([
      expect.objectContaining({ execution: judged, how: 'redrive', done: true }),
      { summary: { redriven: 1, fresh: 0, left: 0, sentBack: 0, refused: 0, dryRun: false } },
    ]);
    for (const executionArn of [looked, judged]) {
      const { redriveCount } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      expect(redriveCount).toBe(1);
    }
  });

  test('says first what it would do with each execution, and does nothing', async () => {
    const all = await items();

    expect(of(all, 'crash.jpg')).toMatchObject({ how: 'redrive', status: 'FAILED', done: false });
    expect(of(all, 'crash.jpg')?.error).toBe('Runtime.ExitError');
    expect(of(all, 'busy.jpg')).toMatchObject({ how: 'redrive', error: 'StorageUnavailableError' });
    expect(of(all, 'untold.jpg')).toMatchObject({ how: 'redrive' });
    expect(of(all, 'old-crash.jpg')).toMatchObject({ how: 'fresh', why: expect.stringContaining('period') });
    expect(summaryIn(all)).toEqual({
      ...{ redriven: 3, fresh: 1, left: 0, sentBack: expect.any(Number), refused: 0, dryRun: true },
    });
    expect(photoAt(machine, keys['crash.jpg'])?.status).toBe('failed');
  });

  test('takes only what failed by an error, or since a time', async () => {
    expect(summaryIn(await items('--since', '1h'))).toMatchObject({ redriven: 3, fresh: 0 });
    const ended = await run('redrive', '--json', '--error', 'StorageUnavailableError', 'Other');
    expect(objects<Item>(ended).filter(({ key }) => key !== undefined)).toEqual([
      expect.objectContaining({ key: keys['busy.jpg'] }),
    ]);
  });

  test('with --fresh begins none anew whose traces are young: it could be taken for a duplicate', async () => {
    const all = await items('--fresh');

    expect(of(all, 'crash.jpg')).toMatchObject({ how: 'later', why: expect.stringContaining('duplicate') });
  });

  test('runs all of them again, each once', async () => {
    const all = await items('--yes');
    expect(summaryIn(all)).toMatchObject({ redriven: 3, fresh: 1, left: 0, refused: 0, dryRun: false });

    await Promise.all(names.map((name) => becomes(machine, keys[name], 'done')));
    const status = await run('status', '--json', ...Object.values(keys));
    expect(objects(status).map((each) => each.status)).toEqual(names.map(() => 'done'));
    const again = await items('--yes');
    expect(of(again, 'old-crash.jpg')).toMatchObject({
      how: 'nothing',
      why: expect.stringContaining('SUCCEEDED'),
    });
    expect(summaryIn(again)).toMatchObject({ redriven: 0, fresh: 0, left: 1, refused: 0 });
  });

  test('sends messages of the dead-letter queues back to where they were meant to go', async () => {
    const { outputs } = machine.live.snapshot.about;
    const sqs = new SQSClient(machine.client);
    const sfn = new SFNClient(machine.client);
    const executionArn = photoAt(machine, keys['crash.jpg'])?.execution ?? '';
    const { input = '' } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    const id = crypto.randomUUID();
    const put = (QueueUrl: string | undefined, body: object) =>
      sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body) }));
    await put(outputs.UndeliveredQueueUrl, { ...JSON.parse(input), id });
    // It has gone on since: there is nothing to tell of that end any more.
    const detail = { executionArn, name: 'x', status: 'FAILED', input };
    await put(outputs.UntoldQueueUrl, { 'detail-type': 'Step Functions Execution Status Change', detail });

    const counted = await items();
    const of = (all: Item[]) => all.filter(({ queue }) => queue !== undefined);
    expect(of(counted)).toContainEqual({
      ...{ queue: 'UndeliveredQueueUrl', to: 'the state machine', messages: 1, done: false },
    });
    expect(of(await items('--yes', '--since', '1h'))).toEqual([
      { queue: 'UndeliveredQueueUrl', to: 'the state machine', messages: 1, done: true },
      {
        ...{ queue: 'UndeliveredDeletionsQueueUrl', to: 'the state machine of deletions' },
        ...{ messages: 0, done: true },
      },
      { queue: 'UntoldQueueUrl', to: 'the function that tells', messages: 1, done: true },
    ]);
    const begun = executionArn.replace(/[^:]+$/, id);
    expect(await sfn.send(new DescribeExecutionCommand({ executionArn: begun }))).toMatchObject({ name: id });
    expect(of(await items()).map(({ messages }) => messages)).toEqual([0, 0, 0]);

    // What is no event at all stays, and is in nobody's way.
    await sqs.send(
      new SendMessageCommand({ QueueUrl: outputs.UndeliveredQueueUrl, MessageBody: 'no event' }),
    );
    await put(outputs.UndeliveredQueueUrl, { ...JSON.parse(input), id });
    const refusing = await run('redrive', '--json', '--yes');
    expect(refusing).toMatchObject({ code: 1, stderr: '' });
    expect(of(objects<Item>(refusing))).toContainEqual(
      expect.objectContaining({ queue: 'UndeliveredQueueUrl', messages: 1, refused: expect.any(Object) }),
    );
    expect(summaryIn(objects<Item>(refusing))).toMatchObject({ sentBack: 1, refused: 1 });
    expect(of(await items())).toContainEqual(
      expect.objectContaining({ queue: 'UndeliveredQueueUrl', messages: 1 }),
    );
    await sqs.send(new PurgeQueueCommand({ QueueUrl: outputs.UndeliveredQueueUrl }));

    // As a redrive leaves it that is killed, but for longer: this darkroom's time is short.
    await put(outputs.UndeliveredQueueUrl, { ...JSON.parse(input), id });
    await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: outputs.UndeliveredQueueUrl, VisibilityTimeout: 43_200 }),
    );
    expect(of(await items())).toContainEqual(
      expect.objectContaining({ queue: 'UndeliveredQueueUrl', messages: 0, inHand: 1 }),
    );
    expect((await run('redrive')).stderr).toContain(
      '1 message of the queue of undelivered uploads in somebody',
    );
  });
});
