import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import sharp from 'sharp';
import { resizePhoto } from '../../../functions/resize/handler.ts';
import { renditionSettings } from '../../../functions/shared/renditions.ts';
import { s3ClientSettings, s3SourceBucket } from '../../../functions/shared/s3-store.ts';
import { execution, photoSettings, photoStores, thumbnail } from '../../../test/support/photo-stores.ts';
import { recordingObserver } from '../../../test/support/recording-observer.ts';
import { largePhoto } from '../../photos.ts';
import { type Figure, figure } from '../../ratio.ts';
import type { Goal } from '../goal.ts';

const rounds = 12;
const parts = 4;

export const wallTime: Goal = {
  name: 'wall-time',
  about: 'one photo through the resize handler, from an S3 that sends 75 MB/s on each connection',
  rounds: 2 * rounds,
  async measure(photo, onRound) {
    return [
      ...(await timed('an ordinary photo', photo, 1.1, onRound)),
      ...(await timed('a large photo', await largePhoto(), undefined, onRound)),
    ];
  },
};

async function timed(
  what: string,
  photo: Buffer,
  bar: number | undefined,
  onRound: () => void,
): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-bench-'));
  const file = join(folder, 'photo');
  await writeFile(file, photo);
  const server = fork(new URL('./throttled-server.ts', import.meta.url), [file]);
  const agent = new Agent({ keepAlive: true });
  try {
    const [port] = (await once(server, 'message')) as [number];
    const url = `http://127.0.0.1:${port}/uploads/photo`;
    const resize = handlerFor(url);
    const took: { handler: number; download: number; decode: number; ranges: number }[] = [];
    for (let round = -2; round < rounds; round += 1) {
      const each = {
        handler: await wallOf(() => resize(photo.length)),
        download: await wallOf(() => downloaded(url, agent)),
        decode: await wallOf(() => sharp(photo).resize(200).jpeg({ mozjpeg: true }).toBuffer()),
        ranges: await wallOf(() =>
          Promise.all(rangesOf(photo.length).map((range) => downloaded(url, agent, range))),
        ),
      };
      if (round < 0) continue;
      took.push(each);
      onRound();
    }
    const longer = ({ download, decode }: (typeof took)[number]) => Math.max(download, decode);
    return [
      figure(
        `${what}: handler / (download + decode)`,
        took.map((t) => t.handler / (t.download + t.decode)),
        '×',
        bar,
      ),
      figure(
        `${what}: handler / the longer of the two`,
        took.map((t) => t.handler / longer(t)),
        '×',
      ),
      figure(
        `${what}: handler, wall`,
        took.map((t) => t.handler),
        'ms',
      ),
      figure(
        `${what}: download, wall`,
        took.map((t) => t.download),
        'ms',
      ),
      figure(
        `${what}: decode, wall`,
        took.map((t) => t.decode),
        'ms',
      ),
      figure(
        `${what}: download in ${parts} ranges at once, wall`,
        took.map((t) => t.ranges),
        'ms',
      ),
    ];
  } finally {
    agent.destroy();
    server.disconnect();
    await rm(folder, { recursive: true });
  }
}

/** The photo over HTTP, by the SDK; its rendition into a bucket in memory. */
function handlerFor(url: string): (bytes: number) => Promise<unknown> {
  const client = new S3Client({
    ...s3ClientSettings,
    endpoint: new URL(url).origin,
    region: 'eu-central-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  const stores = photoStores();
  const overHttp = s3SourceBucket(client, 'uploads');
  // Looked at a second time it is still the current one: that look is no part of this.
  const head = () => Promise.resolve({ etag: 'abc', versionId: '1', bytes: 0 });
  const settings = {
    ...{ ...photoSettings, maxBytes: 50e6 },
    renditions: renditionSettings(JSON.stringify([thumbnail])),
  };
  const resize = resizePhoto({ ...stores, uploads: { ...overHttp, head } }, settings);
  return (size) => {
    stores.buckets.objects.clear();
    const object = { key: 'uploads/photo', size, etag: 'abc', 'version-id': '1', sequencer: '00' };
    return resize(
      { detail: { bucket: { name: 'uploads' }, object }, execution },
      recordingObserver().observer,
    );
  };
}

function downloaded(url: string, agent: Agent, range?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: range === undefined ? {} : { range } }, (answer) => {
      answer.on('end', resolve).on('error', reject).resume();
    }).on('error', reject);
  });
}

function rangesOf(bytes: number): string[] {
  const part = Math.ceil(bytes / parts);
  return Array.from(
    { length: parts },
    (_, at) => `bytes=${at * part}-${Math.min(bytes, (at + 1) * part) - 1}`,
  );
}

async function wallOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
