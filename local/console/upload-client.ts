import type { KeyPair } from '../credentials.ts';
import { signRequest } from '../signature/index.ts';
import { Problem } from './answers.ts';
import type { LinkRequest, UploadLink } from './api.ts';

interface LinkService {
  /** The Function URL. */
  url: string;
  region: string;
  credentials: KeyPair;
}

/** What a user's backend does for its page: it signs the requests to the Function URL, so that the page needs no key. */
export async function requestLink(service: LinkService, wanted: LinkRequest): Promise<UploadLink> {
  const { status, answer } = await ask(service, 'POST', '', JSON.stringify(wanted));
  if (status !== 201) refused(status, answer);
  return answer as unknown as UploadLink;
}

/** How far a photo is, as clients are told. */
export async function requestStatus(service: LinkService, key: string): Promise<unknown> {
  const { status, answer } = await ask(service, 'GET', `?key=${encodeURIComponent(key)}`);
  if (status !== 200) refused(status, answer);
  return answer;
}

type Answer = Record<string, unknown>;

async function ask({ url, region, credentials }: LinkService, method: string, query: string, body?: string) {
  const request = {
    method,
    url: `${url}${query}`,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body }),
  };
  const headers = signRequest(request, { credentials, region, service: 'lambda', now: Date.now });
  const response = await fetch(request.url, { ...request, headers });
  return { status: response.status, answer: (await response.json()) as Answer };
}

function refused(status: number, { detail, Message }: Answer): never {
  throw new Problem(status, `${detail ?? Message ?? 'The upload links do not answer.'}`);
}

/** Sends a picture on the same way as everybody's: a link, a PUT, and the rest by itself. */
export async function upload(
  service: LinkService,
  fileName: string,
  bytes: Uint8Array,
): Promise<{ key: string }> {
  const link = await requestLink(service, { fileName, contentType: 'image/jpeg', size: bytes.length });
  const put = await fetch(link.url, { method: link.method, headers: link.headers, body: Buffer.from(bytes) });
  if (!put.ok) throw new Problem(502, `The bucket refused the photo with status ${put.status}.`);
  return { key: link.key };
}

/** A photo as it is after a connection broke: the first half of it. */
export async function brokenPhoto(): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const picture = sharp({ create: { width: 640, height: 480, channels: 3, background: '#000', noise } });
  const whole = await picture.jpeg().toBuffer();
  return whole.subarray(0, whole.length / 2);
}
