import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { photo } from '../../fixtures/pictures.ts';
import { type OneMachine, oneMachine } from '../../support/one-machine.ts';
import { withBrowser } from '../../support/with-browser.ts';
import { drop, keep, violations, visit } from '../page/visitor.ts';

// The real page before the real system, in a real browser.

withBrowser('the page of a running darkroom', (browser) => {
  let machine: OneMachine;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'darkroom-photos-'));
    machine = await oneMachine();
  });
  afterAll(async () => {
    await machine?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const open = () => visit(browser, { origin: machine.page, awsOrigin: machine.aws });
  const card = (page: Page, text: RegExp) => page.locator('.sheet').getByRole('link', { name: text }).first();

  async function dropPhotos(page: Page, ...names: string[]): Promise<void> {
    const picture = await photo({ width: 1200, height: 800 }).jpeg().toBuffer();
    const paths = names.map((name) => join(folder, name));
    await Promise.all(paths.map((path) => writeFile(path, picture)));
    await drop(page, paths, '.uppy-Dashboard-AddFiles');
  }

  test('photos that are dropped become thumbnails, after the browser asked the bucket for leave', async () => {
    await using visited = await open();
    const { page, faults } = visited;
    const asked = await preflights(page);
    await dropPhotos(page, 'first.jpg', 'zweites Bild 🐈.jpg');

    await card(page, /first\.jpg.*done/i).waitFor();
    await card(page, /zweites-Bild\.jpg.*done/i).waitFor();
    await page.waitForFunction(
      "[...document.querySelectorAll('.sheet img')].filter((each) => each.naturalWidth > 0).length >= 2",
    );

    expect(asked.filter((url) => url.startsWith(machine.aws)).length).toBeGreaterThan(0);
    expect(await violations(page)).toEqual([]);
    expect(faults).toEqual([]);
    await keep(page, 'real-done-1280-light');
  });

  test('a failure is watched, is there after a reload, is redriven, and read in the inbox', async () => {
    await using visited = await open();
    const { page, faults } = visited;
    await page.getByRole('button', { name: /fail the next resize/i }).click();
    await dropPhotos(page, 'fails.jpg');
    await card(page, /fails\.jpg.*failed/i).click();
    await page.getByRole('button', { name: /redrive/i }).waitFor();
    await keep(page, 'real-failure-1280-light');

    await page.reload();
    await page.getByRole('button', { name: /redrive/i }).click();
    await card(page, /fails\.jpg.*done/i).waitFor();
    await page.getByRole('link', { name: /inbox/i }).click();

    await page.getByText('The thumbnails of this photo are ready.').first().waitFor();
    await page.getByText('This photo could not be processed').first().waitFor();
    expect(await violations(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  test('a broken photo is sent by a button, and its reason is read', async () => {
    await using visited = await open();
    await visited.page.getByRole('button', { name: /broken photo/i }).click();
    await card(visited.page, /broken\.jpg.*rejected/i).waitFor();

    expect(visited.faults).toEqual([]);
  });
});

/** The addresses of the preflights that the browser sends, out of its own network log. */
async function preflights(page: Page): Promise<string[]> {
  const asked: string[] = [];
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  session.on('Network.requestWillBeSent', ({ type, request }) => {
    if (type === 'Preflight' || request.method === 'OPTIONS') asked.push(request.url);
  });
  return asked;
}
