import { expect } from '@jest/globals';
import type { UploadLink } from '../../local/console/api.ts';
import { signRequest } from '../../local/signature/index.ts';
import type { OneMachine } from './one-machine.ts';

/** A client of the upload links: signs, as curl and the SDKs do, with the key pair that was printed. */
export async function askForLink(machine: OneMachine, wanted: object): Promise<Response> {
  const request = {
    method: 'POST',
    url: `${machine.links}/`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(wanted),
  };
  const { credentials } = machine;
  const terms = { credentials, region: 'us-east-1', service: 'lambda', now: Date.now };
  return fetch(request.url, { ...request, headers: signRequest(request, terms) });
}

/** Uploads by a link, and says at which key. */
export async function uploadByLink(
  machine: OneMachine,
  bytes: Buffer,
  fileName = 'photo.jpg',
): Promise<{ key: string; link: UploadLink }> {
  const answer = await askForLink(machine, { fileName, contentType: 'image/jpeg', size: bytes.length });
  const link = (await answer.json()) as UploadLink;
  expect({ status: answer.status, link }).toMatchObject({ status: 201 });
  const put = await fetch(link.url, {
    method: link.method,
    headers: link.headers,
    body: new Uint8Array(bytes),
  });
  expect({ status: put.status, body: await put.text() }).toEqual({ status: 200, body: '' });
  return { key: link.key, link };
}

/** The newest upload at this key, as the page shows it. */
export function photoAt({ live }: OneMachine, key: string) {
  return [...live.photos.values()].findLast((photo) => photo.key === key);
}

/** Waits until the photo at this key is so. */
export async function becomes(machine: OneMachine, key: string, status: string): Promise<void> {
  await machine.live.until(() => photoAt(machine, key)?.status === status, `${key} becomes ${status}`);
}

/** The notices of this key so far. */
export function noticesOf({ live }: OneMachine, key: string) {
  return live.notices.map(({ json }) => JSON.parse(json)).filter((notice) => notice.key === key);
}
