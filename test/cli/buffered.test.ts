import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { photo } from '../fixtures/pictures.ts';
import { begin, ended, linesOf, objects, on } from '../support/command-line.ts';
import { type OneMachine, oneMachine } from '../support/one-machine.ts';

// Behind a buffer executions are Express: Step Functions lists none of them, and what failed for good is parked.

/** As often as the buffer delivers a message before it is a dead letter. */
const faults = [{ at: 'states.StartSyncExecution', do: '500', match: 'doomed', times: 5 }];

let folder: string;
let machine: OneMachine;
let run: ReturnType<typeof on>;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkroom-buffered-'));
  const picture = await photo({ width: 300, height: 200 }).jpeg().toBuffer();
  await Promise.all([
    writeFile(at('faults.json'), JSON.stringify({ faults })),
    writeFile(at('good.jpg'), picture),
    writeFile(at('doomed.jpg'), picture),
    writeFile(at('gone.jpg'), picture),
    writeFile(at('cut.jpg'), picture.subarray(0, picture.length / 2)),
  ]);
  const flags = ['-c', 'delivery.mode=buffered', '--faults', at('faults.json'), '--time-scale', '0.02'];
  machine = await oneMachine({ data: at('data'), flags });
  run = on(machine);
});
afterAll(async () => {
  await machine?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe('behind a buffer', () => {
  test('watch shows the queues and deletions, and redrive sends what is parked round again', async () => {
    const child = begin(['watch', '--json', '--interval', '1', '--data', machine.data]);
    const end = ended(child);
    const { code, stdout } = await run('upload', '--json', ...['good.jpg', 'cut.jpg', 'gone.jpg'].map(at));
    expect(code).toBe(1);
    const sent = objects<{ file: string; key: string; status: string }>({ stdout });
    expect(sent.map(({ status }) => status).toSorted()).toEqual(['done', 'done', 'rejected']);
    const [doomed] = objects<{ key: string }>(await run('upload', '--json', '--no-wait', at('doomed.jpg')));
    const gone = sent.find(({ file }) => file === at('gone.jpg'))?.key;
    const Bucket = machine.live.snapshot.about.outputs.UploadsBucketName;
    const s3 = new S3Client(machine.client);
    let deleting: Promise<unknown> | undefined;
    let told: { key?: string; status?: string } | undefined;
    for await (const line of linesOf(child)) {
      const said = JSON.parse(line);
      if (said.parked === 1) deleting ??= s3.send(new DeleteObjectCommand({ Bucket, Key: gone }));
      if (said.of !== 'deletion' || said.what !== 'ended') continue;
      told = said;
      break;
    }
    await deleting;
    expect(told).toMatchObject({ key: gone, status: 'SUCCEEDED' });
    child.kill('SIGINT');
    expect(await end).toMatchObject({ code: 0, stderr: expect.stringContaining('the queues') });

    const dry = await run('redrive', '--json');
    const parked = { queue: 'ParkedQueueUrl', to: 'the buffer', messages: 1 };
    expect(objects(dry)).toContainEqual({ ...parked, done: false });
    const doctor = await run('doctor', '--no-photo', '--json');
    expect(doctor.code).toBe(1);
    expect(objects(doctor)).toContainEqual({
      ...{ check: 'dead letters', state: 'bad', todo: expect.stringContaining('npx darkroom redrive') },
      says: '1 message that failed each time, parked for you.',
    });
    expect(objects(await run('redrive', '--yes', '--json'))).toContainEqual({ ...parked, done: true });

    const after = await run('status', '--wait', '--json', doomed?.key ?? '');
    expect(objects(after)).toMatchObject([{ status: 'done' }]);
    expect(objects(await run('redrive', '--json')).at(-1)).toMatchObject({ summary: { sentBack: 0 } });
  });

  test('backfill makes what is missing past the buffer, by executions that answer', async () => {
    const s3 = new S3Client({ ...machine.client, forcePathStyle: true });
    const { ThumbnailsBucketName: Bucket } = machine.live.snapshot.about.outputs;
    const Prefix = 'thumbnails/';
    const { Contents: [{ Key } = {}] = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));

    const made = objects(await run('backfill', '--yes', '--json'));
    expect(made[0]).toMatchObject({ plan: { current: 1, without: 1, rejected: 1, photos: 1 } });
    expect(made[1]).toMatchObject({ status: 'SUCCEEDED', execution: expect.stringContaining(':express:') });
    expect(made[2]).toEqual({ summary: { photos: 1, failed: 0, left: 0 } });
    const again = objects(await run('backfill', '--yes', '--json'));
    expect(again).toMatchObject([{ plan: { current: 2, photos: 0 } }]);
  });

  test('doctor finds all well, and leaves nothing of its photo', async () => {
    const objectsIn = async (Bucket: string | undefined) => {
      const page = await new S3Client({ ...machine.client, forcePathStyle: true }).send(
        new ListObjectVersionsCommand({ Bucket }),
      );
      return [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key }) => Key);
    };
    const { outputs } = machine.live.snapshot.about;
    const before = await Promise.all(
      [outputs.UploadsBucketName, outputs.ThumbnailsBucketName].map(objectsIn),
    );
    const { code, stdout, stderr } = await run('doctor');

    expect({ code, stderr }).toEqual({ code: 0, stderr: 'All is well.\n' });
    expect(stdout).toContain('✓ upload links: They answer to your signature, and to nobody without one.\n');
    expect(stdout).toContain('✓ dead letters: There are none.\n');
    expect(stdout).toMatch(/^✓ a test photo: It is done after \d+\.\d s, with 1 rendition\.$/m);
    expect(stdout).toMatch(/^✓ a test photo: It was taken away again, with all that came of it\.$/m);
    const after = await Promise.all([outputs.UploadsBucketName, outputs.ThumbnailsBucketName].map(objectsIn));
    expect(after).toEqual(before);
    const { Attributes } = await new SQSClient(machine.client).send(
      new GetQueueAttributesCommand({ QueueUrl: outputs.ParkedQueueUrl, AttributeNames: ['All'] }),
    );
    expect(Attributes?.ApproximateNumberOfMessages).toBe('0');
  });
});
