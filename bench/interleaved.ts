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
  const children = new Map<string, ChildProcess>();
  try {
    for (const name of names) {
      const child = fork(new URL('./variant-process.ts', import.meta.url), [name, file]);
      const { ready } = (await told(child)) as { ready: boolean };
      if (ready) children.set(name, child);
      else child.kill();
    }
    const took = new Map([...children.keys()].map((name) => [name, [] as Took[]]));
    for (let round = -roundsToWarmUp; round < rounds; round += 1) {
      for (const [name, child] of children) {
        child.send('again');
        const once = (await told(child)) as Took;
        if (round >= 0) took.get(name)?.push(once);
      }
      onRound();
    }
    return took;
  } finally {
    for (const child of children.values()) child.kill();
    await rm(folder, { recursive: true });
  }
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
