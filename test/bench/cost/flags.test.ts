import { expect, test } from '@jest/globals';
import { readFlags, usage } from '../../../bench/cost/flags.ts';
import { UsageError } from '../../../local/typed-flags.ts';

test('without flags it is a million photos of 5 MB in a month', () => {
  expect(readFlags([])).toEqual({
    ...{ json: false, measure: false, mode: 'express', photos: 1e6, megabytes: 5 },
    ...{ days: 30, storedDays: 30, overwritten: 0, cold: 0.01, ms: {}, context: {} },
  });
});

test('each flag arrives', () => {
  const flags =
    '--photos 1e9 --mb 2.5 --renditions 3 --mode buffered --days 7 --stored-days 365 --overwritten 0.1 ' +
    '--cold 0 --ms resize=300 --ms presign=9 -c notify.emails=a@b.c --json';

  expect(readFlags(flags.split(' '))).toEqual({
    ...{ json: true, measure: false, mode: 'buffered', photos: 1e9, megabytes: 2.5 },
    ...{ renditions: 3, days: 7, storedDays: 365, overwritten: 0.1, cold: 0 },
    ...{ ms: { resize: 300, presign: 9 }, context: { 'notify.emails': 'a@b.c' } },
  });
});

test('a share may be written as it is calculated', () => {
  expect(readFlags(['--cold', '1e-3']).cold).toBe(0.001);
});

test.each([
  ['--photos many', '--photos is "many"'],
  ['--photos 0', 'a whole number from 1'],
  ['--photos 1.5', 'a whole number'],
  ['--photos=-3', '--photos is "-3"'],
  ['--photos Infinity', '--photos is "Infinity"'],
  ['--mb 0', '--mb is "0"'],
  ['--renditions 21', 'from 1 to 20'],
  ['--mode cheap', 'direct, buffered, express'],
  ['--cold 2', 'from 0 to 1'],
  ['--days 0', '--days is "0"'],
  ['--ms resize', 'FUNCTION=N'],
  ['--ms record-outcome=3', 'resize, presign, start-execution'],
  ['--ms resize=soon', '--ms resize is "soon"'],
  ['-c renditions', 'path=value'],
  ['-c delivery.mode=direct', 'give --mode'],
  ['--price 3', 'price'],
  ['express', 'express'],
])('%s is refused: %s', (typed, said) => {
  const read = () => readFlags(typed.split(' '));

  expect(read).toThrow(UsageError);
  expect(read).toThrow(said);
});

test('the help names every flag that is read, and its examples are read', () => {
  const flags = ['photos', 'mb', 'renditions', 'mode', 'days', 'stored-days', 'overwritten', 'cold', 'ms'];
  for (const flag of [...flags, 'json', 'measure', 'help']) expect(usage).toContain(`--${flag}`);
  for (const [, example = ''] of usage.matchAll(/^ {2}npm run cost -- (.+)$/gm)) {
    expect(() => readFlags(example.split(' '))).not.toThrow();
  }
});
