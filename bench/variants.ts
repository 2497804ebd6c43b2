import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Rendition } from '../functions/shared/renditions.ts';
import { leastOverHttp } from './goals/one-machine/least.ts';

/** Does the work once; CPU that other processes spend for it is its own to count. */
export type Work = (photo: Buffer) => Promise<{ cpuMs: number } | undefined>;

/** In a round of the one-machine run. */
export const photosAtOnce = 100;

/** Each gets ready in a process of its own, so that nobody's settings are another's; undefined: not installed. */
export const variants: Readonly<Record<string, () => Promise<Work | undefined>>> = {
  'resize handler': () => handler([rendition(200, 'jpeg')]),
  'bare sharp': () => pipelines([[200, 'jpeg']]),
  vipsthumbnail: () =>
    command('vipsthumbnail', '--version', /vips/, (photo, thumbnail) => [
      ...[photo, '--size', '200x'],
      ...[
        '-o',
        `${thumbnail}[Q=80,strip,interlace,trellis_quant,overshoot_deringing,optimize_scans,quant_table=3]`,
      ],
    ]),
  ImageMagick: () =>
    command('magick', '-version', /ImageMagick/, (photo, thumbnail) => [
      ...[
        '-define',
        'jpeg:size=400x',
        photo,
        '-auto-orient',
        '-thumbnail',
        '200x',
        '-quality',
        '80',
        thumbnail,
      ],
    ]),
  jimp: () => jimp(),
  [`${photosAtOnce} by bare sharp`]: () => twoAtATime(),
  [`${photosAtOnce} by the least over HTTP`]: () => leastOverHttp(photosAtOnce),
  'shared pixels': () => rendered(sixRenditions, 'together'),
  'each alone': () => rendered(sixRenditions, 'alone'),
  'six pipelines': () =>
    pipelines(
      sizes.flatMap(
        (width) =>
          [
            [width, 'jpeg'],
            [width, 'webp'],
          ] as const,
      ),
    ),
};

const sizes = [200, 640, 1280];
export const sixRenditions = sizes.flatMap((width) => [rendition(width, 'jpeg'), rendition(width, 'webp')]);

function rendition(width: number, format: 'jpeg' | 'webp'): Rendition {
  return { name: `${format}-${width}`, width, fit: 'inside', format, quality: 80 };
}

/** From the event to the conditional write, with buckets in memory. */
async function handler(renditions: Rendition[]): Promise<Work> {
  const { resizePhoto } = await import('../functions/resize/handler.ts');
  const { execution, photoSettings, photoStores } = await import('../test/support/photo-stores.ts');
  const { recordingObserver } = await import('../test/support/recording-observer.ts');
  const { renditionSettings } = await import('../functions/shared/renditions.ts');
  const settings = {
    ...photoSettings,
    maxBytes: 50e6,
    renditions: renditionSettings(JSON.stringify(renditions)),
  };
  const stores = photoStores();
  let detail: ReturnType<typeof stores.buckets.upload> | undefined;
  return async (photo) => {
    detail ??= stores.buckets.upload('uploads/photo.jpg', photo);
    stores.buckets.objects.clear();
    await resizePhoto(stores, settings)({ detail, execution }, recordingObserver().observer);
    return undefined;
  };
}

async function rendered(renditions: Rendition[], how: 'together' | 'alone'): Promise<Work> {
  const { inspect } = await import('../functions/resize/inspect.ts');
  const { measure, render } = await import('../functions/resize/render.ts');
  const { plan } = await import('../functions/resize/plan.ts');
  return async (photo) => {
    const inspection = inspect(photo);
    const planned = plan(await measure(photo, inspection), renditions);
    const sets = how === 'together' ? [planned] : planned.map((each) => [each]);
    for (const set of sets) await render(photo, inspection, set);
    return undefined;
  };
}

/** What one would write first: a pipeline for each rendition, with the same encoders. */
async function pipelines(
  asked: readonly (readonly [width: number, format: 'jpeg' | 'webp'])[],
): Promise<Work> {
  const { default: sharp } = await import('sharp');
  return async (photo) => {
    for (const [width, format] of asked) {
      const scaled = sharp(photo).resize(width);
      await (format === 'jpeg' ? scaled.jpeg({ mozjpeg: true }) : scaled.webp()).toBuffer();
    }
    return undefined;
  };
}

/** As many photos as the one-machine run gets at once, two at a time in one process. */
async function twoAtATime(): Promise<Work> {
  const { default: sharp } = await import('sharp');
  return async (photo) => {
    let next = 0;
    const work = async () => {
      while (next++ < photosAtOnce) await sharp(photo).resize(200).jpeg({ mozjpeg: true }).toBuffer();
    };
    await Promise.all([work(), work()]);
    return undefined;
  };
}

/** Only what is installed beside darkroom: jimp is no dependency of it. */
async function jimp(): Promise<Work | undefined> {
  const name = 'jimp';
  const { Jimp } = await import(name).catch(() => ({ Jimp: undefined }));
  if (Jimp === undefined) return undefined;
  return async (photo) => {
    const picture = await Jimp.read(photo);
    await picture.resize({ w: 200 }).getBuffer('image/jpeg', { quality: 80 });
    return undefined;
  };
}

const run = promisify(execFile);

async function command(
  program: string,
  versionFlag: string,
  version: RegExp,
  argumentsFor: (photo: string, thumbnail: string) => string[],
): Promise<Work | undefined> {
  const told = await run(program, [versionFlag]).catch(() => undefined);
  if (told === undefined || !version.test(told.stdout)) return undefined;
  return async (photo) => {
    const folder = mkdtempSync(join(tmpdir(), 'darkroom-bench-'));
    const file = join(folder, 'photo.jpg');
    writeFileSync(file, photo);
    // The shell's `times` tells what its children took: Node does not.
    const { stdout } = await run('sh', [
      '-c',
      '"$0" "$@" && times',
      program,
      ...argumentsFor(file, join(folder, 't.jpg')),
    ]);
    rmSync(folder, { recursive: true });
    return { cpuMs: cpuOfChildren(stdout) };
  };
}

/** The second line of `times`: user and system time of all children, as 0m0.030s. */
function cpuOfChildren(times: string): number {
  const line = times.trimEnd().split('\n').at(-1) ?? '';
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  );
}
