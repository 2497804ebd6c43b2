import { request } from 'node:http';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { compareKeys, keyAfterPrefix } from '../../../local/s3/store/key-order.ts';
import { failureOf, type RunningS3, runS3 } from './running-s3.ts';

let running: RunningS3;
beforeAll(async () => {
  running = await runS3();
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

const Bucket = 'plain';
const odd = [
  '.',
  '..',
  '../../etc/passwd',
  'a/../b',
  'a/./b',
  '/leading',
  '//two',
  'a//b',
  'trailing/',
  ' ',
  ' spaces  within ',
  'plus+and space',
  '100%',
  '%2F',
  '%zz',
  'a?b=c&d',
  'a#b',
  "a;b,c:d@e=f$g!h*i(j)k'l",
  '<xml>&"quotes"',
  'back\\slash',
  'tab\there',
  'new\nline',
  'return\rhere',
  'null\0byte',
  'bell\u0007',
  '\u007f',
  '\u2028',
  'ä ö ü ß',
  'e\u0301 and \u00e9',
  '漢字/かな',
  '😀.jpg',
  '\ufffd',
  '\uffff',
  '\u{10ffff}',
  '__proto__',
  'constructor',
  'x'.repeat(1024),
  'ä'.repeat(512),
  '😀'.repeat(256),
];

describe('every key is just a key', () => {
  test.each(odd)('%j', async (Key) => {
    await running.client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    const { Body } = await running.client.send(new GetObjectCommand({ Bucket, Key }));
    expect(await Body?.transformToString()).toBe(Key);
    expect(running.s3.current(Bucket, Key)?.key).toBe(Key);
    await running.client.send(new HeadObjectCommand({ Bucket, Key }));
  });

  test('and is listed in the order of its bytes', async () => {
    const page = await running.client.send(
      new ListObjectsV2Command({ Bucket, EncodingType: 'url', MaxKeys: 1000 }),
    );
    const listed = page.Contents?.map(({ Key = '' }) => decodeURIComponent(Key.replaceAll('+', ' ')));
    expect(listed).toEqual(odd.toSorted(compareKeys));
    expect(running.s3.list(Bucket, {}).map(({ key }) => key)).toEqual(listed);
  });

  test('by pages of one, too', async () => {
    const listed: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await running.client.send(
        new ListObjectsV2Command({ Bucket, EncodingType: 'url', MaxKeys: 1, ContinuationToken }),
      );
      listed.push(
        ...(page.Contents ?? []).map(({ Key = '' }) => decodeURIComponent(Key.replaceAll('+', ' '))),
      );
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(listed).toEqual(odd.toSorted(compareKeys));
  });

  test('also in a presigned link', async () => {
    for (const Key of odd) {
      const url = await getSignedUrl(running.client, new GetObjectCommand({ Bucket, Key }));
      // The URL class would take dots away.
      const path = url.slice(`http://127.0.0.1:${running.port}`.length);
      const status = await new Promise((resolve, reject) => {
        const sent = request({ host: '127.0.0.1', port: running.port, path }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
        sent.on('error', reject).end();
      });
      expect([Key, status]).toEqual([Key, 200]);
    }
  });

  test('and all go by one request', async () => {
    const Objects = odd.map((Key) => ({ Key }));
    const { Deleted, Errors } = await running.client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects } }),
    );
    expect([Deleted?.length, Errors]).toEqual([Objects.length, undefined]);
    expect(running.s3.list(Bucket, {})).toEqual([]);
  });
});

test.each(['x'.repeat(1025), 'ä'.repeat(513)])('more than 1,024 bytes are too many', async (Key) => {
  const failed = await failureOf(running.client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' })));
  expect(failed).toEqual({ code: 'KeyTooLongError', status: 400 });
});

test.each(['/plain/%', '/plain/%zz', '/plain/%ff', '/plain/%ed%a0%80', '/plain/a?prefix=%c3'])(
  '%s is no address',
  async (target) => {
    const { status, text } = await running.send('GET', target, { sign: false });
    expect([status, text.includes('<Code>InvalidURI</Code>')]).toEqual([400, true]);
  },
);

test.each([
  ['a', 'b'],
  ['a/', 'a0'],
  ['a\ud7ff', 'a\ue000'],
  ['a\u{10ffff}', 'b'],
  ['\u{10ffff}', undefined],
  ['', undefined],
])('the keys that begin with %j end before %j', (prefix, after) => {
  expect(keyAfterPrefix(prefix)).toBe(after);
});
