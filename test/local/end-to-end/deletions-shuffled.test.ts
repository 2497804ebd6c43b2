import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { randomFrom } from '../../../bench/random.ts';
import { compareSequencers } from '../../../functions/shared/source.ts';
import { photo } from '../../fixtures/pictures.ts';
import { Deleter } from '../../support/deletions.ts';
import { type OneMachine, oneMachine } from '../../support/one-machine.ts';
import { noticesOf } from '../../support/upload.ts';

// What clients do to a few keys, drawn at random, with events that come late, twice and in any order: in the end each key
// has the thumbnails of what it holds, and nothing else.

const seed = 20261121;
const keys = Array.from({ length: 8 }, (_, each) => `uploads/shuffled/${each}.jpg`);
const steps = 6;

const events = {
  seed,
  faults: [
    { at: 'events.Deliver', do: 'twice', chance: 0.3, times: 'always' },
    { at: 'events.Deliver', do: 'late', ms: 1500, chance: 0.7, times: 'always' },
  ],
};

test('uploads and deletions of one key, shuffled, end with what the key holds', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-faults-'));
  const file = join(folder, 'faults.json');
  await writeFile(file, JSON.stringify(events));
  try {
    await using machine = await oneMachine({ flags: ['--faults', file] });
    using deleter = new Deleter(machine);
    const pictures = await Promise.all(
      [100, 120].map((width) => photo({ width, height: 90 }).jpeg().toBuffer()),
    );
    const random = randomFrom(seed);
    const oneOf = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)] as T;

    for (let step = 0; step < steps; step++) {
      for (const key of keys) {
        const { all } = await deleter.versions(key);
        const what = all.length === 0 ? 'upload' : oneOf(['upload', 'marker', 'version', 'version']);
        if (what === 'upload') await deleter.upload(key, oneOf(pictures));
        else await deleter.delete(key, what === 'marker' ? undefined : oneOf(all));
      }
    }
    await deleter.settled();

    const current = await Promise.all(
      keys.map(async (key) => ({ key, version: (await deleter.versions(key)).current })),
    );
    const there = current.filter(({ version }) => version !== undefined);
    expect(there.length % keys.length).not.toBe(0); // of both kinds, or the seed is no good
    expect(await deleter.made()).toEqual(
      Object.fromEntries(there.map(({ key, version }) => [thumbnailOf(key), version])),
    );
    await machine.live.until(
      () => current.every(({ key, version }) => lastWordOf(machine, key) === (version ?? 'deleted')),
      'the last word on each photo is true',
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

const thumbnailOf = (key: string) => `thumbnails/${key.slice('uploads/'.length)}/thumbnail.jpg`;

/** For a receiver that keeps the highest sequencer: which version is there, or that none is. */
function lastWordOf(machine: OneMachine, key: string): string | undefined {
  const last = noticesOf(machine, key)
    .toSorted((one, other) => compareSequencers(one.sequencer, other.sequencer))
    .at(-1);
  return last?.status === 'deleted' ? 'deleted' : last?.versionId;
}
