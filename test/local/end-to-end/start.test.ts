import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type OneMachine, oneMachine } from '../../support/one-machine.ts';

const run = promisify(execFile);
const { NODE_OPTIONS: _ofJest, ...env } = process.env;

let machine: OneMachine;
beforeAll(async () => {
  machine = await oneMachine();
});
afterAll(async () => machine?.[Symbol.asyncDispose]());

async function start(...flags: string[]) {
  const args = ['--disable-warning=ExperimentalWarning', 'local/start.ts', ...flags];
  return run(process.execPath, args, { env }).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

test('it listens on this machine alone, on three ports', async () => {
  const { stdout } = await run('ss', ['-ltnp']).catch(() => ({ stdout: '' }));
  const ours = stdout.split('\n').filter((line) => line.includes(`pid=${machine.process.pid},`));
  if (stdout !== '') {
    expect(ours).toHaveLength(3);
    for (const line of ours) expect(line).toMatch(/\s127\.0\.0\.1:\d+\s/);
  }
  for (const address of [machine.page, machine.aws, machine.links])
    expect(new URL(address).hostname).toBe('127.0.0.1');
});

const children = () => `/proc/${machine.process.pid}/task/${machine.process.pid}/children`;

(existsSync('/proc/self/task') ? test : test.skip)(
  'it has no process beside it but those of its functions',
  async () => {
    const pids = (await readFile(children(), 'utf8')).trim().split(' ');
    const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8')));

    expect(lines.filter((line) => !line.includes('local/lambda/runtime.ts'))).toEqual([]);
  },
);

test('the curl line that it prints makes an upload link when it is pasted', async () => {
  const line = machine.printed.split('\n').find((each) => each.trim().startsWith('curl ')) ?? '';
  const { stdout } = await run('sh', ['-c', `${line} --silent --show-error`]);

  expect(JSON.parse(stdout)).toMatchObject({
    method: 'PUT',
    key: expect.stringMatching(/^uploads\/.+\/photo\.jpg$/),
  });
});

test('a taken port is named, with what to do', async () => {
  const { port } = new URL(machine.aws);
  const data = await mkdtemp(join(tmpdir(), 'darkroom-'));
  const { code, stderr } = await start('--port', '0', '--aws-port', port, '--data', data);
  await rm(data, { recursive: true });

  expect(code).toBe(1);
  expect(stderr).toMatch(new RegExp(`^Port ${port} is taken by another program\\.\\n.*--port`));
});

test('a folder that another copy works in is named, with what to do', async () => {
  const { code, stderr } = await start('--port', '0', '--data', machine.data);

  expect(code).toBe(1);
  expect(stderr).toContain(`Another darkroom is running with its data in ${machine.data}`);
});

test.each([
  { file: 'states.db', says: /^\S+\/states\.db cannot be used: file is not a database\.\n.*--data/ },
  { file: 'queues/fauxqs.db', says: /^.*cannot be used: file is not a database\.\n.*--data/ },
])('a $file that is none is named, with what to do', async ({ file, says }) => {
  const data = await mkdtemp(join(tmpdir(), 'darkroom-'));
  await mkdir(join(data, 'queues'));
  await writeFile(join(data, file), 'x'.repeat(4096));
  const { code, stderr } = await start('--port', '0', '--data', data);
  await rm(data, { recursive: true });

  expect(code).toBe(1);
  expect(stderr).toMatch(says);
  expect(stderr).not.toContain('    at ');
});

test('a data folder that cannot be made is named, with what to do', async () => {
  const { code, stderr } = await start('--port', '0', '--data', join(process.cwd(), 'package.json', 'data'));

  expect(code).toBe(1);
  expect(stderr).toMatch(/package\.json\/data\/lock\.db cannot be used: ENOTDIR.*\n.*--data/);
  expect(stderr).not.toContain('    at ');
});

test('that nobody reads any more what it prints is no reason to fail', async () => {
  const data = await mkdtemp(join(tmpdir(), 'darkroom-'));
  const args = ['--disable-warning=ExperimentalWarning', 'local/start.ts', '--port', '0', '--data', data];
  const saysItsId = `sh -c 'echo $$ >&2; exec "$0" "$@"' "$0" "$@" | head -n 3`;
  const shell = spawn('sh', ['-c', saysItsId, process.execPath, ...args], { env });
  let stderr = '';
  shell.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  await once(shell.stdout, 'data'); // head has seen enough, and goes
  const id = Number(stderr);
  process.kill(id, 'SIGINT'); // upon which it prints
  await once(shell, 'close');
  await rm(data, { recursive: true });

  expect(stderr).toBe(`${id}\n`);
});

test('when its folder is deleted it ends, and says why', async () => {
  await using doomed = await oneMachine();
  let stderr = '';
  doomed.process.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  await rm(doomed.data, { recursive: true, maxRetries: 5 }); // it goes on writing
  const [code] = await once(doomed.process, 'close');

  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `${doomed.data} was deleted while darkroom was at work in it.\nStart again: it begins afresh.\n`,
  });
});

test.each([
  { flags: ['-c', 'delivery.mode=bufered'], says: /delivery\.mode.*bufered[\s\S]*buffered/ },
  { flags: ['-c', 'deliverymode=direct'], says: /deliverymode[\s\S]*delivery\.mode/ },
  { flags: ['--prot', '1'], says: /--prot[\s\S]*--help/ },
])('$flags is refused in words', async ({ flags, says }) => {
  const data = await mkdtemp(join(tmpdir(), 'darkroom-'));
  const { code, stderr } = await start('--port', '0', '--data', data, ...flags);
  await rm(data, { recursive: true });

  expect(code).toBe(1);
  expect(stderr).toMatch(says);
  expect(stderr).not.toContain('    at ');
});

test('--help says what there is', async () => {
  expect((await start('--help')).stdout).toContain('--data FOLDER');
});

test('two copies run side by side', async () => {
  await using other = await oneMachine({ flags: ['-c', 'links.auth=none'] });

  expect(new Set([other.page, other.aws, other.links, machine.page, machine.aws, machine.links]).size).toBe(
    6,
  );
  expect(other.credentials.secretAccessKey).not.toBe(machine.credentials.secretAccessKey);
  const asked = await fetch(`${other.links}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ fileName: 'x.jpg', contentType: 'image/jpeg', size: 5 }),
  });
  expect(asked.status).toBe(201); // links.auth none: open to whoever asks on this machine
});
