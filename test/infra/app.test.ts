import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const run = promisify(execFile);

/** The app as the CDK's command line runs it, without bundling and without any credentials. */
async function synth(context: Record<string, string>) {
  const outdir = await mkdtemp(join(tmpdir(), 'darkroom-'));
  const env = {
    PATH: process.env.PATH,
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [], ...context }),
  };
  try {
    const { stderr } = await run('node', ['infra/app.ts'], { env }).catch(
      (error) => error as { stderr: string },
    );
    return { stderr, made: await readdir(outdir) };
  } finally {
    await rm(outdir, { recursive: true });
  }
}

test('synthesizes the stack without an account', async () => {
  const { made, stderr } = await synth({});

  expect(made).toContain('Darkroom.template.json');
  expect(stderr).toBe('');
});

test('a wrong setting stops it with what is wrong, and no stack trace', async () => {
  const { made, stderr } = await synth({ 'delivery.mode': 'buffred', 'uploads.maxBytes': 'many' });

  expect(made).not.toContain('Darkroom.template.json');
  expect(stderr).toContain('delivery.mode');
  expect(stderr).toContain('uploads.maxBytes');
  expect(stderr).not.toMatch(/\n\s+at /);
});

test('an existing bucket brings the commands that it needs', async () => {
  const { made, stderr } = await synth({ 'uploads.bucket': 'my-photos' });

  expect(made).toContain('Darkroom.template.json');
  expect(stderr).toContain('put-bucket-notification-configuration --bucket my-photos');
});
