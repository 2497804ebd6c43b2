import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { PortTakenError } from '../../local/http/loopback.ts';
import { wordsFor } from '../../local/trouble.ts';

const data = '/photos/.darkroom';

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown');
}

test('a full disk is named as such, whoever met it first', () => {
  using database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE notes (text); PRAGMA max_page_count = 2');
  const fromSqlite = thrownBy(() => database.exec('INSERT INTO notes VALUES (zeroblob(100000))'));
  const fromFiles = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

  for (const error of [fromSqlite, fromFiles]) {
    expect(wordsFor(error, data)).toMatch(
      /^No space is left on the disk of \/photos\/\.darkroom\.\n.*start again/,
    );
  }
});

test('a database that cannot be written any more is said to be of this folder', () => {
  using database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE notes (text); PRAGMA query_only = 1');
  const error = thrownBy(() => database.exec("INSERT INTO notes VALUES ('a')"));

  expect(wordsFor(error, data)).toMatch(
    /^A database in \/photos\/\.darkroom cannot be used: .*readonly.*\n.*--data/,
  );
});

test('what only a programmer can mend is shown whole', () => {
  using database = new DatabaseSync(':memory:');

  expect(
    wordsFor(
      thrownBy(() => database.exec('SELECT nonsense')),
      data,
    ),
  ).toBeUndefined();
  expect(wordsFor(new TypeError('undefined is not a function'), data)).toBeUndefined();
  expect(wordsFor('not even an error', data)).toBeUndefined();
});

test('what the user can mend comes with what to do', () => {
  expect(wordsFor(new PortTakenError(4100, undefined), data)).toMatch(/^Port 4100 is taken.*\n.*--port/);
});
