import { expect, test } from '@jest/globals';
import { readFlags, usage } from '../../../bench/simulate/flags.ts';
import { UsageError } from '../../../local/typed-flags.ts';

test('without flags it is a million photos within an hour, in every mode', () => {
  expect(readFlags([])).toEqual({
    ...{ json: false, photos: 1e6, overSeconds: 3600, untilSeconds: Number.POSITIVE_INFINITY },
    ...{ modes: ['direct', 'buffered', 'express'], megabytes: 5, arrivals: 'random', service: 'constant' },
    ...{ seed: 1, ms: {}, context: {} },
  });
});

test('each flag arrives', () => {
  const flags =
    '--photos 1e9 --over 1d --until 36h --mode buffered --mb 2 --renditions 3 --max-concurrency 50 ' +
    '--lambda-concurrency 3000 --arrivals even --service exponential --seed 7 --ms resize=300 -c links.auth=none --plot burst.svg --json';

  expect(readFlags(flags.split(' '))).toEqual({
    ...{
      json: true,
      plot: 'burst.svg',
      photos: 1e9,
      overSeconds: 86_400,
      untilSeconds: 129_600,
    },
    ...{ modes: ['buffered'], megabytes: 2, renditions: 3, maxConcurrency: 50, lambdaConcurrency: 3000 },
    ...{ arrivals: 'even', service: 'exponential', seed: 7, ms: { resize: 300 } },
    context: { 'links.auth': 'none' },
  });
});

test.each([
  ['--photos -1', 'argument'],
  ['--photos 1e13', 'from 1 to 1000000000000'],
  ['--over 1', '90s, 5m, 1h or 1d'],
  ['--over 0s', '--over is "0s"'],
  ['--until never', '--until is "never"'],
  ['--mode all', 'direct, buffered, express'],
  ['--mb 0', '--mb is "0"'],
  ['--max-concurrency 1', 'from 2 to 1000'],
  ['--lambda-concurrency 1', 'from 2'],
  ['--arrivals burst', 'random, even'],
  ['--service slow', 'constant, exponential'],
  ['--ms presign=3', 'resize, record-outcome, start-execution'],
  ['-c delivery.mode=direct', '--mode'],
  ['--speed 3', 'speed'],
])('%s is refused: %s', (typed, said) => {
  const read = () => readFlags(typed.split(' '));

  expect(read).toThrow(UsageError);
  expect(read).toThrow(said);
});

test('the examples of the help are read', () => {
  const examples = [...usage.matchAll(/^ {2}npm run simulate -- (.+)$/gm)].map(([, example = '']) => example);

  expect(examples.length).toBeGreaterThan(3);
  for (const example of examples) expect(() => readFlags(example.split(' '))).not.toThrow();
});
