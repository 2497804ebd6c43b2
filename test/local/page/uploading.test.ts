import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withBrowser } from '../../support/with-browser.ts';
import { pictureOf } from './pictures.ts';
import { photo } from './scenes.ts';
import { standIn } from './stand-in.ts';
import { drop, keep, soon, violations, visit } from './visitor.ts';

const file = (name: string, bytes = 20_000, mimeType = 'image/jpeg') => ({
  name,
  mimeType,
  buffer: Buffer.alloc(bytes, 7),
});
const input = 'input.uppy-Dashboard-input >> nth=0';

withBrowser('uploading', (browser) => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'darkroom-page-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test('files dropped from the desktop arrive through links of their own, after the browser has asked for leave', async () => {
    await using server = await standIn();
    await using visited = await visit(browser, server);
    const { page, faults } = visited;
    await drop(
      page,
      await files(folder, { 'one.jpg': 1_000, 'two.png': 70_000 }),
      '.uppy-Dashboard-AddFiles',
    );
    await page.getByText('Upload complete').waitFor();
    expect([...server.uploads]).toEqual(
      expect.arrayContaining([
        ['uploads/link-1/one.jpg', { type: 'image/jpeg', bytes: 1_000 }],
        ['uploads/link-2/two.png', { type: 'image/png', bytes: 70_000 }],
      ]),
    );
    expect(server.asked.filter((each) => each === 'OPTIONS upload').length).toBeGreaterThan(0);
    expect(server.posted.map(({ body }) => body)).toContainEqual({
      fileName: 'one.jpg',
      contentType: 'image/jpeg',
      size: 1_000,
    });
    expect(faults).toEqual([]);
  });

  test('files dropped beside the box arrive too, and the page stays', async () => {
    await using server = await standIn({ photos: [photo(1)] });
    await using visited = await visit(browser, server);
    await drop(visited.page, await files(folder, { 'beside.jpg': 900 }), '.sheet');
    await visited.page.getByText('Upload complete').waitFor();
    expect([...server.uploads.keys()]).toEqual(['uploads/link-1/beside.jpg']);
    expect(new URL(visited.page.url()).origin).toBe(server.origin);
  });

  test('a picture pasted anywhere is uploaded', async () => {
    await using server = await standIn();
    await using visited = await visit(browser, server, '', {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const { page } = visited;
    await page.evaluate(`(async () => {
      const canvas = document.createElement('canvas');
      canvas.getContext('2d').fillRect(0, 0, 10, 10);
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
    })()`);
    await page.keyboard.press('Control+V');
    await page.getByText('Upload complete').waitFor();
    expect([...server.uploads.values()].map(({ type }) => type)).toEqual(['image/png']);
  });

  test('shows how far an upload is', async () => {
    await using server = await standIn();
    await using visited = await visit(browser, server);
    const { page } = visited;
    server.fates.push('hold');
    await page.setInputFiles(input, [file('held.jpg', 400_000)]);
    const bar = page.getByRole('progressbar');
    await page.getByText('Uploading: ').waitFor();
    expect(await violations(page)).toEqual([]);
    expect(Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(0);
    server.release();
    await page.getByText('Upload complete').waitFor();
    await keep(page, 'uploaded-1280-light'); // before it makes room
    expect(await violations(page)).toEqual([]);
  });

  test('a PUT that fails is told, and goes through when it is tried again with a new link', async () => {
    await using server = await standIn();
    await using visited = await visit(browser, server);
    const { page } = visited;
    server.fates.push('fail');
    await page.setInputFiles(input, [file('again.jpg')]);
    await page.getByRole('alert').getByText('again.jpg was not uploaded.').waitFor();
    expect(await violations(page)).toEqual([]);
    await keep(page, 'upload-failed-1280-light');
    await page.locator('.uppy-StatusBar-actionBtn--retry').click();
    await page.getByText('Upload complete').waitFor();
    expect([...server.uploads.keys()]).toEqual(['uploads/link-2/again.jpg']);
  });

  test('what the server refuses to give a link for is told in its own words', async () => {
    await using server = await standIn();
    await using visited = await visit(browser, server);
    await visited.page.setInputFiles(input, [file('notes.txt', 10, 'text/plain'), file('fine.jpg')]);
    await visited.page
      .getByRole('alert')
      .getByText('notes.txt is text/plain, and that is no kind of photo')
      .waitFor();
    expect([...server.uploads.keys()]).toEqual(['uploads/link-1/fine.jpg']);
  });

  test('an upload whose answer is lost is found to have arrived', async () => {
    await using server = await standIn();
    await using visited = await visit(browser, server);
    server.fates.push('lose-answer');
    await visited.page.setInputFiles(input, [file('lost.jpg')]);
    await visited.page.getByText('Upload complete').waitFor();
    expect([...server.uploads.keys()]).toEqual(['uploads/link-1/lost.jpg']);
    expect(server.asked.filter((each) => each === 'PUT upload')).toHaveLength(2);
    expect(await visited.page.getByRole('alert').textContent()).toBe('');
  });

  test('many real pictures at once arrive, and leave nothing behind when they make room', async () => {
    await using server = await standIn();
    await using visited = await visit(browser, server);
    const { page, faults } = visited;
    const picture = await pictureOf(1, 1_600);
    const pictures = Array.from({ length: 40 }, (_, n) => ({
      name: `${n}.jpg`,
      mimeType: 'image/jpeg',
      buffer: picture,
    }));
    await page.setInputFiles(input, pictures);
    await page.getByText('Upload complete').waitFor();
    expect([...server.uploads.values()].filter(({ bytes }) => bytes === picture.length)).toHaveLength(40);
    await page.getByText('Drop photos anywhere').waitFor();
    expect(faults).toEqual([]);
  });

  test('the same photo can be sent twice in a row, each under its own key', async () => {
    await using server = await standIn();
    await using visited = await visit(browser, server);
    await drop(visited.page, await files(folder, { 'twin.jpg': 500 }), '.upload');
    await visited.page.getByText('Upload complete').waitFor();
    await drop(visited.page, [join(folder, 'twin.jpg')], '.upload');
    await soon(
      async () => [...server.uploads.keys()],
      ['uploads/link-1/twin.jpg', 'uploads/link-2/twin.jpg'],
    );
  });

  test('finished uploads make room again', async () => {
    await using server = await standIn();
    await using visited = await visit(browser, server);
    await visited.page.setInputFiles(input, [file('gone.jpg')]);
    await visited.page.getByText('Upload complete').waitFor();
    await visited.page.getByText('Drop photos anywhere').waitFor();
    await visited.page.setInputFiles(input, [file('stays.jpg')]);
    await visited.page.getByRole('button', { name: 'Done', exact: true }).click();
    await visited.page.getByText('Drop photos anywhere').waitFor();
  });
});

async function files(folder: string, sizes: Record<string, number>): Promise<string[]> {
  return Promise.all(
    Object.entries(sizes).map(async ([name, bytes]) => {
      const path = join(folder, name);
      await writeFile(path, Buffer.alloc(bytes, 9));
      return path;
    }),
  );
}
