import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { failureOf, type RunningS3, runS3 } from './running-s3.ts';

let running: RunningS3;
beforeAll(async () => {
  running = await runS3();
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

/** How each of many answers, by its code. */
async function outcomes(requests: Promise<unknown>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const request of await Promise.allSettled(requests)) {
    const outcome = request.status === 'fulfilled' ? 'done' : (request.reason as Error).name;
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

describe.each(['plain', 'versioned'])('in the %s bucket', (Bucket) => {
  const put = (Key: string, Body: string, more = {}) =>
    running.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const remove = (Key: string, more = {}) =>
    running.client.send(new DeleteObjectCommand({ Bucket, Key, ...more }));

  test('of fifty that write what is not there, one does', async () => {
    const many = Array.from({ length: 50 }, (_, at) => put('first', `writer ${at}`, { IfNoneMatch: '*' }));
    expect(await outcomes(many)).toEqual({ done: 1, PreconditionFailed: 49 });
  });

  test('of fifty that replace what they have seen, one does', async () => {
    const { ETag: IfMatch } = await put('seen', 'the beginning');
    const many = Array.from({ length: 50 }, (_, at) => put('seen', `writer ${at}`, { IfMatch }));
    expect(await outcomes(many)).toEqual({ done: 1, PreconditionFailed: 49 });
  });

  test('of fifty that delete what they have seen, one does', async () => {
    const { ETag: IfMatch } = await put('doomed', 'x');
    const counts = await outcomes(Array.from({ length: 50 }, () => remove('doomed', { IfMatch })));
    expect(counts).toEqual({ done: 1, NoSuchKey: 49 });
  });

  test.each([
    ['If-None-Match: * on nothing', false, { IfNoneMatch: '*' }, undefined],
    [
      'If-None-Match: * on something',
      true,
      { IfNoneMatch: '*' },
      { code: 'PreconditionFailed', status: 412 },
    ],
    ['If-Match on nothing', false, { IfMatch: '"abc"' }, { code: 'NoSuchKey', status: 404 }],
    ['If-Match on something else', true, { IfMatch: '"abc"' }, { code: 'PreconditionFailed', status: 412 }],
    ['If-None-Match with an ETag', true, { IfNoneMatch: '"abc"' }, { code: 'NotImplemented', status: 501 }],
    ['If-Match: *', true, { IfMatch: '*' }, { code: 'NotImplemented', status: 501 }],
    ['both', true, { IfMatch: '"abc"', IfNoneMatch: '*' }, { code: 'NotImplemented', status: 501 }],
  ])('%s', async (name, exists, condition, failure) => {
    if (exists) await put(name, 'before');
    const write = put(name, 'after', condition);
    if (failure === undefined) await write;
    else expect(await failureOf(write)).toEqual(failure);
    const info = running.s3.current(Bucket, name);
    expect(info?.bytes).toBe(failure === undefined ? 5 : exists ? 6 : undefined);
  });

  test('an ETag holds with quotes and without', async () => {
    const { ETag = '' } = await put('quoted', 'a');
    const { ETag: next = '' } = await put('quoted', 'b', { IfMatch: ETag });
    await put('quoted', 'c', { IfMatch: next.replaceAll('"', '') });
  });

  test('an object that was deleted counts as not there', async () => {
    const { ETag } = await put('deleted', 'x');
    await remove('deleted');
    expect(await failureOf(put('deleted', 'y', { IfMatch: ETag }))).toEqual({
      code: 'NoSuchKey',
      status: 404,
    });
    await put('deleted', 'y', { IfNoneMatch: '*' });
  });

  test('deletes hold to conditions too', async () => {
    const { ETag } = await put('kept', 'x');
    const mismatch = await failureOf(remove('kept', { IfMatch: '"abc"' }));
    expect(mismatch).toEqual({ code: 'PreconditionFailed', status: 412 });
    await remove('kept', { IfMatch: ETag });
    expect(running.s3.current(Bucket, 'kept')).toBeUndefined();
    expect(await failureOf(remove('kept', { IfMatch: '*' }))).toEqual({
      code: 'PreconditionFailed',
      status: 412,
    });
    await put('kept', 'x');
    await remove('kept', { IfMatch: '*' });
  });

  test('copies hold to conditions too', async () => {
    const { ETag } = await put('source', 'x');
    const copy = (more: object) =>
      running.client.send(
        new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/source`, ...more }),
      );
    await copy({ IfNoneMatch: '*' });
    expect((await failureOf(copy({ IfNoneMatch: '*' }))).code).toBe('PreconditionFailed');
    expect((await failureOf(copy({ IfMatch: '"abc"' }))).code).toBe('PreconditionFailed');
    await copy({ IfMatch: ETag });
  });

  test('the completion of a multipart upload holds to conditions, and a refused one can be tried again', async () => {
    const Key = 'in parts';
    const { UploadId } = await running.client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const part = { Bucket, Key, UploadId, PartNumber: 1 };
    const sent = await running.client.send(new UploadPartCommand({ ...part, Body: 'x' }));
    const Parts = [{ PartNumber: 1, ETag: sent.ETag, ChecksumCRC32: sent.ChecksumCRC32 }];
    const complete = (more: object) =>
      running.client.send(
        new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }),
      );
    await put(Key, 'in the way');
    expect((await failureOf(complete({ IfNoneMatch: '*' }))).code).toBe('PreconditionFailed');
    await remove(Key);
    await complete({ IfNoneMatch: '*' });
  });
});

// The body arrives slowly: what was there when it began is not there any more when it ends.
describe('while a conditional write is under way', () => {
  test('and another finishes first, it is refused at its end', async () => {
    const slow = slowPut('overtaken', { 'if-none-match': '*' });
    await slow.begun;
    await running.client.send(new PutObjectCommand({ Bucket: 'plain', Key: 'overtaken', Body: 'faster' }));
    expect(await slow.finish()).toEqual([412, 'PreconditionFailed']);
    expect(running.s3.current('plain', 'overtaken')?.bytes).toBe(6);
  });

  test('and the object that it replaces is deleted, it is told to begin again', async () => {
    const at = { Bucket: 'plain', Key: 'pulled away' };
    const { ETag = '' } = await running.client.send(new PutObjectCommand({ ...at, Body: 'x' }));
    const slow = slowPut(at.Key, { 'if-match': ETag });
    await slow.begun;
    await running.client.send(new DeleteObjectCommand(at));
    expect(await slow.finish()).toEqual([409, 'ConditionalRequestConflict']);
  });

  function slowPut(key: string, headers: Record<string, string>) {
    return running.slowPut(`/plain/${encodeURIComponent(key)}`, 'slow', headers);
  }
});
