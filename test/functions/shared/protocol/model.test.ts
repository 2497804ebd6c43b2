import { expect, jest, test } from '@jest/globals';
import { exploreAll } from '../../../support/interleavings.ts';
import { hold } from './invariants.ts';
import { backAgain, scenarios } from './scenarios.ts';
import { PhotoWorld } from './world.ts';

// Every order of every operation of two and three runs over one key, with what the outside world does in
// between. What must hold in each: the newest upload's whole set wins, nothing older is decided done after it,
// nothing of a deleted upload stays, and each outcome is told.

jest.setTimeout(120_000); // the longest walk takes three seconds of a quiet core, and cores are not always quiet

test.each(Object.entries(scenarios))('E1 E2 in every order: %s', async (_name, scenario) => {
  const { endings } = await exploreAll(() => new PhotoWorld(scenario, (world) => hold(scenario, world)));
  expect(endings).toBeGreaterThan(1);
});

test('without the stamp, bytes that come back undo a newer set: the model sees it', async () => {
  const unstamped = { ...backAgain, stamped: false };
  const exploration = exploreAll(() => new PhotoWorld(unstamped, (world) => hold(unstamped, world)));
  await expect(exploration).rejects.toThrow(/standing: /);
});
