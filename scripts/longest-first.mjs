import Sequencer from '@jest/test-sequencer';

/** Files that wait, or start a whole darkroom again and again: minutes each, and small files for all that. */
const long = [
  'test/functions/shared/protocol/',
  'test/soak/',
  'test/local/end-to-end/',
  'test/local/page/looks',
  'test/infra/nag',
];

/**
 * Jest begins with the largest files when it knows no times, as in a fresh clone: then the longest come last, and all but
 * one core is idle in the end.
 */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const known = super.sort(tests);
    const isLong = ({ path, duration }) =>
      duration === undefined && long.some((part) => path.replaceAll('\\', '/').includes(`/${part}`));
    return [...known.filter(isLong), ...known.filter((each) => !isLong(each))];
  }
}
