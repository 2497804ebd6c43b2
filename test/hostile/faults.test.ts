import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { S3Client } from '@aws-sdk/client-s3';
import { expect, test } from '@jest/globals';
import { resizePhoto } from '../../functions/resize/handler.ts';
import { s3SourceBucket, s3ThumbnailsBucket } from '../../functions/shared/s3-store.ts';
import { filesIn } from '../local/s3/files-in.ts';
import { credentials, region } from '../local/s3/running-s3.ts';
import { made } from '../statemachine/answers.ts';
import { photoUploaded, uploaded } from '../statemachine/events.ts';
import { execute } from '../statemachine/execute.ts';
import { execution, photoSettings } from '../support/photo-stores.ts';
import { recordingObserver } from '../support/recording-observer.ts';
import { type Answer, scriptedServer } from '../support/scripted-server.ts';

// What a fault of AWS becomes on its whole way: from S3's answer, by the real SDK and the function, through the definition.

const refusal = (status: number, code: string): Answer => ({
  status,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`,
});

function storesAt(endpoint: string, retries = 1) {
  const settings = { endpoint, forcePathStyle: true, maxAttempts: retries };
  const client = new S3Client({ ...settings, region, credentials });
  return {
    uploads: s3SourceBucket(client, 'uploads-bucket'),
    thumbnails: s3ThumbnailsBucket(client, 'plain'),
    claimLifeMs: 270_000,
    now: Date.now,
  };
}

/** What Resize Photo throws when S3 answers so. */
async function thrownOn(...answers: Answer[]): Promise<Error> {
  await using s3 = await scriptedServer(answers);
  const resize = resizePhoto(storesAt(s3.endpoint), photoSettings);
  const detail = { bucket: { name: 'uploads-bucket' }, object: uploaded };
  const error = await resize({ detail, execution }, recordingObserver().observer).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(s3.requests.length).toBeGreaterThan(0);
  return error;
}

test.each([
  [503, 'SlowDown'],
  [503, 'ServiceUnavailable'],
  [500, 'InternalError'],
])('F1 S3 answering %i %s is tried again until it is done, and nobody hears of it', async (status, code) => {
  const error = await thrownOn(...Array<Answer>(9).fill(refusal(status, code)));

  const run = await execute(photoUploaded(), { resize: [error, error, error, made] });

  expect(run.path).toEqual(['Validate Key', 'Resize Photo', 'Publish Result']);
  expect([run.status, run.retries.length, run.published.length]).toEqual(['SUCCEEDED', 3, 1]);
});

test.each([
  ['F2', 403, 'AccessDenied'],
  ['F14', 400, 'KMS.DisabledException'],
  ['F14', 400, 'KMS.KMSInvalidStateException'],
  ['F14', 400, 'KMS.NotFoundException'],
])('%s S3 answering %i %s is not tried again, is told as failed and ends red', async (_id, status, code) => {
  const error = await thrownOn(...Array<Answer>(9).fill(refusal(status, code)));
  expect(error).toMatchObject({ name: code });

  const run = await execute(photoUploaded(), { resize: [error] });

  expect(run.path.slice(-3)).toEqual(['Record Failure', 'Publish Failure', 'Resize Photo Again']);
  expect(run).toMatchObject({ status: 'FAILED', error: code, retries: [] });
  expect(run.published).toHaveLength(1);
});

/** S3 of the one-machine run in a process whose files may not become larger than a few megabytes. */
async function s3OfSmallFiles(folder: string): Promise<{ child: ChildProcess; endpoint: string }> {
  const program = fileURLToPath(new URL('../local/s3/s3-process.ts', import.meta.url));
  const args = [process.execPath, '--disable-warning=ExperimentalWarning', program, folder];
  const { NODE_OPTIONS: _ofJest, ...env } = process.env;
  const child = spawn('sh', ['-c', 'ulimit -f 4096; exec "$0" "$@"', ...args], {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { child, endpoint: `http://127.0.0.1:${port}` };
}

test('F9 a disk with no room for a rendition is worth a retry, leaves nothing behind, and takes the next one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-'));
  const { child, endpoint } = await s3OfSmallFiles(folder);
  try {
    const { thumbnails } = storesAt(endpoint);
    const rendition = (bytes: number) => ({
      body: Buffer.alloc(bytes, 7),
      contentType: 'image/jpeg',
      cacheControl: 'max-age=1',
      metadata: { claim: 'c', settings: 's' },
    });

    await expect(thumbnails.write('large.jpg', rendition(9e6), 'nothing')).rejects.toMatchObject({
      name: 'StorageUnavailableError',
    });
    expect(await thumbnails.head('large.jpg')).toBeUndefined();
    expect(await filesIn(folder)).toEqual([]);

    expect(await thumbnails.write('large.jpg', rendition(9e3), 'nothing')).toBe(true);
    expect(await thumbnails.head('large.jpg')).toMatchObject({ bytes: 9e3 });
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
    await rm(folder, { recursive: true });
  }
});
