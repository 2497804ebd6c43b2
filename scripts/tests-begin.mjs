import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** All temporary files of a run are in one folder, which goes with its end: some are made by libraries that leave them. */
export default function begin() {
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'darkroom-tests-'));
}
