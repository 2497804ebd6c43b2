import type { PlannedRun, Scenario } from './scenario.ts';

const twice = (run: Partial<PlannedRun> & { upload: number }): PlannedRun[] => [
  { claim: 'A', ...run },
  { claim: 'B', ...run },
];

/** The same bytes, then others, then the same again. */
export const backAgain: Scenario = {
  outside: ['upload x', 'upload y', 'upload x'],
  runs: [
    { upload: 1, claim: 'A', settings: 'a', first: true },
    { upload: 2, claim: 'B', settings: 'a' },
    { upload: 3, claim: 'C', settings: 'a' },
  ],
};

export const scenarios: Record<string, Scenario> = {
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
