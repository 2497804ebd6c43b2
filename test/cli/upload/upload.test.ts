import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { photo } from '../../fixtures/pictures.ts';
import { darkroom, objects, on } from '../../support/command-line.ts';
import { type OneMachine, oneMachine } from '../../support/one-machine.ts';

let machine: OneMachine;
let folder: string;
let run: ReturnType<typeof on>;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkroom-photos-'));
  const picture = await photo({ width: 900, height: 600 }).jpeg().toBuffer();
  await Promise.all([
    writeFile(at('good.jpg'), picture),
    writeFile(at('png that says it is a.jpg'), await photo({ width: 300, height: 300 }).png().toBuffer()),
    writeFile(at('cut.jpg'), picture.subarray(0, picture.length / 2)),
    writeFile(at('bytes.jpg'), Buffer.alloc(100, 7)),
    writeFile(at('empty.jpg'), ''),
    writeFile(at('words.txt'), 'hello'),
    writeFile(at('large.jpg'), Buffer.concat([picture, Buffer.alloc(500_000)])),
    mkdir(at('folder')),
    writeFile(at('two\nlines\u001b[31m.jpg'), picture),
  ]);
  const rules = [{ prefix: 'uploads/avatars/', renditions: [{ name: 'tiny', width: 32, height: 32 }] }];
  machine = await oneMachine({
    flags: ['-c', 'uploads.maxBytes=500000', '-c', `rules=${JSON.stringify(rules)}`],
    data: at('.darkroom'),
  });
  run = on(machine);
});
afterAll(async () => {
  await machine?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe('upload', () => {
  test('sends photos, waits, and prints their thumbnails with links that work', async () => {
    const { code, stdout, stderr } = await run('upload', at('good.jpg'));

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^✓ \S+good\.jpg is done\n {2}uploads\/[\w-]+\/good\.jpg\n {2}thumbnail: 200 × 133 jpeg/,
    );
    const [, link = ''] = /^ {4}(http\S+)$/m.exec(stdout) ?? [];
    const image = await fetch(link);
    expect(await sharp(Buffer.from(await image.arrayBuffer())).metadata()).toMatchObject({
      width: 200,
      height: 133,
    });
  });

  test('sends photos into the folder of a rule, where they get the thumbnails of that', async () => {
    const [sent] = objects<{ key: string; renditions: object[] }>(
      await run('upload', '--json', '--folder', 'avatars', at('good.jpg')),
    );

    expect(sent?.key).toMatch(/^uploads\/avatars\/[\w-]{36}\/good\.jpg$/);
    expect(sent?.renditions).toMatchObject([{ name: 'tiny', width: 32, height: 21 }]);
  });

  test('says that there is no folder but those of rules', async () => {
    const { code, stdout } = await run('upload', '--folder', 'elsewhere', at('good.jpg'));

    expect(code).toBe(1);
    expect(stdout).toContain('folder is "elsewhere"');
  });

  test('sends a file whose name no key may have, and shows the name on one line', async () => {
    const { code, stdout } = await run('upload', at('two\nlines\u001b[31m.jpg'));

    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^✓ \S+two\\u000alines\\u001b\[31m\.jpg is done\n {2}uploads\/[\w-]+\/two-lines-31m\.jpg\n/,
    );
  });

  test('leaves its last word on a terminal, and none of its bars', async () => {
    const { code, stderr } = await darkroom(
      ['upload', '--data', machine.data, at('good.jpg'), at('png that says it is a.jpg')],
      { env: { NODE_OPTIONS: '--import=data:text/javascript,process.stderr.isTTY=true' } },
    );

    expect(code).toBe(0);
    expect(stderr).toContain('2 of 2 sent');
    expect(screenOf(stderr).join('\n').trimEnd()).toBe('2 photos, all well.'); // below it are the rows that bars had
  });

  test('tells of each of several files what became of it, and fails when one is not well', async () => {
    const names = ['good.jpg', 'png that says it is a.jpg', 'cut.jpg', 'bytes.jpg', 'missing.jpg'];
    const unsendable = ['empty.jpg', 'words.txt', 'large.jpg', 'folder'];
    const ended = await run('upload', '--json', ...[...names, ...unsendable].map(at));

    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 1, stderr: '' });
    const results = objects<{ file: string }>(ended);
    const of = (name: string) => results.find(({ file }) => file === at(name));
    expect(results).toHaveLength(9);
    const done = {
      status: 'done',
      key: expect.stringMatching(/^uploads\//),
      renditions: [
        {
          ...{ name: 'thumbnail', format: 'jpeg', width: 200 },
          ...{ height: expect.any(Number), bytes: expect.any(Number), url: expect.stringMatching(/^http/) },
        },
      ],
    };
    expect(of('good.jpg')).toEqual({ file: at('good.jpg'), ...done });
    expect(of('png that says it is a.jpg')).toMatchObject(done);
    expect(of('cut.jpg')).toMatchObject({
      status: 'rejected',
      reason: 'truncated',
      detail: expect.any(String),
    });
    expect(of('bytes.jpg')).toMatchObject({ status: 'rejected', reason: 'unsupported-format' });
    expect(of('missing.jpg')).toEqual({ file: at('missing.jpg'), error: 'is not there' });
    expect(of('empty.jpg')).toEqual({ file: at('empty.jpg'), error: 'is empty: it has 0 bytes' });
    expect(of('words.txt')).toMatchObject({ error: expect.stringMatching(/^is a text; .*JPEG/) });
    expect(of('large.jpg')).toMatchObject({ error: expect.stringMatching(/at most 500000 bytes/) });
    expect(of('folder')).toMatchObject({ error: expect.stringMatching(/^is a folder/) });
  });

  test('does not wait when it is told not to, and status waits in its place', async () => {
    const sent = await run('upload', '--json', '--no-wait', at('good.jpg'), at('cut.jpg'));
    expect(sent.code).toBe(0);
    const keys = objects<{ key: string }>(sent).map(({ key }) => key);

    const status = await run('status', '--wait', '--json', ...keys, 'uploads/nothing/x.jpg', '../x.jpg');

    expect(status.code).toBe(1);
    expect(objects(status).map(({ key }) => key)).toEqual([...keys, 'uploads/nothing/x.jpg', '../x.jpg']);
    expect(
      objects(status)
        .map(({ status, error }) => status ?? error)
        .toSorted(),
    ).toEqual([
      expect.stringMatching(/^That is no key/),
      'done',
      'is no photo here: not uploaded yet, or deleted',
      'rejected',
    ]);
  });

  test('finds the darkroom that runs in this folder by itself, and says so', async () => {
    const cwd = folder;
    const { code, stdout, stderr } = await darkroom(['upload', 'good.jpg'], { cwd });

    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^With the darkroom that runs here/),
    });
    expect(stdout).toContain('✓ good.jpg is done\n');

    await machine.kill('SIGKILL'); // its address stays, and nobody answers there
    const gone = await darkroom(['status', 'uploads/x'], { cwd });
    expect(gone).toMatchObject({ code: 3, stderr: expect.stringContaining('No AWS region is set') });
    const asked = await darkroom(['status', '--local', 'uploads/x'], { cwd });
    expect(asked).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/does not answer at http.*\n.*npm start/),
    });
  });
});

/** The lines that are to be seen when all of this was written to a terminal. */
function screenOf(written: string): string[] {
  const lines = [''];
  let row = 0;
  for (const [piece] of written.replaceAll('\x1b', '␛').matchAll(/␛\[[?\d]*[A-Za-z]|\r|\n|[^␛\r\n]+/g)) {
    if (piece === '\n') row += 1;
    else if (piece === '␛[1A') row -= 1;
    else if (piece === '␛[2K') lines[row] = '';
    else if (!piece.startsWith('␛') && piece !== '\r') lines[row] = `${lines[row] ?? ''}${piece}`;
    lines[row] ??= '';
  }
  return lines;
}
