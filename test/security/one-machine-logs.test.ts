import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { UploadLink } from '../../local/console/api.ts';
import { exif, exifSegment, withSegments, xmp, xmpSegment } from '../fixtures/metadata.ts';
import { photo } from '../fixtures/pictures.ts';
import { executionOf, postToPage } from '../support/ask-page.ts';
import { type OneMachine, oneMachine } from '../support/one-machine.ts';
import { askForLink, becomes, uploadByLink } from '../support/upload.ts';

// What `npm start` keeps and prints when photos of all sorts have gone through: read as whoever finds it would.

let machine: OneMachine;
let printed = '';
let links: UploadLink[];
let statusLinks: string[];
let keys: string[];

beforeAll(async () => {
  machine = await oneMachine();
  for (const stream of [machine.process.stdout, machine.process.stderr]) {
    stream?.on('data', (chunk) => {
      printed += chunk;
    });
  }
  const whole = withSegments(
    await photo({ width: 300, height: 200 }).jpeg().toBuffer(),
    exifSegment(exif({ orientation: 6 })),
    xmpSegment(xmp),
  );
  const done = await uploadByLink(machine, whole, 'done.jpg');
  const rejected = await uploadByLink(machine, whole.subarray(0, whole.length - 300), 'rejected.jpg');
  await becomes(machine, done.key, 'done');
  await becomes(machine, rejected.key, 'rejected');
  await postToPage(machine, '/api/fail-next', { failNext: true });
  const failed = await uploadByLink(machine, whole, 'failed.jpg');
  await becomes(machine, failed.key, 'failed');
  keys = [done.key, rejected.key, failed.key];

  const again = await fetch(done.link.url, { method: 'PUT', headers: done.link.headers, body: 'x' });
  const tampered = await fetch(`${rejected.link.url}0`, {
    method: 'PUT',
    headers: done.link.headers,
    body: 'x',
  });
  const refused = await askForLink(machine, {
    fileName: 'PLANTED\u0000',
    contentType: 'image/jpeg',
    size: 1,
  });
  const stranger = await fetch(machine.links, { method: 'POST', body: 'PLANTED' });
  expect([again, tampered, refused, stranger].map(({ status }) => status)).toEqual([403, 403, 400, 403]);
  const answer = await fetch(`${machine.page}/api/links?key=${encodeURIComponent(done.key)}`);
  const said = (await answer.json()) as { renditions: { url: string }[] };
  statusLinks = said.renditions.map(({ url }) => url);
  links = [done.link, rejected.link, failed.link];
}, 120_000);
afterAll(async () => machine?.[Symbol.asyncDispose]());

/** Every file of the data folder, by its path in it. */
function filesKept(): Map<string, string> {
  const entries = readdirSync(machine.data, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [relative(machine.data, path), readFileSync(path, 'latin1')]));
}

/** All that tells of photos: logs, terminal, histories, notices. */
async function told(): Promise<Map<string, string>> {
  const histories = await Promise.all(
    keys.map(async (key) => [`history of ${key}`, JSON.stringify(await executionOf(machine, key))] as const),
  );
  const logs = [...filesKept()].filter(
    ([path]) => path.startsWith('logs/') || /^(?:states|inbox)\.db/.test(path),
  );
  return new Map([
    ...logs,
    ...histories,
    ['the terminal', printed],
    ['the inbox', JSON.stringify(machine.live.notices)],
  ]);
}

function placesWith(texts: readonly string[], places: Map<string, string>): string[] {
  return [...places].flatMap(([place, text]) =>
    texts.filter((each) => text.includes(each)).map((each) => `${place} has ${each}`),
  );
}

test('logs, histories and notices are there, and name the photos', async () => {
  const all = await told();

  for (const folder of ['presign', 'resize', 'record-outcome']) {
    const [, log = ''] =
      [...all].find(([place]) => place.startsWith('logs/') && place.includes(folder)) ?? [];
    expect(log).toContain('REPORT RequestId');
  }
  for (const key of keys) {
    expect(all.get(`history of ${key}`)).toContain(key);
    expect(all.get('the inbox')).toContain(key);
  }
});

test('no signature of a link is kept or printed anywhere', async () => {
  const signatures = [...links.map(({ url }) => url), ...statusLinks].map(
    (url) => new URL(url).searchParams.get('X-Amz-Signature') ?? '',
  );
  expect(signatures).toHaveLength(4);
  for (const each of signatures) expect(each).toMatch(/^[0-9a-f]{64}$/);

  expect(placesWith([...signatures, 'X-Amz-Signature='], await told())).toEqual([]);
  expect(placesWith(signatures, filesKept())).toEqual([]);
});

test('the secret is in its own file alone', async () => {
  const { secretAccessKey } = machine.credentials;
  const files = filesKept();

  expect(files.get('secret-access-key')?.trim()).toBe(secretAccessKey);
  files.delete('secret-access-key');
  expect(placesWith([secretAccessKey], new Map([...files, ...(await told())]))).toEqual([]);
});

test('what a photo says of its owner is in the photo alone', async () => {
  const block = exif({ orientation: 6 });
  const personal = [
    'A camera of nobody',
    'of the owner',
    'xmpmeta',
    block.toString('base64').slice(0, 24),
    'GPS',
  ];
  const files = filesKept();

  expect(placesWith([block.toString('latin1')], files).length).toBeGreaterThan(0); // the uploads themselves
  expect(placesWith(personal, await told())).toEqual([]);
});

test('what was sent and refused is nowhere', async () => {
  expect(placesWith(['PLANTED'], new Map([...filesKept(), ...(await told())]))).toEqual([]);
});
