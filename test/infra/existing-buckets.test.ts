import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { commandsForExistingBuckets } from '../../infra/existing-buckets.ts';
import { readSettings } from '../../infra/settings.ts';

const run = promisify(execFile);
const existing = readSettings({ 'uploads.bucket': 'my-photos', 'links.origins': 'https://example.com' });

/** Runs the commands in a shell whose `aws` answers the question and writes down what it is told. */
async function runAgainst(configuration: string): Promise<string[]> {
  return runWith('cat configuration', configuration);
}

async function runWith(answer: string, configuration = ''): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-'));
  try {
    const aws = [
      '#!/bin/sh',
      'echo "$@" >> calls',
      `case "$*" in *get-bucket-notification-configuration*) ${answer} ;; esac`,
    ];
    await writeFile(join(folder, 'configuration'), configuration);
    await writeFile(join(folder, 'aws'), aws.join('\n'), { mode: 0o755 });
    const [, ...commands] = (commandsForExistingBuckets(existing) ?? '').split('\n');
    await run('sh', ['-ec', commands.join('\n')], {
      cwd: folder,
      env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
    });
    const written = await readFile(join(folder, 'notifications.json'), 'utf8').catch(() => '');
    return [written, ...(await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n')];
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('the commands keep the notifications that are there and add EventBridge', async () => {
  const before = { QueueConfigurations: [{ Id: 'mine', QueueArn: 'arn', Events: ['s3:ObjectCreated:*'] }] };

  const [written, ...calls] = await runAgainst(JSON.stringify(before));

  expect(JSON.parse(written ?? '')).toEqual({ ...before, EventBridgeConfiguration: {} });
  expect(calls).toEqual([
    's3api get-bucket-notification-configuration --bucket my-photos --output json',
    's3api put-bucket-notification-configuration --bucket my-photos --notification-configuration file://notifications.json',
    's3api put-bucket-versioning --bucket my-photos --versioning-configuration Status=Enabled',
    's3api get-bucket-cors --bucket my-photos',
    expect.stringMatching(
      /^s3api put-bucket-cors --bucket my-photos --cors-configuration \{"CORSRules":\[\{"AllowedOrigins":\["https:\/\/example.com"\]/,
    ),
  ]);
});

test('a bucket without notifications, of which the CLI says nothing at all, gets them', async () => {
  const [written] = await runAgainst('');

  expect(JSON.parse(written ?? '')).toEqual({ EventBridgeConfiguration: {} });
});

test('notifications that cannot be read are not written over', async () => {
  const [written, ...calls] = await runWith('exit 254');

  expect(written).toBe('');
  expect(calls).not.toContainEqual(expect.stringContaining('put-bucket-notification-configuration'));
});

test('without origins there is no word of CORS, and for a bucket of our own no word at all', () => {
  expect(commandsForExistingBuckets(readSettings({ 'uploads.bucket': 'my-photos' }))).not.toContain('cors');
  expect(commandsForExistingBuckets(readSettings({}))).toBeUndefined();
});
