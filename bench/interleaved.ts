import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Told, Took } from './variant-process.ts';

/** Of each variant that is installed, what it took in each round. */
export type Rounds = ReadonlyMap<string, readonly Took[]>;

/** Before the rounds that count: the first ones load and compile. */
const roundsToWarmUp = 3;

/**
 * Variants by turns, round after round, each in a warm process of its own: what else the machine does then slows
 * all of them, and the ratio within a round is left as it is.
 */
export async function interleaved(
  photo: Buffer,
  names: readonly string[],
  rounds: number,
  onRound: () => void,
): Promise<Rounds> {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-bench-'));
  const file = join(folder, 'photo');
  await writeFile(file, photo);
  const variants = new Map<string, Variant>();
  try {
    for (const name of names) {
      const variant = await variantOf(name, file);
      if (variant !== undefined) variants.set(name, variant);
    }
    const took = new Map([...variants.keys()].map((name) => [name, [] as Took[]]));
    for (let round = -roundsToWarmUp; round < rounds; round += 1) {
      for (const [name, variant] of variants) {
        const once = await variant.work();
        if (round >= 0) took.get(name)?.push(once);
      }
      onRound();
    }
    return took;
  } finally {
    for (const variant of variants.values()) variant.stop();
    await rm(folder, { recursive: true });
  }
}

interface Variant {
  work(): Promise<Took>;
  stop(): void;
}

/** A variant in a process of its own, for the photo in that file; undefined when it is not installed. */
export async function variantOf(name: string, file: string): Promise<Variant | undefined> {
  const child = fork(new URL('./variant-process.ts', import.meta.url), [name, file]);
  const { ready } = (await told(child)) as { ready: boolean };
  const stop = () => void child.kill();
  if (!ready) {
    stop();
    return undefined;
  }
  const work = async () => {
    child.send('again');
    return (await told(child)) as Took;
  };
  return { work, stop };
}

async function told(child: ChildProcess): Promise<Told> {
  const ended = new AbortController();
  const exit = once(child, 'exit', ended).then(([code, signal]) => {
    throw new Error(`A variant ended with ${code ?? signal}: ${child.spawnargs.slice(2).join(' ')}`);
  });
  exit.catch(() => {});
  try {
    const [answer] = await Promise.race([once(child, 'message', ended), exit]);
    return answer as Told;
  } finally {
    ended.abort();
  }
}
