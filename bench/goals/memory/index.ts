import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { photo } from '../../../test/fixtures/pictures.ts';
import { functionIn } from '../../../test/infra/synthesized.ts';
import { figure } from '../../ratio.ts';
import type { Goal } from '../goal.ts';
import type { Held } from './program.ts';

/** By both environments together. */
const photos = 500;
const early = 100;
const environments = 2;

const sizes = [
  { width: 4000, height: 3000 },
  { width: 6000, height: 4000 },
];

export const memory: Goal = {
  name: 'memory',
  about: `${photos} photos of 12 and 24 megapixels as JPEG, WebP and PNG, two at a time: each by a process of its own`,
  rounds: photos,
  samePhoto: true,
  async measure(_photo, onRound) {
    const folder = await mkdtemp(join(tmpdir(), 'darkroom-bench-'));
    try {
      for (const size of sizes) {
        const pixels = await photo(size).raw().toBuffer({ resolveWithObject: true });
        const { default: sharp } = await import('sharp');
        const picture = () => sharp(pixels.data, { raw: pixels.info });
        await writeFile(join(folder, `${size.width}.jpg`), await picture().jpeg({ quality: 90 }).toBuffer());
        await writeFile(join(folder, `${size.width}.webp`), await picture().webp({ effort: 0 }).toBuffer());
        await writeFile(join(folder, `${size.width}.png`), await picture().png().toBuffer());
      }
      const all = await Promise.all(Array.from({ length: environments }, () => resized(folder, onRound)));
      const peaks = (upTo: number) => all.map((held) => megabytes(held[upTo / environments - 1]?.peak));
      const growth = all.map(
        (held) => (held.at(-1)?.peak ?? Number.NaN) / (held[early / environments - 1]?.peak ?? 0),
      );
      return [
        figure('most memory of a process', [Math.max(...peaks(photos))], 'MB', 270),
        figure(`most memory / that up to photo ${early}`, [Math.max(...growth)], '×', 1.3),
        figure(
          'memory after each photo',
          all.flat().map(({ now }) => megabytes(now)),
          'MB',
        ),
      ];
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

const megabytes = (bytes = Number.NaN) => bytes / 2 ** 20;

async function resized(folder: string, onRound: () => void): Promise<Held[]> {
  const held: Held[] = [];
  // The allocator as the template sets it.
  const { MALLOC_ARENA_MAX } = functionIn('direct', 'resize').Properties.Environment.Variables;
  const program = new URL('./program.ts', import.meta.url);
  const child = fork(program, [folder, `${photos / environments}`], {
    env: { ...process.env, MALLOC_ARENA_MAX },
  });
  child.on('message', (each: Held) => {
    held.push(each);
    onRound();
  });
  const [status] = await once(child, 'exit');
  if (status !== 0 || held.length !== photos / environments)
    throw new Error(`It ended with ${status} after ${held.length} photos.`);
  return held;
}
