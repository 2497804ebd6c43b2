import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from '@jest/globals';
import type { NoticeView } from '../../../local/console/api.ts';
import { photo } from '../../fixtures/pictures.ts';
import { onDisk, settled } from '../../soak/on-disk.ts';
import { type Supervised, supervised } from '../../soak/supervised.ts';
import { darkroom, objects } from '../../support/command-line.ts';

/** Each photo fails once for good; then the process is killed where redriven executions come by. */
const faults = [
  { at: 'function.resize', do: 'crash', times: 3, per: 'photo' },
  { at: 's3.PutObject', do: 'kill-after', match: '/thumbnails/' },
  { at: 'state.Publish Result', do: 'kill' },
  { at: 'sns.Publish', do: 'kill-after', match: 'Photo done' },
];
const keys = Array.from({ length: 6 }, (_, each) => `uploads/again/${each}.jpg`);

test('killed in the middle of redriven executions, it loses no photo and tells no end under two ids', async () => {
  await using running = await supervised(['--time-scale', '0.02'], { seed: 1, faults });
  const { data } = running.machine;
  const over = async () => expect(await settled(data, { report() {} })).toEqual([]);
  const statuses = () => onDisk(data).executions.map(({ status }) => status);
  const command = (...args: string[]) => darkroom([...args, '--data', data]);
  await putAll(running, await photo({ width: 300, height: 200 }).jpeg().toBuffer());
  await over();
  expect(statuses()).toEqual(keys.map(() => 'FAILED'));

  // Killed under the hands of the command too, which is begun again then as its user would.
  do {
    await running.up();
    await command('redrive', '--yes');
    await over();
  } while (statuses().includes('FAILED'));

  expect(statuses()).toEqual(keys.map(() => 'SUCCEEDED'));
  expect(running.deaths).toHaveLength(3);
  await running.up();
  expect(objects(await command('status', '--json', ...keys))).toEqual(
    keys.map((key) => expect.objectContaining({ key, status: 'done', renditions: [expect.anything()] })),
  );
  const told = await noticesAt(running.machine.page);
  for (const key of keys) {
    const ends = new Set(
      told.filter((notice) => notice.key === key).map(({ status, id }) => `${status} ${id}`),
    );
    expect([...ends].map((end) => end.split(' ')[0]).toSorted()).toEqual(['done', 'failed']);
  }
  await running.stop();
  expect(running.problems).toEqual([]);
}, 300_000);

async function putAll({ machine, about }: Supervised, Body: Buffer): Promise<void> {
  const s3 = new S3Client(machine.client);
  const Bucket = about.outputs.UploadsBucketName;
  await Promise.all(keys.map((Key) => s3.send(new PutObjectCommand({ Bucket, Key, Body }))));
}

async function noticesAt(page: string): Promise<{ key: string; status: string; id: string }[]> {
  const answer = await fetch(`${page}/api/notices`);
  const { notices } = (await answer.json()) as { notices: NoticeView[] };
  return notices.map(({ json }) => JSON.parse(json));
}
