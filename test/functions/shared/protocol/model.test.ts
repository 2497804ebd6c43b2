import { expect, jest, test } from '@jest/globals';
import { compareSequencers } from '../../../../functions/shared/source.ts';
import { exploreAll } from '../../../support/interleavings.ts';
import { PhotoWorld, type PlannedRun, type Scenario, type Told } from './world.ts';

// Every order of every operation of two and three runs over one key, with what the outside world does in
// between. What must hold in each: the newest upload's whole set wins, nothing older is decided done after it,
// nothing of a deleted upload stays, and each outcome is told.

jest.setTimeout(300_000); // the longest walk takes half a minute of a quiet core, and cores are not always quiet

const twice = (run: Partial<PlannedRun> & { upload: number }): PlannedRun[] => [
  { claim: 'A', ...run },
  { claim: 'B', ...run },
];

const backAgain: Scenario = {
  outside: ['upload x', 'upload y', 'upload x'],
  runs: [
    { upload: 1, claim: 'A', settings: 'a', first: true },
    { upload: 2, claim: 'B', settings: 'a' },
    { upload: 3, claim: 'C', settings: 'a' },
  ],
};

const scenarios: Record<string, Scenario> = {
  'one run, retried while its first attempt still runs': {
    outside: ['upload x'],
    runs: [{ upload: 1, claim: 'A', retried: true }],
  },
  'a duplicate event': { outside: ['upload x'], runs: twice({ upload: 1 }) },
  'a duplicate event, one run retried while its first attempt still runs': {
    outside: ['upload x'],
    runs: [
      { upload: 1, claim: 'A', retried: true },
      { upload: 1, claim: 'B' },
    ],
  },
  'an event three times': {
    outside: ['upload x'],
    runs: [...twice({ upload: 1 }), { upload: 1, claim: 'C' }],
  },
  'an older and a newer upload': {
    outside: ['upload x', 'upload y'],
    runs: [
      { upload: 1, claim: 'A' },
      { upload: 2, claim: 'B' },
    ],
  },
  'an older and a newer upload of the same bytes, unversioned': {
    outside: ['upload x', 'upload x'],
    runs: [
      { upload: 1, claim: 'A' },
      { upload: 2, claim: 'B' },
    ],
    versioned: false,
  },
  'an older upload whose run crashes, and a newer one': {
    outside: ['upload x', 'upload y'],
    runs: [
      { upload: 1, claim: 'A', settings: 'a', crashes: true },
      { upload: 2, claim: 'B', settings: 'a' },
    ],
  },
  'three uploads, the third of the first one’s bytes': backAgain,
  'a fresh execution after the first died untold': {
    outside: ['upload x'],
    runs: [
      { upload: 1, claim: 'A', diesUntold: true },
      { upload: 1, claim: 'B', late: true },
    ],
  },
  'two fresh executions after the first died untold': {
    outside: ['upload x'],
    runs: [
      { upload: 1, claim: 'A', settings: 'a', diesUntold: true },
      { upload: 1, claim: 'B', settings: 'a', late: true },
      { upload: 1, claim: 'C', settings: 'a', late: true },
    ],
  },
  'a redrive after a newer upload': {
    outside: ['upload x', 'upload y'],
    runs: [
      { upload: 1, claim: 'A', settings: 'a', diesUntold: true },
      { upload: 2, claim: 'B', settings: 'a' },
      { upload: 1, claim: 'A', settings: 'a', late: true },
    ],
  },
  'changed settings': {
    outside: ['upload x'],
    runs: [
      { upload: 1, claim: 'A', settings: 'ab' },
      { upload: 1, claim: 'B', settings: 'ac' },
    ],
  },
  'changed settings after a crash': {
    outside: ['upload x'],
    runs: [
      { upload: 1, claim: 'A', settings: 'ab', diesUntold: true },
      { upload: 1, claim: 'B', settings: 'bc', late: true },
    ],
  },
  'a rendition added while a newer upload comes': {
    outside: ['upload x', 'upload y'],
    runs: [
      { upload: 1, claim: 'A', settings: 'ab' },
      { upload: 2, claim: 'B', settings: 'b' },
    ],
  },
  'a rendition added later, by two backfills': {
    outside: ['upload x'],
    runs: [
      { upload: 1, claim: 'A', settings: 'b' },
      { upload: 1, claim: 'B', settings: 'ab', late: true, backfill: true },
      { upload: 1, claim: 'C', settings: 'ab', late: true, backfill: true },
    ],
  },
  'a backfill with today’s settings beside a run with yesterday’s': {
    outside: ['upload x'],
    runs: [
      { upload: 1, claim: 'A', settings: 'b' },
      { upload: 1, claim: 'B', settings: 'ab', backfill: true },
    ],
  },
  'the same, where the run of the upload is retried while its first attempt still runs': {
    outside: ['upload x'],
    runs: [
      { upload: 1, claim: 'A', settings: 'a', retried: true },
      { upload: 1, claim: 'B', settings: 'ab', backfill: true },
    ],
  },
  'a backfill with today’s settings after a run with yesterday’s, while a newer upload comes': {
    outside: ['upload x', 'upload y'],
    runs: [
      { upload: 1, claim: 'A', settings: 'b', first: true },
      { upload: 1, claim: 'B', settings: 'ab', backfill: true },
      { upload: 2, claim: 'C', settings: 'ab' },
    ],
  },
  'a backfill beside an upload': {
    outside: ['upload x', 'upload y'],
    runs: [
      { upload: 1, claim: 'A', backfill: true },
      { upload: 2, claim: 'B' },
    ],
  },
  'a backfill beside an upload, unversioned': {
    outside: ['upload x', 'upload y'],
    runs: [
      { upload: 1, claim: 'A', backfill: true },
      { upload: 2, claim: 'B' },
    ],
    versioned: false,
  },
  'a source deleted in the middle': {
    outside: ['upload x', 'delete'],
    runs: [{ upload: 1, claim: 'A', retried: true }],
  },
  'a source deleted in the middle of two runs': {
    outside: ['upload x', 'delete'],
    runs: twice({ upload: 1 }),
  },
  'a source deleted and uploaded again, the same bytes': {
    outside: ['upload x', 'delete', 'upload x'],
    runs: [
      { upload: 1, claim: 'A' },
      { upload: 2, claim: 'B' },
    ],
  },
  'a photo that is done, and its deletion followed': {
    outside: ['upload x', 'delete'],
    runs: [
      { upload: 1, claim: 'A', first: true },
      { upload: 1, claim: 'D', follows: 1 },
    ],
  },
  'a deletion followed twice, by a function that goes on after its retry has begun': {
    outside: ['upload x', 'delete'],
    runs: [
      { upload: 1, claim: 'A', settings: 'a', first: true },
      { upload: 1, claim: 'D', settings: 'a', follows: 1, retried: true },
    ],
  },
  'a deletion followed while the photo is at work': {
    outside: ['upload x', 'delete'],
    runs: [
      { upload: 1, claim: 'A', settings: 'a' },
      { upload: 1, claim: 'D', follows: 1, settings: 'a' },
    ],
  },
  'a deletion followed, unversioned, while the same bytes come again': {
    outside: ['upload x', 'delete', 'upload x'],
    runs: [
      { upload: 1, claim: 'A', settings: 'a', first: true },
      { upload: 2, claim: 'B', settings: 'a' },
      { upload: 1, claim: 'D', follows: 1, settings: 'a' },
    ],
    versioned: false,
  },
  'a deletion followed while a newer upload is made': {
    outside: ['upload x', 'delete', 'upload y'],
    runs: [
      { upload: 1, claim: 'A', settings: 'a', first: true },
      { upload: 2, claim: 'B', settings: 'a' },
      { upload: 1, claim: 'D', follows: 1, settings: 'a' },
    ],
  },
  'a photo deleted and restored, both followed': {
    outside: ['upload x', 'delete', 'restore'],
    runs: [
      { upload: 1, claim: 'A', settings: 'a', first: true },
      { upload: 1, claim: 'D', follows: 1, settings: 'a' },
      { upload: 1, claim: 'E', follows: 2, settings: 'a' },
    ],
  },
  'a photo deleted, and restored by one who has heard of that, before its own event comes': {
    outside: ['upload x', 'delete', 'hear of it', 'restore'],
    runs: [
      { upload: 1, claim: 'A', settings: 'a' },
      { upload: 1, claim: 'D', settings: 'a', follows: 1 },
      { upload: 1, claim: 'E', settings: 'a', follows: 2 },
    ],
  },
  'a photo deleted twice, and uploaded by one who has heard of that': {
    outside: ['upload x', 'delete', 'delete', 'hear of it', 'upload y'],
    runs: [
      { upload: 1, claim: 'A', settings: 'a', first: true },
      { upload: 1, claim: 'D', settings: 'a', follows: 1 },
      { upload: 1, claim: 'E', settings: 'a', follows: 2 },
      { upload: 2, claim: 'B', settings: 'a' },
    ],
  },
  'no photo, twice': { outside: ['upload x'], runs: twice({ upload: 1, finds: 'no photo' }) },
  'no photo, then a photo': {
    outside: ['upload x', 'upload y'],
    runs: [
      { upload: 1, claim: 'A', finds: 'no photo', crashes: true },
      { upload: 2, claim: 'B' },
    ],
  },
  'a photo, then no photo': {
    outside: ['upload x', 'upload y'],
    runs: [
      { upload: 1, claim: 'A' },
      { upload: 2, claim: 'B', finds: 'no photo' },
    ],
  },
  'no photo, deleted in the middle': {
    outside: ['upload x', 'delete'],
    runs: [{ upload: 1, claim: 'A', finds: 'no photo', retried: true }],
  },
  'a fault beside a run that succeeds': {
    outside: ['upload x'],
    runs: [
      { upload: 1, claim: 'A', finds: 'a fault' },
      { upload: 1, claim: 'B' },
    ],
  },
  'a fault, then a fresh execution that succeeds': {
    outside: ['upload x'],
    runs: [
      { upload: 1, claim: 'A', finds: 'a fault' },
      { upload: 1, claim: 'B', late: true },
    ],
  },
};

test.each(Object.entries(scenarios))('E1 E2 in every order: %s', async (_name, scenario) => {
  const { endings } = await exploreAll(() => new PhotoWorld(scenario, (world) => hold(scenario, world)));
  expect(endings).toBeGreaterThan(1);
});

test('without the stamp, bytes that come back undo a newer set: the model sees it', async () => {
  const unstamped = { ...backAgain, stamped: false };
  const exploration = exploreAll(() => new PhotoWorld(unstamped, (world) => hold(unstamped, world)));
  await expect(exploration).rejects.toThrow(/standing: /);
});

/** Asked of each of some hundred thousand states: an `expect` costs as much as all of the walk to it. */
function hold(scenario: Scenario, world: PhotoWorld): void {
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
