import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { stateEntered } from '../../../local/states/history.ts';
import { openStore } from '../../../local/states/store.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkroom-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('histories take about as much of the disk as their texts', async () => {
  const store = openStore(folder);
  const input = JSON.stringify('x'.repeat(1500)); // as most events of this workflow have
  store.transaction(() => {
    for (let each = 0; each < 1000; each++)
      store.record(each % 100, each, stateEntered('Task', 'Resize', input));
  });
  store.close();

  expect((await stat(join(folder, 'states.db'))).size).toBeLessThan(1.6 * 1000 * 1600);
});
