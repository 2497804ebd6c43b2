import { expect, test } from '@jest/globals';
import { storm } from './storm/index.ts';

test('a storm of duplicates in disorder leaves one effect and one notice for each newest upload', async () => {
  const { problems, rows } = await storm.run(0.02, () => {});
  const { superseded = 0, done = 0, rejected = 0, ...others } = rows[0]?.ends ?? {};

  expect(problems).toEqual([]);
  expect([done + rejected, others]).toEqual([40, {}]);
  // One more where a machine is so slow that a client gives up waiting and sends an upload again: that is a new version.
  expect(superseded).toBeGreaterThanOrEqual(120);
}, 600_000);
