import { expect } from '@jest/globals';
import { compareSequencers } from '../../../../functions/shared/source.ts';
import type { Scenario } from './scenario.ts';
import type { PhotoWorld, Told } from './world.ts';

/** Asked of each of some hundred thousand states: an `expect` costs as much as all of the walk to it. */
export function hold(scenario: Scenario, world: PhotoWorld): void {
  nothingOlderAfterTheNewest(world);
  if (!world.settled) return;
  const standing = world.standing();
  const followed = scenario.runs.some(({ follows }) => follows !== undefined);
  if (followed) {
    onlyTheCurrentStands(world);
    theHighestWordIsTrue(world);
  }
  if (world.current !== undefined) eachOutcomeOfTheNewestIsTold(scenario, world);
  else if (world.quiet) nothingStaysOfADeleted(world);
  const last = lastDone(scenario, world);
  for (const name of last?.settings ?? '') {
    expect([name, standing.get(`thumbnails/photo.jpg/${name}.jpg`)]).toEqual([
      name,
      { upload: world.current, settings: last?.settings },
    ]);
  }
  const unmade = world.told.some(({ status, upload }) => status !== 'done' && upload === world.current);
  if (world.current !== undefined && unmade && last === undefined) {
    expect(standing.get(`outcomes/uploads/photo.jpg.json`)?.upload).toBe(world.current);
  }
  if (world.quiet && last !== undefined && world.told.at(-1) === last) {
    expect([...standing.keys()].filter((key) => key.startsWith('outcomes/'))).toEqual([]);
  }
}

/** A backfill's word on its upload is the last, also where the run that it took the lock from tells after it. */
function lastDone({ runs }: Scenario, { told, current }: PhotoWorld): Told | undefined {
  const done = told.filter(({ status, upload }) => status === 'done' && upload === current);
  const backfills = runs.filter(({ backfill }) => backfill).map(({ claim }) => claim);
  return done.findLast(({ claim }) => backfills.includes(claim)) ?? done.at(-1);
}

function nothingOlderAfterTheNewest({ told }: PhotoWorld): void {
  const done = told.map((each, index) => ({ ...each, index })).filter(({ status }) => status === 'done');
  const decidedTooLate = done.filter((older) =>
    done.some((newer) => newer.upload > older.upload && newer.index < older.decided),
  );
  if (decidedTooLate.length > 0) expect(decidedTooLate).toEqual([]);
}

function nothingStaysOfADeleted(world: PhotoWorld): void {
  const told = new Set(world.told.map(({ upload }) => upload));
  for (const [key, { upload }] of world.standing()) expect([key, told.has(upload)]).toEqual([key, true]);
}

/** With every deletion followed, an upload that is not there has left nothing, whatever had been told of it. */
function onlyTheCurrentStands(world: PhotoWorld): void {
  for (const [key, { upload }] of world.standing()) expect([key, upload]).toEqual([key, world.current]);
}

/** A receiver that keeps the word with the highest sequencer ends with what is so; of two, with the photo that is there. */
function theHighestWordIsTrue({ told, current }: PhotoWorld): void {
  const isThere = ({ status }: Told) => Number(status !== 'deleted');
  const last = told
    .toSorted(
      (one, other) => compareSequencers(one.sequencer, other.sequencer) || isThere(one) - isThere(other),
    )
    .at(-1);
  expect(last?.status === 'deleted' ? undefined : last?.upload).toBe(current);
}

function eachOutcomeOfTheNewestIsTold(scenario: Scenario, world: PhotoWorld): void {
  const runs = scenario.runs.filter(
    ({ upload, diesUntold, follows }) => upload === world.current && !diesUntold && follows === undefined,
  );
  const outcomes = { 'a photo': 'done', 'no photo': 'rejected', 'a fault': 'failed' } as const;
  const expected = runs.some(({ finds = 'a photo' }) => finds === 'a photo')
    ? ['done']
    : [...new Set(runs.map(({ finds = 'a photo' }) => outcomes[finds]))];
  const told = world.told.filter(({ upload }) => upload === world.current).map(({ status }) => status);
  expect(told).toEqual(expect.arrayContaining(expected));
  const alike = new Set(scenario.runs.map(({ settings }) => settings)).size === 1;
  const once = scenario.runs.every(
    ({ late, diesUntold, backfill, follows }) => !late && !diesUntold && !follows && (alike || !backfill),
  );
  if (once) expect(told.filter((status) => status === 'done').length).toBeLessThanOrEqual(1);
}
