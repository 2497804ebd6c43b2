import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { FaultsError } from '../../../local/faults/error.ts';
import { readPlan } from '../../../local/faults/rules.ts';
import { points } from './planned.ts';

const folder = mkdtempSync(join(tmpdir(), 'faults-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string) {
  const file = join(folder, 'faults.json');
  writeFileSync(file, text);
  return readPlan(file, points);
}

/** What is said of a file with this one fault, without its path. */
function said(fault: unknown): string {
  try {
    read(JSON.stringify({ faults: [{ at: 's3.GetObject', do: '500' }, fault] }));
  } catch (error) {
    expect(error).toBeInstanceOf(FaultsError);
    return (error as Error).message.replace(join(folder, 'faults.json'), 'FILE');
  }
  throw new Error('It was taken.');
}

test('what is not said of a fault is that it happens once, to the first that comes', () => {
  expect(read('{ "faults": [{ "at": "sns.Publish", "do": "slow", "ms": 5 }] }')).toEqual({
    seed: 1,
    rules: [{ at: 'sns.Publish', do: 'slow', skip: 0, times: 1, perPhoto: false, chance: 1, ms: 5 }],
  });
});

test('all that may be said is taken', () => {
  const fault = {
    ...{ at: 'events.Deliver', do: 'late', match: 'x', skip: 2, times: 'always', per: 'photo' },
    ...{ chance: 0.2, ms: 10 },
  };

  expect(read(JSON.stringify({ seed: 7, faults: [fault] }))).toEqual({
    seed: 7,
    rules: [
      {
        ...{ at: 'events.Deliver', do: 'late', match: 'x', skip: 2, times: Number.POSITIVE_INFINITY },
        ...{ perPhoto: true, chance: 0.2, ms: 10 },
      },
    ],
  });
});

describe('what cannot be meant is refused by the name of the entry, with what may stand there', () => {
  const at = 's3.GetObject';
  test.each([
    { fault: 'crash', words: 'FILE, faults[1] has to be an object, { … }, and is "crash".' },
    { fault: { do: '500' }, words: 'FILE, faults[1]: "at" is missing; it may be "s3.ListBuckets", ' },
    { fault: { at: 's3.GetObjekt', do: '500' }, words: '"s3.GetObject", "s3.HeadObject"' },
    {
      fault: { at: 'function.rezise', do: 'crash' },
      words: '"at" is "function.rezise"; it may be "function.resize", "function.example".',
    },
    {
      fault: { at: 'state.Resize', do: 'kill' },
      words: 'it may be "state.Resize Photo", "state.Publish Result"',
    },
    { fault: { at, do: 'crash' }, words: '"do" is "crash"; it may be "500", "503", "403", "429", "slow", ' },
    { fault: { at: 's3.HeadObject', do: 'cut' }, words: '"kill-after" at s3.HeadObject.' },
    { fault: { at: 's3.GetObject', do: 'disk-full' }, words: '"cut" at s3.GetObject.' },
    { fault: { at: 'function.resize', do: '500' }, words: '"crash", "crash-after", "hang", "hang-after", ' },
    {
      fault: { at: 'state.Publish Result', do: 'slow' },
      words: 'it may be "kill", "kill-after" at state.Pub',
    },
    {
      fault: { at: 'events.Deliver', do: 'throttled' },
      words: 'it may be "twice", "late", "kill", "kill-after"',
    },
    { fault: { at, do: 500 }, words: '"do" is 500; it may be "500"' },
    { fault: { at, do: '500', macht: 'x' }, words: '"macht" is not known; there may be "at", "do", "match"' },
    { fault: { at, do: '500', match: '' }, words: '"match" is ""; it may be a text that is not empty.' },
    { fault: { at, do: '500', skip: -1 }, words: '"skip" is -1; it may be a whole number from 0.' },
    {
      fault: { at, do: '500', times: 0 },
      words: '"times" is 0; it may be a whole number from 1, or "always".',
    },
    { fault: { at, do: '500', times: 1.5 }, words: '"times" is 1.5' },
    { fault: { at, do: '500', times: null }, words: '"times" is null' },
    { fault: { at, do: '500', per: 'key' }, words: '"per" is "key"; it may be "photo".' },
    { fault: { at, do: '500', chance: 0 }, words: '"chance" is 0; it may be above 0 and up to 1.' },
    { fault: { at, do: '500', chance: '0.5' }, words: '"chance" is "0.5"' },
    { fault: { at, do: 'slow' }, words: '"ms" is missing; it may be a whole number from 1 to 3600000.' },
    { fault: { at, do: 'slow', ms: 1e9 }, words: '"ms" is 1000000000' },
    { fault: { at, do: '500', ms: 5 }, words: 'faults[1]: "ms" means nothing to "500".' },
    { fault: { at: 'constructor', do: 'kill' }, words: '"at" is "constructor"; it may be "s3.ListBuckets"' },
  ])('$fault', ({ fault, words }) => {
    expect(said(fault)).toContain(words);
  });
});

describe('a file that is none', () => {
  test.each([
    { text: '[]', words: 'has to be an object, { … }, and is [].' },
    { text: '{}', words: '"faults" has to be a list' },
    { text: '{ "faults": {} }', words: '"faults" has to be a list' },
    {
      text: '{ "faults": [], "seeds": 1 }',
      words: '"seeds" is not known; there may be "seed" and "faults".',
    },
    { text: '{ "faults": [], "seed": 0.5 }', words: '"seed" has to be a whole number' },
    { text: '', words: 'is no JSON: Unexpected end of JSON input (line 1, column 1).' },
    { text: '{\n  "faults": [}\n', words: '(line 2, column 14).' },
    { text: '{ "faults": [],\n}', words: '(line 2, column 1).' },
    { text: '{ "faults": [\n', words: '(line 2, column 1).' },
    { text: '{ "faults": [{ "at": "x\n" }] }', words: '(line 1, column 24).' },
  ])('$text', ({ text, words }) => {
    expect(() => read(text)).toThrow(FaultsError);
    expect(() => read(text)).toThrow(words);
  });

  test('one that is not there, and a folder', () => {
    expect(() => readPlan(join(folder, 'nowhere.json'), points)).toThrow('there is no such file');
    expect(() => readPlan(folder, points)).toThrow('it is a folder');
  });
});
