import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { eventually, isAlive, opened } from './opened.ts';

const room = fileURLToPath(new URL('../../../local/lambda/index.ts', import.meta.url));

test('kill -9 of the main process leaves none of its environments behind, at work or not', async () => {
  await using example = await opened('export const handler = async () => 1;');
  const { folder } = example;
  await writeFile(
    join(folder, 'pid.mts'),
    `export const handler = async ({ wait }) => {
      if (wait) { console.log('waiting'); await new Promise((resolve) => setTimeout(resolve, 600_000)); }
      return process.pid;
    };`,
  );
  await writeFile(
    join(folder, 'main.mts'),
    `import { openFunctions } from ${JSON.stringify(room)};
    const spec = (name) => ({ folder: name, name, arn: name, entry: 'pid.mts', environment: {}, timeoutSeconds: 900, memoryMegabytes: 512 });
    const functions = openFunctions({
      functions: [spec('idle'), spec('busy')], root: ${JSON.stringify(folder)}, logFolder: ${JSON.stringify(join(folder, 'other-logs'))},
      environment: {}, concurrency: 1, deadLetter: async () => {},
    });
    const pids = [await functions.invoke('idle', {}), await functions.invoke('busy', {})];
    functions.invoke('busy', { wait: true }, { onBegin: () => console.log(JSON.stringify(pids)) });`,
  );
  const main = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(folder, 'main.mts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await new Promise<Buffer[]>((resolve) =>
    main.stdout.once('data', (...data) => resolve(data)),
  )) as [Buffer];
  const pids = JSON.parse(said.toString()) as number[];
  expect(pids.map(isAlive)).toEqual([true, true]);

  main.kill('SIGKILL');

  await eventually(() => !pids.some(isAlive));
});
