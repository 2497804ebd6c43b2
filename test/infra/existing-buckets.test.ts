import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { commandsForExistingBuckets } from '../../infra/existing-buckets.ts';
import { readSettings } from '../../infra/settings.ts';

const run = promisify(execFile);
const origins = ["https://it's.example", 'http://localhost:3000'];

/** What the bucket has, as the AWS CLI prints it; undefined where it fails. */
interface Bucket {
  notifications: string | undefined;
  cors: string | undefined;
}

/** Runs the commands, pasted as one, in a shell whose `aws` answers for this bucket: its calls, and the files. */
async function runAgainst({ notifications, cors }: Bucket) {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-'));
  const written = (name: string) => readFile(join(folder, name), 'utf8').then(JSON.parse, () => undefined);
  try {
    const aws = [
      '#!/bin/sh',
      'echo "$@" >> calls',
      'case "$2" in get-*) exec cat "$2" ;; esac', // which fails where there is no such file
    ];
    await writeFile(join(folder, 'aws'), aws.join('\n'), { mode: 0o755 });
    if (notifications !== undefined)
      await writeFile(join(folder, 'get-bucket-notification-configuration'), notifications);
    if (cors !== undefined) await writeFile(join(folder, 'get-bucket-cors'), cors);
    const settings = readSettings({ darkroom: { uploads: { bucket: 'my-photos' }, links: { origins } } });
    const [, ...commands] = (commandsForExistingBuckets(settings) ?? '').split('\n');
    await run('sh', ['-c', `${commands.join('\n')}\ntrue`], {
      cwd: folder,
      env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
    });
    const calls = (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n');
    const files = { notifications: await written('notifications.json'), cors: await written('cors.json') };
    return { calls: calls.map((call) => call.replace('s3api ', '')), ...files };
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('the commands keep the notifications and the CORS rules that are there', async () => {
  const had = { QueueConfigurations: [{ Id: 'mine', QueueArn: 'arn', Events: ['s3:ObjectCreated:*'] }] };
  const rule = { AllowedMethods: ['GET'], AllowedOrigins: ['*'] };

  const { calls, notifications, cors } = await runAgainst({
    notifications: JSON.stringify(had),
    cors: JSON.stringify({ CORSRules: [rule] }),
  });

  expect(notifications).toEqual({ ...had, EventBridgeConfiguration: {} });
  expect(cors).toEqual({
    CORSRules: [
      rule,
      {
        AllowedOrigins: origins,
        AllowedMethods: ['PUT'],
        AllowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
        ExposeHeaders: ['ETag'],
        MaxAgeSeconds: 3600,
      },
    ],
  });
  expect(calls).toEqual([
    'get-bucket-notification-configuration --bucket my-photos --output json',
    'put-bucket-notification-configuration --bucket my-photos --notification-configuration file://notifications.json',
    'put-bucket-versioning --bucket my-photos --versioning-configuration Status=Enabled',
    'get-bucket-cors --bucket my-photos --output json',
    'put-bucket-cors --bucket my-photos --cors-configuration file://cors.json',
  ]);
});

test('a bucket without notifications, of which the CLI says nothing at all, gets them', async () => {
  const { notifications } = await runAgainst({ notifications: '', cors: undefined });

  expect(notifications).toEqual({ EventBridgeConfiguration: {} });
});

test('what cannot be read is not written over', async () => {
  const { calls, ...files } = await runAgainst({ notifications: undefined, cors: undefined });

  expect(files).toEqual({ notifications: undefined, cors: undefined });
  expect(calls.filter((call) => call.startsWith('put-'))).toEqual([
    expect.stringContaining('put-bucket-versioning'),
  ]);
});

test('without origins there is no word of CORS, and for a bucket of our own no word at all', () => {
  expect(commandsForExistingBuckets(readSettings({ 'uploads.bucket': 'my-photos' }))).not.toContain('cors');
  expect(commandsForExistingBuckets(readSettings({}))).toBeUndefined();
});
