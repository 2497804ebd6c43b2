import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Faults } from '../../../local/faults/faults.ts';
import { pointsOf } from '../../../local/faults/kinds.ts';

export const points = pointsOf(['resize', 'example'], ['Resize Photo', 'Publish Result', 'Wait Here']);
const places = { uploadsBucket: 'versioned', thumbnailsBucket: 'plain', uploadsPrefix: 'uploads/' };

export interface Planned extends Disposable {
  faults: Faults;
  file: string;
  journal: string;
  /** What was injected: `do` of each, oldest first. */
  done(): string[];
  /** As the next process does, with another file if one is given. */
  again(rules?: readonly object[]): Faults;
}

/** Faults out of a file of their own, in a folder that goes with them. */
export function planned(rules: readonly object[], seed = 1): Planned {
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  const file = join(folder, 'faults.json');
  const journal = join(folder, 'faults.jsonl');
  const open = (given: readonly object[]) => {
    writeFileSync(file, JSON.stringify({ seed, faults: given }));
    return new Faults({ file, journal, points, places });
  };
  let current = open(rules);
  return {
    ...{ faults: current, file, journal },
    done: () => linesOf(journal).map((line) => JSON.parse(line).do),
    again(changed = rules) {
      current[Symbol.dispose]();
      current = open(changed);
      return current;
    },
    [Symbol.dispose]() {
      current[Symbol.dispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

export function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').slice(0, -1);
}
