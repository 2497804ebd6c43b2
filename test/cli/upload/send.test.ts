import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Links } from '../../../cli/links.ts';
import { photoFile, UnusableFileError } from '../../../cli/upload/file.ts';
import { send, UnsentError } from '../../../cli/upload/send.ts';
import type { PhotoAnswer, UploadLink } from '../../../functions/presign/answers.ts';
import { type Answer, scriptedServer } from '../../support/scripted-server.ts';

// A bucket that answers as it is told, over HTTP.

let folder: string;
const at = (name: string) => join(folder, name);
const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(2000)]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkroom-send-'));
  await writeFile(at('cat.jpg'), jpeg);
});
afterAll(() => rm(folder, { recursive: true }));

const refusal = (status: number, code: string): Answer => ({
  status,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>Because.</Message></Error>`,
});

interface Scene {
  bucket: Answer[];
  /** The keys that are there when somebody asks. */
  there?: string[];
  expired?: boolean;
}

async function sent({ bucket, there = [], expired = false }: Scene) {
  await using server = await scriptedServer(bucket);
  const asked: string[] = [];
  let made = 0;
  const links: Links = {
    async ask() {
      asked.push('link');
      made += 1;
      const key = `uploads/${made}/cat.jpg`;
      const expiresAt = new Date(Date.now() + (expired && made === 1 ? -1000 : 60_000)).toISOString();
      const headers = { 'content-type': 'image/jpeg', 'if-none-match': '*' };
      return { method: 'PUT', url: `${server.endpoint}/${key}`, headers, key, expiresAt };
    },
    async status(key) {
      asked.push(`status ${key}`);
      return there.includes(key) ? ({ key, status: 'waiting', renditions: [] } as PhotoAnswer) : undefined;
    },
  };
  const progress: number[] = [];
  const { signal } = new AbortController();
  const file = await photoFile(at('cat.jpg'));
  const outcome = await send({ links, file, signal, onSent: (bytes) => progress.push(bytes) }).catch(
    (error: Error) => error,
  );
  return { outcome, asked, progress, requests: server.requests };
}

describe('a photo is sent', () => {
  test('whole, with the headers of its link and its length', async () => {
    const { outcome, requests, progress } = await sent({ bucket: [200] });

    expect(outcome).toBe('uploads/1/cat.jpg');
    expect(requests).toMatchObject([
      {
        method: 'PUT',
        headers: { 'content-type': 'image/jpeg', 'if-none-match': '*', 'content-length': `${jpeg.length}` },
      },
    ]);
    expect(progress.at(-1)).toBe(jpeg.length);
  });

  test.each<{ what: string; answer: Answer }>([
    { what: 'a bucket that is busy', answer: refusal(503, 'SlowDown') },
    { what: 'a broken connection', answer: 'reset' },
    { what: 'two writes at once', answer: refusal(409, 'ConditionalRequestConflict') },
    { what: 'a bucket that saw nothing come', answer: refusal(400, 'RequestTimeout') },
  ])('again by the same link after $what', async ({ answer }) => {
    const { outcome, requests, asked } = await sent({ bucket: [answer, 200] });

    expect({ outcome, tries: requests.length, asked }).toEqual({
      ...{ outcome: 'uploads/1/cat.jpg', tries: 2, asked: ['link'] },
    });
  });

  test('once, when the answer to the first try was lost and the second one finds it there', async () => {
    const { outcome, asked } = await sent({
      bucket: ['reset', refusal(412, 'PreconditionFailed')],
      there: ['uploads/1/cat.jpg'],
    });

    expect({ outcome, asked }).toEqual({
      outcome: 'uploads/1/cat.jpg',
      asked: ['link', 'status uploads/1/cat.jpg'],
    });
  });

  test('by another link when the first has expired, unless it has arrived by that', async () => {
    const bucket = () => [refusal(403, 'AccessDenied'), 200] as Answer[];

    expect(await sent({ bucket: bucket(), expired: true })).toMatchObject({ outcome: 'uploads/2/cat.jpg' });
    expect(await sent({ bucket: bucket(), expired: true, there: ['uploads/1/cat.jpg'] })).toMatchObject({
      outcome: 'uploads/1/cat.jpg',
    });
  });
});

describe('a photo that cannot be sent says why', () => {
  test('when the bucket refuses it for good, at once', async () => {
    const { outcome, requests } = await sent({ bucket: [refusal(403, 'AccessDenied')] });

    expect(outcome).toBeInstanceOf(UnsentError);
    expect((outcome as Error).message).toBe(
      'could not be sent. The bucket answers 403 AccessDenied: Because.',
    );
    expect(requests).toHaveLength(1);
  });

  test('when a 412 is not about this photo', async () => {
    const { outcome } = await sent({ bucket: [refusal(412, 'PreconditionFailed')] });

    expect(outcome).toBeInstanceOf(UnsentError);
  });

  test('when its bytes are not those that were looked at before', async () => {
    expect((await sent({ bucket: [refusal(400, 'BadDigest')] })).outcome).toEqual(
      new UnusableFileError('was changed while it was being sent'),
    );
    const file = { ...(await photoFile(at('cat.jpg'))), size: jpeg.length + 10 };
    await using server = await scriptedServer([200]);
    const link: UploadLink = {
      method: 'PUT',
      ...{ url: server.endpoint, headers: {}, key: 'k', expiresAt: '2100-01-01T00:00:00Z' },
    };
    const links: Links = { ask: async () => link, status: async () => undefined };
    const { signal } = new AbortController();
    await expect(send({ links, file, signal, onSent() {} })).rejects.toEqual(
      new UnusableFileError('was changed while it was being sent'),
    );
  });
});
