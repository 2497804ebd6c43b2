import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { expect, test } from '@jest/globals';
import type { BusEvent } from '../../../local/events/event.ts';
import type { ObjectChange } from '../../../local/s3/index.ts';
import { account, runS3 } from './running-s3.ts';

const key = 'uploads/ä b+c%20/😀.jpg';

function objectIn(event: BusEvent | undefined): Record<string, unknown> {
  return (event?.detail.object ?? {}) as Record<string, unknown>;
}

test('a write is told as S3 tells it', async () => {
  await using running = await runS3({ now: () => Date.parse('2026-11-21T03:00:00.789Z') });
  const at = { Bucket: 'versioned', Key: key };
  // Signed with a clock of its own, which the server holds against the one it was given.
  const client = running.clientWith({ systemClockOffset: Date.parse('2026-11-21T03:00:00Z') - Date.now() });
  const { VersionId, ETag, $metadata } = await client.send(new PutObjectCommand({ ...at, Body: 'hello' }));
  expect(running.events()).toEqual([
    {
      version: '0',
      id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      'detail-type': 'Object Created',
      source: 'aws.s3',
      account,
      time: '2026-11-21T03:00:00Z',
      region: 'us-east-1',
      resources: ['arn:aws:s3:::versioned'],
      detail: {
        version: '0',
        'event-version': '1.0',
        bucket: { name: 'versioned' },
        object: {
          key,
          size: 5,
          etag: ETag?.replaceAll('"', ''),
          'version-id': VersionId,
          sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
        },
        'request-id': $metadata.requestId,
        requester: account,
        'source-ip-address': '127.0.0.1',
        reason: 'PutObject',
      },
    },
  ]);
});

test('each way to make an object has its reason', async () => {
  await using running = await runS3();
  const Bucket = 'telling';
  await running.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
  await running.client.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/a` }));
  const Body = Buffer.alloc(6_000_000);
  await new Upload({ client: running.client, params: { Bucket, Key: 'c', Body } }).done();
  const events = running.events();
  expect(events.map(({ detail }) => detail.reason)).toEqual([
    'PutObject',
    'CopyObject',
    'CompleteMultipartUpload',
  ]);
  expect(objectIn(events[2])).toMatchObject({
    key: 'c',
    size: 6_000_000,
    etag: expect.stringMatching(/-2$/),
  });
  expect(objectIn(events[0])).not.toHaveProperty('version-id');
});

test('deletes say whether they can be taken back', async () => {
  await using running = await runS3();
  const at = { Bucket: 'versioned', Key: 'a' };
  const { VersionId } = await running.client.send(new PutObjectCommand({ ...at, Body: 'x' }));
  const marker = await running.client.send(new DeleteObjectCommand(at));
  await running.client.send(new DeleteObjectCommand({ ...at, VersionId }));
  await running.client.send(new PutObjectCommand({ Bucket: 'telling', Key: 'b', Body: 'x' }));
  const Objects = [{ Key: 'b' }, { Key: 'never there' }];
  await running.client.send(new DeleteObjectsCommand({ Bucket: 'telling', Delete: { Objects } }));
  const deleted = running.events().filter((event) => event['detail-type'] === 'Object Deleted');
  const sequencer = expect.any(String);
  expect(deleted.map(({ detail }) => [detail.reason, detail['deletion-type'], detail.object])).toEqual([
    [
      'DeleteObject',
      'Delete Marker Created',
      { key: 'a', etag: 'd41d8cd98f00b204e9800998ecf8427e', 'version-id': marker.VersionId, sequencer },
    ],
    ['DeleteObject', 'Permanently Deleted', { key: 'a', 'version-id': VersionId, sequencer }],
    ['DeleteObject', 'Permanently Deleted', { key: 'b', sequencer }],
  ]);
});

test('a bucket that sends no events sends none, and what is refused is not told', async () => {
  await using running = await runS3();
  await running.client.send(new PutObjectCommand({ Bucket: 'plain', Key: 'a', Body: 'x' }));
  const condition = { 'if-match': '"abc"' };
  await running.send('PUT', '/telling/a', { headers: condition, body: 'x' });
  expect(running.events()).toEqual([]);
});

test('sequencers grow over restarts and when the clock goes backwards', async () => {
  const folder = await mkdtemp(join(tmpdir(), 's3-'));
  const sequencers: unknown[] = [];
  for (const shift of [0, -600_000, -300_000]) {
    const now = () => Date.now() + shift;
    await using running = await runS3({ folder, now });
    const put = (at: number) =>
      running.client.send(new PutObjectCommand({ Bucket: 'telling', Key: `${at}`, Body: 'x' }));
    await Promise.all([1, 2, 3].map(put));
    const pending = running.s3.outbox.pending(100);
    sequencers.push(...pending.map(({ event }) => objectIn(event).sequencer));
    for (const { id } of pending) running.s3.outbox.delivered(id);
    await running.client.send(new DeleteObjectCommand({ Bucket: 'telling', Key: '1' }));
  }
  expect(new Set(sequencers).size).toBe(11);
  expect(sequencers).toEqual(sequencers.toSorted());
  await rm(folder, { recursive: true });
});

test('events wait in the outbox, over a restart too, until they are delivered', async () => {
  const folder = await mkdtemp(join(tmpdir(), 's3-'));
  {
    await using running = await runS3({ folder });
    let added = 0;
    running.s3.outbox.onAdded(() => (added += 1));
    for (const Key of ['a', 'b', 'c']) {
      await running.client.send(new PutObjectCommand({ Bucket: 'telling', Key, Body: 'x' }));
    }
    expect(added).toBe(3);
    const [, second] = running.s3.outbox.pending(2);
    running.s3.outbox.delivered(second?.id ?? '');
  }
  {
    await using running = await runS3({ folder });
    expect(running.events().map((event) => objectIn(event).key)).toEqual(['a', 'c']);
  }
  await rm(folder, { recursive: true });
});

test('the current object can be told of again, as a new event', async () => {
  await using running = await runS3();
  const at = { Bucket: 'versioned', Key: key };
  await running.client.send(new PutObjectCommand({ ...at, Body: 'old' }));
  await running.client.send(
    new CopyObjectCommand({
      ...at,
      CopySource: `versioned/${encodeURIComponent(key)}`,
      MetadataDirective: 'REPLACE',
    }),
  );
  expect(running.s3.resend('versioned', key)).toBe(true);
  const [, event, again] = running.events();
  expect(again?.detail).toEqual(event?.detail);
  expect(again?.id).not.toBe(event?.id);
  await running.client.send(new DeleteObjectCommand(at));
  expect(running.s3.resend('versioned', key)).toBe(false);
  expect(running.s3.resend('nowhere', key)).toBe(false);
});

test('listeners hear of changes when they are there to be seen', async () => {
  await using running = await runS3();
  const changes: ObjectChange[] = [];
  running.s3.onChange((change) => {
    changes.push(change);
    if (change.kind === 'created') {
      expect(running.s3.current(change.bucket, change.key)?.etag).toBe(change.info?.etag);
    }
  });
  const at = { Bucket: 'plain', Key: 'a' };
  await running.client.send(new PutObjectCommand({ ...at, Body: 'x', ContentType: 'image/png' }));
  await running.client.send(new DeleteObjectCommand(at));
  expect(changes).toMatchObject([
    { kind: 'created', bucket: 'plain', key: 'a', info: { bytes: 1, contentType: 'image/png' } },
    { kind: 'deleted', bucket: 'plain', key: 'a' },
  ]);
});
