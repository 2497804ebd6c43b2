import { S3Client } from '@aws-sdk/client-s3';
import type { About, UploadLink } from '../../../local/console/api.ts';
import { photo } from '../../fixtures/pictures.ts';
import type { OneMachine } from '../../support/one-machine.ts';
import { authorized, type Signing } from './signing.ts';
import { everythingIn } from './stored.ts';
import { type Answer, bytesOf, exchange, type Wire } from './wire.ts';

export const aPhoto = { fileName: 'photo.jpg', contentType: 'image/jpeg', size: 2048 };
/** Of so many bytes; what is in them is of no matter to upload links and store. */
export const bytes = Buffer.alloc(aPhoto.size, 'photo');

/** What is attacked, and what an attacker can get hold of. */
export interface Site extends Disposable {
  machine: Pick<OneMachine, 'links' | 'aws' | 'client' | 'credentials'>;
  auth: 'iam' | 'none';
  uploads: string;
  thumbnails: string;
  /** A new link; for a photo of 2,048 bytes unless said. */
  link(fields?: object): Promise<UploadLink>;
  /** Uploads what the link is for. */
  upload(link: UploadLink, body?: Buffer): Promise<void>;
  /** Waits until the photo at this key is done, by what the upload links say of it. */
  done(key: string): Promise<void>;
  /** A new link to a thumbnail of a photo that is done. */
  thumbnailLink(): Promise<string>;
  /** Signed as a rightful caller of the upload links signs, but for what is said. */
  signed(wire: Wire, but?: Signing): Wire;
  /** Every version of every object of every bucket, and every upload in parts: bucket/key and version. */
  stored(): Promise<Set<string>>;
}

const nobody = Buffer.alloc(0);
const lookEveryMs = 50;
const doneWithinMs = 60_000;

export function siteOf(
  machine: Site['machine'],
  { outputs }: Pick<About, 'outputs'>,
  auth: Site['auth'],
): Site {
  const s3 = new S3Client(machine.client);
  const links = new URL(machine.links);
  let photoOfOurs: Promise<string> | undefined;

  const signed: Site['signed'] = (wire, but = {}) =>
    authorized(wire, { host: links.host, credentials: machine.credentials, ...but });
  const ask = async (wire: Wire) => only(await exchange(machine.links, bytesOf(signed(wire), links.host)));

  async function link(fields = {}): Promise<UploadLink> {
    const body = Buffer.from(JSON.stringify({ ...aPhoto, ...fields }));
    const answer = await ask({
      method: 'POST',
      target: '/',
      headers: [['content-type', 'application/json']],
      body,
    });
    if (answer.status !== 201) throw new Error(`No link: ${answer.status} ${answer.body}`);
    return JSON.parse(answer.body);
  }

  async function upload(by: UploadLink, body = bytes): Promise<void> {
    const answer = only(await exchange(machine.aws, bytesOf(putBy(by, body), new URL(machine.aws).host)));
    if (answer.status !== 200) throw new Error(`The store said ${answer.status}: ${answer.body}`);
  }

  async function statusOf(key: string): Promise<{ status?: string; renditions?: { url: string }[] }> {
    const target = `/?key=${encodeURIComponent(key)}`;
    return JSON.parse((await ask({ method: 'GET', target, headers: [], body: nobody })).body);
  }

  async function done(key: string): Promise<void> {
    const until = performance.now() + doneWithinMs;
    for (;;) {
      const { status } = await statusOf(key);
      if (status === 'done') return;
      if (performance.now() > until)
        throw new Error(`${key} is not done after ${doneWithinMs} ms, but ${status}`);
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs)); // whoever has no page has to ask
    }
  }

  async function aDonePhoto(): Promise<string> {
    const picture = await photo({ width: 60, height: 40 }).jpeg().toBuffer();
    const by = await link({ size: picture.length });
    await upload(by, picture);
    await done(by.key);
    return by.key;
  }

  return {
    ...{ machine, auth, link, upload, done, signed },
    uploads: outputs.UploadsBucketName ?? '',
    thumbnails: outputs.ThumbnailsBucketName ?? '',
    async thumbnailLink() {
      photoOfOurs ??= aDonePhoto();
      const { renditions = [] } = await statusOf(await photoOfOurs);
      return renditions[0]?.url ?? '';
    },
    stored: () => everythingIn(s3),
    [Symbol.dispose]: () => s3.destroy(),
  };
}

/** Uploads by a link, as whoever has it may. */
export function putBy({ url, headers }: UploadLink, body: Buffer = bytes): Wire {
  const { pathname, search } = new URL(url);
  return { method: 'PUT', target: `${pathname}${search}`, headers: Object.entries(headers), body };
}

function only({ answers: [answer] }: { answers: Answer[] }): Answer {
  if (answer === undefined) throw new Error('The server hung up without an answer');
  return answer;
}
