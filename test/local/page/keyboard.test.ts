import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { withBrowser } from '../../support/with-browser.ts';
import { arnOf, failedExecution, photo } from './scenes.ts';
import { standIn } from './stand-in.ts';
import { soon, visit } from './visitor.ts';

const photos = Array.from({ length: 30 }, (_, n) => photo(n, { status: n === 28 ? 'failed' : 'done' }));

withBrowser('by keyboard alone', (browser) => {
  test('the tab key goes through the page in the order of reading, and what has it is seen', async () => {
    await using server = await standIn({ photos });
    await using visited = await visit(browser, server);
    const { page } = visited;
    const stops: string[] = [];
    for (let stop = 0; stop < 30; stop += 1) {
      await page.keyboard.press('Tab');
      const { name, isSeen } = await focused(page);
      if (name === '') break;
      stops.push(name);
      expect([name, isSeen]).toEqual([name, true]);
    }
    expect(stops).toEqual([
      'Skip to the photos',
      'darkroom',
      'Photos',
      'Inbox',
      'By hand',
      'choose files',
      'Send a broken photo',
      'Fail the next resize',
      'Done',
      'In flight',
      'Rejected',
      'Failed',
      'Superseded',
      'All30',
      'Waiting',
      'Developing',
      'Done29',
      'Rejected0',
      'Failed1',
      'Superseded0',
      'Deleted',
      'Ignored',
      expect.stringContaining('harbour.avif'),
    ]);
  });

  test('arrows go from photo to photo, enter opens, escape closes and leads back', async () => {
    await using server = await standIn({ photos });
    server.executions.set(arnOf(28), failedExecution(28));
    await using visited = await visit(browser, server);
    const { page } = visited;
    await page.locator('[data-photo="photo-00029"]').focus();
    await page.keyboard.press('End');
    expect((await focused(page)).photo).toBe('photo-00000');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    const columns = Number(
      await page.evaluate(
        `getComputedStyle(document.querySelector('.sheet')).gridTemplateColumns.split(' ').length`,
      ),
    );
    expect((await focused(page)).photo).toBe(`photo-000${29 - columns}`);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'R0001873.webp' }).waitFor();
    await page.locator('[data-state="Resize Photo Again"][data-outcome="failed"]').waitFor();

    await page.locator('[data-state="Validate Key"]').focus();
    await page.keyboard.press('Enter');
    await page.locator('.state-card').getByRole('heading', { name: 'Validate Key' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.locator('.state-card').getByRole('heading', { name: 'Event Malformed' }).waitFor();
    await page.getByText('This execution has not entered it.').waitFor();

    await page.keyboard.press('Escape');
    await page.getByRole('complementary', { name: 'R0001873.webp' }).waitFor({ state: 'hidden' });
    await soon(async () => (await focused(page)).photo, 'photo-00028');
  });

  test('on a small screen the execution takes the focus, and what it covers cannot be reached', async () => {
    await using server = await standIn({ photos });
    server.executions.set(arnOf(28), failedExecution(28));
    await using visited = await visit(browser, server, '', { viewport: { width: 360, height: 740 } });
    const { page } = visited;
    await page.locator('[data-photo="photo-00028"]').focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'R0001873.webp' });
    await dialog.locator('[data-state="Resize Photo Again"][data-outcome="failed"]').waitFor();
    expect((await focused(page)).id).toBe('panel-title');
    for (let stop = 0; stop < 40; stop += 1) {
      await page.keyboard.press('Tab');
      expect(['', 'panel']).toContain((await focused(page)).within);
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await soon(async () => (await focused(page)).photo, 'photo-00028');
  });

  test('the skip link leads past the header', async () => {
    await using server = await standIn({ photos });
    await using visited = await visit(browser, server);
    await visited.page.keyboard.press('Tab');
    await visited.page.keyboard.press('Enter');
    expect((await focused(visited.page)).id).toBe('main');
    expect(new URL(visited.page.url()).hash).toBe('');
  });
});

interface Focused {
  name: string;
  id: string;
  photo?: string;
  within: string;
  /** Has an outline, and lies within the window. */
  isSeen: boolean;
}

const focused = (page: Page) =>
  page.evaluate<Focused>(`(() => {
    const element = document.activeElement;
    if (element === document.body) return { name: '', id: '', within: '', isSeen: false };
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { top, bottom, width, height } = element.getBoundingClientRect();
    return {
      name: element.textContent.trim(),
      id: element.id,
      photo: element.dataset.photo,
      within: element.closest('.panel') ? 'panel' : element.closest('main, header') ? 'page' : '',
      isSeen: outlineStyle !== 'none' && outlineWidth !== '0px' && width > 0 && height > 0 && top < innerHeight && bottom > 0,
    };
  })()`);
