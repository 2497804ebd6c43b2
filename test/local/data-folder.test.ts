import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { localCredentials } from '../../local/credentials.ts';
import { claimDataFolder, type DataFolderGoneError, DataFolderTakenError } from '../../local/data-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkroom-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a folder belongs to one at a time', () => {
  const claimed = claimDataFolder(folder);

  expect(() => claimDataFolder(folder)).toThrow(DataFolderTakenError);
  claimed[Symbol.dispose]();
  claimDataFolder(folder)[Symbol.dispose]();
});

test('a folder whose owner was killed is free at once', async () => {
  const program = `
    const { claimDataFolder } = await import('./local/data-folder.ts');
    globalThis.claimed = claimDataFolder(process.argv[1]);
    console.log('claimed');
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', program, folder], {
    env: { PATH: process.env.PATH },
  });
  await once(owner.stdout, 'data');
  expect(() => claimDataFolder(folder)).toThrow(DataFolderTakenError);

  owner.kill('SIGKILL');
  await once(owner, 'exit');

  claimDataFolder(folder)[Symbol.dispose]();
});

test('the key pair is made once for a folder, is secret, and is another in another folder', async () => {
  const first = localCredentials(join(folder, 'a'));

  expect(localCredentials(join(folder, 'a'))).toEqual(first);
  expect(localCredentials(join(folder, 'b')).secretAccessKey).not.toBe(first.secretAccessKey);
  expect(first.secretAccessKey).toMatch(/^[\w-]{40}$/);
  expect((await stat(join(folder, 'a', 'secret-access-key'))).mode & 0o077).toBe(0);
});

test('a key that was cut off, by a kill say, is made anew', async () => {
  await writeFile(join(folder, 'secret-access-key'), '');
  const made = localCredentials(folder);

  expect(made.secretAccessKey).toMatch(/^[\w-]{40}$/);
  expect(localCredentials(folder)).toEqual(made);
});

test('that the folder was deleted is noticed, also when another copy has made it again', async () => {
  const { promise, resolve } = Promise.withResolvers<DataFolderGoneError>();
  const place = join(folder, 'data');
  using _claimed = claimDataFolder(place, resolve, 5);
  await rm(place, { recursive: true });
  using _others = claimDataFolder(place);

  expect((await promise).message).toContain(`${place} was deleted`);
});
