import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { resizePhoto } from '../../functions/resize/handler.ts';
import { inspect } from '../../functions/resize/inspect.ts';
import { RejectedPhotoError } from '../../functions/shared/errors.ts';
import { avifSaying, blankPng, gifOfFrames, interlacedPng, packedZeros } from '../fixtures/bombs.ts';
import { chunk, withChunks } from '../fixtures/metadata.ts';
import { animation, colourAt, photo, plain } from '../fixtures/pictures.ts';
import { refusal } from '../fixtures/refusal.ts';
import * as samples from '../fixtures/samples.ts';
import { functionIn } from '../infra/synthesized.ts';
import { execution, photoSettings, photoStores } from '../support/photo-stores.ts';
import { leastProcessorTime } from '../support/processor-time.ts';
import { recordingObserver } from '../support/recording-observer.ts';
import { scriptedServer } from '../support/scripted-server.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkroom-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What Resize Photo, with a real decoder, makes of the bytes. */
async function resized(bytes: Buffer, key = 'uploads/photo.jpg') {
  const stores = photoStores();
  const detail = stores.buckets.upload(key, bytes);
  try {
    const { observer } = recordingObserver();
    const { source, renditions } = await resizePhoto(stores, photoSettings)({ detail, execution }, observer);
    return { format: source.format, renditions, stored: stores.buckets.objects };
  } catch (error) {
    if (!(error instanceof RejectedPhotoError)) throw error;
    expect(stores.buckets.objects.size).toBe(0);
    return { reason: error.reason, detail: error.detail };
  }
}

/** The same in a process of its own, whose memory is then known. */
async function resizedAlone(bytes: Buffer): Promise<{ outcome: string; peakBytes: number }> {
  const file = join(folder, `${bytes.length}`);
  await writeFile(file, bytes);
  const child = fork(new URL('./resize-process.ts', import.meta.url), [file], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, MALLOC_ARENA_MAX: '1' }, // as the function has it
  });
  const exited = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`It ended with ${code ?? signal}`);
  });
  const [answer] = await Promise.race([once(child, 'message'), exited]);
  return answer as { outcome: string; peakBytes: number };
}

describe('by its bytes and never by its name', () => {
  test.each([
    ['photo.jpg', 'png', samples.png],
    ['photo.png', 'gif', samples.gif],
    ['photo', 'webp', samples.lossy],
    ['a.php.jpg', 'avif', samples.avif],
    ['a.jpg.exe', 'jpeg', samples.baseline],
    ['PHOTO.JPEG', 'png', samples.png],
  ])(
    'C5 K8 K9 K10 %s is made as the %s that it is, its renditions as what they are',
    async (name, format, bytes) => {
      const made = await resized(bytes, `uploads/${name}`);

      expect(made).toMatchObject({ format });
      expect(made.renditions?.map(({ key }) => key)).toEqual([
        `thumbnails/${name}/square.webp`,
        `thumbnails/${name}/thumbnail.jpg`,
      ]);
      const types = made.renditions?.map(({ key }) => made.stored?.get(key)?.head.contentType);
      expect(types).toEqual(['image/webp', 'image/jpeg']);
    },
  );
});

describe('what is no picture', () => {
  // In two halves, or a scanner would take this file itself away.
  const scannersTest = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-', 'STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'];

  test('C6 the test file of virus scanners is refused, and is in nothing that we write', async () => {
    const answer = await resized(Buffer.from(scannersTest.join('')));

    expect(answer).toMatchObject({ reason: 'unsupported-format' });
    expect(answer.detail).not.toContain('EICAR');
  });

  test('C7 C28 what names addresses and files sends nothing, reads nothing, writes nothing', async () => {
    await using server = await scriptedServer([]);
    const secret = join(folder, 'secret.txt');
    const target = join(folder, 'written.txt');
    await writeFile(secret, 'the secret of the server');
    const before = await readdir(folder);
    const traps = [
      `push graphic-context\nfill 'url(${server.endpoint}/a.jpg"|touch "${target})'\npop graphic-context`,
      `push graphic-context\nimage over 0,0 0,0 'ephemeral:${secret}'\npop graphic-context`,
      `<image><read filename="${secret}"/><write filename="${target}"/></image>`,
      `%!PS\n(%pipe%touch ${target}) (w) file\n(${secret}) (r) file`,
      `<svg xmlns="http://www.w3.org/2000/svg"><image href="${server.endpoint}/b.png"/><image href="file://${secret}"/></svg>`,
      `<!DOCTYPE svg [<!ENTITY x SYSTEM "file://${secret}"><!ENTITY y SYSTEM "${server.endpoint}/c">]><svg>&x;&y;</svg>`,
      `@${secret}`,
      `text:${secret}`,
      secret,
    ];

    for (const trap of traps) {
      const answer = await resized(Buffer.from(trap));
      expect(answer).toMatchObject({ reason: 'unsupported-format' });
      expect(answer.detail).not.toContain('the secret');
    }
    expect(server.requests).toEqual([]);
    expect(await readdir(folder)).toEqual(before);
    expect(await readFile(secret, 'utf8')).toBe('the secret of the server');
  });

  test.each([
    ['a million elements', '<rect/>'.repeat(1_000_000)],
    ['a hundred thousand levels', '<g>'.repeat(100_000)],
  ])('C28 C29 an SVG of %s, packed into a few KB, is refused at once', async (_what, elements) => {
    const drawing = `<svg xmlns="http://www.w3.org/2000/svg">${elements}</svg>`;
    const packed = gzipSync(drawing, { level: 9 });
    expect(packed.length).toBeLessThan(40_000);

    expect(await resized(packed)).toMatchObject({ reason: 'unsupported-format' });
    for (const bytes of [packed, Buffer.from(drawing)]) {
      expect(refusal(() => inspect(bytes))).toMatchObject({ reason: 'unsupported-format' });
      expect(await leastProcessorTime(() => refusal(() => inspect(bytes)))).toBeLessThan(50);
    }
  });

  test('C34 a TIFF is refused whatever is in it', async () => {
    const page = photo({ width: 64, height: 48 });
    const pages = await animation([page, page.clone(), page.clone()]);
    const tiffs = await Promise.all([
      pages.tiff().toBuffer(),
      page.clone().tiff({ compression: 'jpeg' }).toBuffer(),
      page.clone().tiff({ compression: 'deflate', tile: true }).toBuffer(),
      plain({ width: 900, height: 900 }, [0]).tiff({ compression: 'deflate' }).toBuffer(),
    ]);

    for (const tiff of tiffs) expect(await resized(tiff)).toMatchObject({ reason: 'unsupported-format' });
  });
});

describe('bombs', () => {
  test('C9 a whole PNG of 32 KB and 268 million pixels is refused within 100 ms', async () => {
    const bomb = blankPng({ width: 16_383, height: 16_383, bits: 1, colourType: 0 });
    expect(bomb.length).toBeLessThan(40_000);

    expect(await resized(bomb)).toMatchObject({ reason: 'too-many-pixels' });
    expect(await leastProcessorTime(() => refusal(() => inspect(bomb)))).toBeLessThan(100);
  });

  test('the zeros of the bombs are what zlib says they are', () => {
    expect(inflateSync(packedZeros(3_000_001)).equals(Buffer.alloc(3_000_001))).toBe(true);
  });

  test.each(['iCCP', 'zTXt', 'iTXt'])(
    'C14 a PNG with 512 MB packed into its %s is decided within 270 MB of memory',
    async (type) => {
      const name = type === 'iTXt' ? 'text\0\x01\0\0\0' : 'text\0\0';
      const content = Buffer.concat([Buffer.from(name, 'latin1'), packedZeros(512e6)]);
      const bomb = withChunks(samples.png, chunk(type, content));
      expect(bomb.length).toBeLessThan(1e6);

      const { outcome, peakBytes } = await resizedAlone(bomb);

      expect(['done', 'corrupt']).toContain(outcome);
      expect(peakBytes).toBeLessThan(270e6);
    },
  );

  test.each([10_000, 40_000])(
    'C17 a GIF of %i frames is made of its first, within a second',
    async (frames) => {
      const bytes = gifOfFrames(samples.animatedGif, frames);
      const made = await resized(bytes);

      expect(made).toMatchObject({ format: 'gif' });
      const thumbnail = made.stored?.get('thumbnails/photo.jpg/thumbnail.jpg')?.body ?? Buffer.alloc(0);
      expect(await colourAt(thumbnail, 9, 9)).toEqual(
        [200, 0, 0, 255].map((each) => expect.closeTo(each, -1)),
      );
      expect(await leastProcessorTime(() => resized(bytes))).toBeLessThan(1000);
    },
  );

  test('C22 an interlaced PNG of 16 bits and 49 million pixels fits into the memory of the function', async () => {
    const { MemorySize } = functionIn('direct', 'resize').Properties;

    const { outcome, peakBytes } = await resizedAlone(interlacedPng({ width: 7000, height: 7000 }));

    expect(['done', 'took-too-long']).toContain(outcome);
    expect(peakBytes).toBeLessThan(MemorySize * 2 ** 20 * 0.6);
  });

  test('C32 C33 an AVIF of under 2 KB is refused for the size that it unfolds to', async () => {
    const small = await plain({ width: 64, height: 64 }, [9, 9, 9]).avif().toBuffer();
    expect(small.length).toBeLessThan(2000);

    for (const side of [7000, 17_000]) {
      const bomb = avifSaying(small, { width: side, height: side });
      expect(await resized(bomb)).toMatchObject({ reason: 'too-many-pixels' });
    }
  });
});

test('C21 a PNG of one pixel becomes thumbnails of one pixel', async () => {
  const made = await resized(await plain({ width: 1, height: 1 }, [9, 9, 9]).png().toBuffer());

  expect(made.renditions?.map(({ width, height }) => [width, height])).toContainEqual([1, 1]);
});
