import {
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { UploadLink } from '../../local/console/api.ts';
import { signRequest } from '../../local/signature/index.ts';
import { photo } from '../fixtures/pictures.ts';
import { type OneMachine, oneMachine } from '../support/one-machine.ts';
import { askForLink, becomes, uploadByLink } from '../support/upload.ts';

// The upload links and the store behind them, over real HTTP.

const reserved = 3;
const ourPage = 'https://photos.example';
let machine: OneMachine;
let s3: S3Client;
let picture: Buffer;
let Bucket: string;

beforeAll(async () => {
  const flags = ['-c', `links.reservedConcurrency=${reserved}`, '-c', `links.origins=${ourPage}`];
  machine = await oneMachine({ flags });
  s3 = new S3Client(machine.client);
  picture = await photo({ width: 60, height: 40 }).jpeg().toBuffer();
  Bucket = machine.live.snapshot.about.outputs.UploadsBucketName ?? '';
});
afterAll(async () => {
  s3?.destroy();
  await machine?.[Symbol.asyncDispose]();
});

const aPhoto = () => ({ fileName: 'photo.jpg', contentType: 'image/jpeg', size: picture.length });

async function linkFor(wanted: object = aPhoto()): Promise<UploadLink> {
  const answer = await askForLink(machine, wanted);
  expect(answer.status).toBe(201);
  return (await answer.json()) as UploadLink;
}

const put = (url: string, headers: Readonly<Record<string, string>>, body: Buffer) =>
  fetch(url, { method: 'PUT', headers, body: new Uint8Array(body) });

/** The versions at a key, or whose keys begin so. */
async function storedAt(Prefix: string): Promise<number> {
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
  return Versions.length;
}

/** A signed request to the Function URL, of any method and with any headers. */
async function ask(method: string, headers: Record<string, string> = {}, body?: string): Promise<Response> {
  const request = { method, url: `${machine.links}/`, headers, ...(body !== undefined && { body }) };
  const { credentials } = machine;
  const terms = { credentials, region: 'us-east-1', service: 'lambda', now: Date.now };
  return fetch(request.url, { ...request, headers: signRequest(request, terms) });
}

test.each([
  '../../etc/passwd',
  '/etc/passwd',
  '..%2f..%2fa.jpg',
  'C:\\photos\\a.jpg',
  'uploads/theirs/a.jpg',
])('P1 P10 the name %s leads into a new folder of its own, and nowhere else', async (fileName) => {
  const others = { key: 'uploads/theirs/a.jpg', prefix: '', bucket: 'theirs' };
  const { key, url } = await linkFor({ ...aPhoto(), fileName, ...others });

  expect(key).toMatch(/^uploads\/[0-9a-f-]{36}\/[\w-][\w.-]*$/);
  expect(decodeURIComponent(new URL(url).pathname)).toBe(`/${Bucket}/${key}`);
});

test.each([
  ['P1 K15', { fileName: '..' }, 400],
  ['P1 K4', { fileName: 'photos/..' }, 400],
  ['P2', { contentType: 'image/svg+xml' }, 415],
  ['P2', { contentType: undefined }, 415],
  ['P2', { contentType: 'image/jpeg; charset=utf-8' }, 415],
  ['P2', { contentType: 'text/html' }, 415],
  ['P3', { size: 0 }, 400],
  ['P3', { size: -1 }, 400],
  ['P3', { size: '12' }, 400],
  ['P3', { size: 1.5 }, 400],
  ['P3', { size: Number.NaN }, 400],
  ['P3', { size: 52_428_801 }, 413],
  ['P11 K7', { fileName: 'a\r\nset-cookie: b=c.jpg' }, 400],
  ['P11', { contentType: 'image/jpeg\r\nx-evil: 1' }, 415],
  ['K7', { fileName: 'a\0.jpg' }, 400],
])('%s a request with %j is refused with a problem, and echoes nothing raw', async (_id, fields, status) => {
  const answer = await askForLink(machine, { ...aPhoto(), ...fields });

  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect([answer.headers.get('set-cookie'), answer.headers.get('x-evil')]).toEqual([null, null]);
  expect(await answer.text()).not.toMatch(/\p{Cc}/u);
});

test.each([
  ['P3', '{"fileName":"a.jpg","contentType":"image/jpeg","size":1e309}'],
  ['K13', '{"fileName":"\\ud800.jpg","contentType":"image/jpeg","size":5}'],
])('%s the body %s is 400', async (_id, body) => {
  expect((await ask('POST', { 'content-type': 'application/json' }, body)).status).toBe(400);
});

test('K6 the longest name makes a key whose outputs fit', async () => {
  const { key } = await linkFor({ ...aPhoto(), fileName: `${'ä'.repeat(251)}.jpg` });

  expect(Buffer.byteLength(key)).toBeLessThan(200);
});

test.each([-1, 1])('P4 an upload that is %i byte off is refused, and nothing is stored', async (off) => {
  const { url, headers, key } = await linkFor();
  const body = Buffer.alloc(picture.length + off, picture);
  const answer = await put(url, headers, body);

  expect([answer.status, await answer.text()]).toEqual([
    403,
    expect.stringContaining('SignatureDoesNotMatch'),
  ]);
  expect(await storedAt(key)).toBe(0);
});

test.each(['DELETE', 'PATCH', 'PUT', 'HEAD', 'GET'])(
  'P5 %s is 405, and says what is allowed',
  async (method) => {
    const answer = await ask(method);

    const allowed = method === 'GET' ? 'POST' : 'GET, POST'; // GET wants a key
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allowed]);
  },
);

test.each(['x-http-method-override', 'x-http-method', 'x-method-override'])(
  'P6 %s is ignored',
  async (name) => {
    const body = JSON.stringify(aPhoto());
    const answer = await ask('POST', { 'content-type': 'application/json', [name]: 'DELETE' }, body);

    expect(answer.status).toBe(201);
  },
);

test.each(['https://evil.example', 'null', `${ourPage}.evil.example`, 'http://photos.example'])(
  'P7 a page of %s is allowed nothing, by the links or by the store',
  async (origin) => {
    const asks = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    };
    const { url } = await linkFor();
    const answers = [
      await ask('POST', { origin, 'content-type': 'application/json' }, JSON.stringify(aPhoto())),
      await fetch(machine.links, { method: 'OPTIONS', headers: asks }),
      await fetch(url, { method: 'OPTIONS', headers: { ...asks, 'access-control-request-method': 'PUT' } }),
    ];

    for (const { headers } of answers) expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(answers[2]?.status).toBe(403);
  },
);

test('P7 our own page is allowed to ask and to upload', async () => {
  const asks = { origin: ourPage, 'access-control-request-method': 'PUT' };
  const { url } = await linkFor();

  const answer = await fetch(url, { method: 'OPTIONS', headers: asks });
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, ourPage]);
});

test('P8 a link that is used twice is 412 the second time, and what it stored stays', async () => {
  const { key, link } = await uploadByLink(machine, picture);
  const other = Buffer.alloc(picture.length, 'x');

  const answers = await Promise.all([1, 2, 3].map(() => put(link.url, link.headers, other)));

  expect(answers.map(({ status }) => status)).toEqual([412, 412, 412]);
  expect(await storedAt(key)).toBe(1);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(picture)).toBe(true);
});

const parameter = (name: string, change: (value: string) => string) => (url: URL) =>
  url.searchParams.set(name, change(url.searchParams.get(name) ?? ''));

const path = (change: (path: string) => string) => (url: URL) => {
  url.pathname = change(url.pathname);
};

const otherDigit = (digit: string) => (digit === '0' ? '1' : '0');

test.each<[string, (url: URL) => void]>([
  ['a longer life', parameter('X-Amz-Expires', () => '604800')],
  ['another time', parameter('X-Amz-Date', (value) => value.replace(/T.*/, 'T000001Z'))],
  ['another signature', parameter('X-Amz-Signature', (value) => value.replace(/^./, otherDigit))],
  [
    'another signer',
    parameter('X-Amz-Credential', (value) => `AKIDEXAMPLE${value.slice(value.indexOf('/'))}`),
  ],
  ['fewer signed headers', parameter('X-Amz-SignedHeaders', () => 'host')],
  ['another parameter', parameter('x-amz-acl', () => 'public-read')],
  ['another key', path(() => `/${Bucket}/uploads/theirs/a.jpg`)],
  ['a key elsewhere', path((each) => each.replace('/uploads/', '/elsewhere/'))],
  [
    'another bucket',
    path((each) => each.replace(Bucket, `${machine.live.snapshot.about.outputs.ThumbnailsBucketName}`)),
  ],
])('P9 P10 a link with %s is 403, and nothing is stored', async (_what, tamper) => {
  const { url, headers, key } = await linkFor();
  const tampered = new URL(url);
  tamper(tampered);
  expect(tampered.href).not.toBe(url);

  expect((await put(tampered.href, headers, picture)).status).toBe(403);

  expect(await storedAt(key)).toBe(0);
  expect(await storedAt('uploads/theirs/')).toBe(0);
});

test.each([
  ['P9', 'that has expired', -120_000, 'Request has expired'],
  ['P9 F10', 'that is 20 minutes old and lived 19', -20 * 60_000, 'Request has expired'],
  ['P9 F10', 'of a signer whose clock is 20 minutes fast', 20 * 60_000, 'Request is not valid yet'],
])('%s a link %s is 403 by the store’s own clock, and nothing is stored', async (_id, _what, off, says) => {
  const Key = 'uploads/signed-by-hand.jpg';
  const command = new PutObjectCommand({ Bucket, Key, ContentType: 'image/jpeg' });
  const signer = new S3Client({ ...machine.client, requestChecksumCalculation: 'WHEN_REQUIRED' });
  const expiresIn = off < -600_000 ? 19 * 60 : 60;
  const url = await getSignedUrl(signer, command, { expiresIn, signingDate: new Date(Date.now() + off) });

  const answer = await put(url, { 'content-type': 'image/jpeg' }, picture);

  expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining(says)]);
  expect(await storedAt(Key)).toBe(0);
});

test.each(['X-Amz-Signature', 'X-Amz-Date', 'X-Amz-Expires', 'X-Amz-Credential', 'X-Amz-SignedHeaders'])(
  'P9 a link without its %s is refused, and nothing is stored',
  async (name) => {
    const { url, headers, key } = await linkFor();
    const tampered = new URL(url);
    tampered.searchParams.delete(name);

    expect([400, 403]).toContain((await put(tampered.href, headers, picture)).status);
    expect(await storedAt(key)).toBe(0);
  },
);

test('P15 an upload of another type than was signed is 403, and nothing is stored', async () => {
  const { url, headers, key } = await linkFor();

  for (const type of ['image/png', 'text/html', 'image/jpeg; charset=utf-8']) {
    expect((await put(url, { ...headers, 'content-type': type }, picture)).status).toBe(403);
  }
  expect(await storedAt(key)).toBe(0);
});

test('P16 a link has no checksum in it that the uploader did not give', async () => {
  const { url, headers } = await linkFor();

  expect(`${url} ${JSON.stringify(headers)}`).not.toMatch(/checksum|crc32/i);
});

test('P14 of a flood some are told to slow down, none fails, and a photo goes its way meanwhile', async () => {
  const { key } = await uploadByLink(machine, picture);
  const flood = Promise.all(
    Array.from({ length: 400 }, async () => (await askForLink(machine, aPhoto())).status),
  );
  await becomes(machine, key, 'done');
  const statuses = await flood;

  expect([...new Set(statuses)].toSorted()).toEqual([201, 429]);
  expect(statuses.filter((status) => status === 201).length).toBeGreaterThanOrEqual(reserved);
});

test('P1 P9 after all of this nothing is stored outside uploads/ and a folder of its own', async () => {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));

  expect(Contents).not.toEqual([]);
  for (const { Key } of Contents) expect(Key).toMatch(/^uploads\/[0-9a-f-]{36}\/photo\.jpg$/);
});
