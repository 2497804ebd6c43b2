import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readFlags } from '../../local/flags.ts';
import { UsageError } from '../../local/typed-flags.ts';

test('without flags it takes three ports in a row, a folder beside the code and all cores', () => {
  const flags = readFlags([]);

  expect(flags).toMatchObject({ ports: { page: 4100, aws: 4101, links: 4102 }, bundled: false, context: {} });
  expect(flags.data).toBe(resolve('.darkroom'));
  expect(flags.concurrency).toBeGreaterThanOrEqual(1);
});

test.each([
  { args: ['--port', '4200'], ports: { page: 4200, aws: 4201, links: 4202 } },
  { args: ['--port', '0'], ports: { page: 0, aws: 0, links: 0 } },
  { args: ['--aws-port=9000'], ports: { page: 4100, aws: 9000, links: 4102 } },
])('$args are the ports $ports', ({ args, ports }) => {
  expect(readFlags(args).ports).toEqual(ports);
});

test('settings are taken as cdk deploy takes them, the last of the same name counting', () => {
  const { context } = readFlags([
    '-c',
    'delivery.mode=buffered',
    '-c',
    'a=b=c',
    '--context',
    'a=',
    '--bundled',
  ]);

  expect(context).toEqual({ 'delivery.mode': 'buffered', a: '' });
});

test('faults are a file, and the time scale is 1 unless it is given', () => {
  expect(readFlags([])).toMatchObject({ faults: undefined, timeScale: 1 });
  expect(readFlags(['--faults', 'x/faults.json', '--time-scale', '0.1'])).toMatchObject({
    faults: resolve('x/faults.json'),
    timeScale: 0.1,
  });
  expect(readFlags(['--time-scale=.05']).timeScale).toBe(0.05);
});

describe('what cannot be meant is refused in words that name it', () => {
  test.each([
    { args: ['--prot', '1'], words: '--prot' },
    { args: ['--port', 'x'], words: '--port is "x"; it may be a whole number from 0' },
    { args: ['--port', '70000'], words: '70000' },
    { args: ['--port', '4e3'], words: '--port is "4e3"' },
    { args: ['--port', '4100', '--aws-port', '4100'], words: 'different' },
    { args: ['--concurrency', '0'], words: '--concurrency is "0"' },
    { args: ['--time-scale', '0'], words: '--time-scale is "0"; it may be a number above 0 and up to 1' },
    { args: ['--time-scale', '2'], words: '--time-scale is "2"' },
    { args: ['--time-scale', '1e-3'], words: '--time-scale is "1e-3"' },
    { args: ['--time-scale', ''], words: '--time-scale is ""' },
    { args: ['--faults'], words: '--faults' },
    { args: ['-c', 'delivery.mode'], words: 'path=value' },
    { args: ['photo.jpg'], words: 'photo.jpg' },
  ])('$args', ({ args, words }) => {
    expect(() => readFlags(args)).toThrow(UsageError);
    expect(() => readFlags(args)).toThrow(words);
  });
});
