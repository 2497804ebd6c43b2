import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { photo } from '../../fixtures/pictures.ts';
import { oneMachine } from '../../support/one-machine.ts';
import { becomes, noticesOf } from '../../support/upload.ts';

const run = promisify(execFile);
const { NODE_OPTIONS: _ofJest, ...env } = process.env;
const Bucket = 'darkroom-buckets-uploads';
const key = 'uploads/killed.jpg';

let folder: string;
let picture: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkroom-faults-'));
  picture = await photo({ width: 300, height: 200 }).jpeg().toBuffer();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function faultsFile(faults: readonly object[]): Promise<string> {
  const file = join(folder, 'faults.json');
  await writeFile(file, JSON.stringify({ faults }));
  return file;
}

async function injected(): Promise<string[]> {
  const lines = (await readFile(join(folder, 'data', 'faults.jsonl'), 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line)).map(({ at, do: kind }) => `${at} ${kind}`);
}

/** One life of the process, from its start to its end. */
async function life(flags: readonly string[]): Promise<unknown> {
  const args = ['--disable-warning=ExperimentalWarning', 'local/start.ts', '--port', '0', ...flags];
  const child = spawn(process.execPath, [...args, '--data', join(folder, 'data')], { env, stdio: 'ignore' });
  const [, signal] = await once(child, 'exit');
  return signal;
}

test('killed at each step, it goes on where it was: the photo is done, and told of under one id', async () => {
  const kills = [
    { at: 's3.PutObject', do: 'kill-after', match: `${Bucket}/${key}` },
    { at: 'states.StartExecution', do: 'kill-after', match: key },
    { at: 'state.Resize Photo', do: 'kill' },
    { at: 'function.resize', do: 'kill-after' },
    { at: 'sns.Publish', do: 'kill-after' },
  ];
  const flags = ['--faults', await faultsFile(kills), '--time-scale', '0.1'];

  await using first = await oneMachine({ data: join(folder, 'data'), flags });
  expect(first.printed).toContain('Faults 5 on purpose');
  expect(first.live.snapshot.about.faults).toBe(5);
  const client = new S3Client({ ...first.client, maxAttempts: 1 });
  const killed = once(first.process, 'exit');
  await expect(client.send(new PutObjectCommand({ Bucket, Key: key, Body: picture }))).rejects.toThrow();
  expect(await killed).toEqual([null, 'SIGKILL']);
  first.live[Symbol.dispose]();

  for (let lives = 2; (await injected()).length < kills.length; lives++) {
    expect(lives).toBeLessThanOrEqual(kills.length);
    expect(await life(flags)).toBe('SIGKILL');
    expect(await injected()).toHaveLength(lives);
  }
  await using last = await oneMachine({ data: join(folder, 'data'), flags });
  await becomes(last, key, 'done');

  expect(await injected()).toEqual(kills.map(({ at, do: kind }) => `${at} ${kind}`));
  await last.live.until(() => noticesOf(last, key).length === 2, 'the notice is there once more');
  const [before, after] = noticesOf(last, key);
  expect(after).toEqual(before);
}, 180_000);

test('a file that says nothing that can be meant ends the start, and says which entry', async () => {
  const file = await faultsFile([
    { at: 's3.GetObject', do: 'cut' },
    { at: 'function.rezise', do: 'crash' },
  ]);
  const flags = ['--port', '0', '--data', join(folder, 'other'), '--faults', file];

  await expect(
    run(process.execPath, ['--disable-warning=ExperimentalWarning', 'local/start.ts', ...flags], { env }),
  ).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(
      /faults\[1\]: "at" is "function\.rezise"; it may be .*"function\.resize".*\ndocs\/local\.md, Faults/,
    ),
  });
});
