import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { withBrowser } from '../../support/with-browser.ts';
import { photo, statusOf } from './scenes.ts';
import { standIn } from './stand-in.ts';
import { soon, visit } from './visitor.ts';

const photos = Array.from({ length: 2_000 }, (_, n) => photo(n, { status: statusOf(n) }));

/** As many new and changed ones the page draws at once, and then listens again. */
const mostPerFrame = 100;

withBrowser('two thousand photos', (browser) => {
  test('are all reached by scrolling, and the page listens all the way', async () => {
    await using server = await standIn({ photos });
    await using visited = await visit(browser, server);
    const { page, faults } = visited;
    const cards = page.locator('[data-photo]');
    expect(await cards.count()).toBe(100);
    const most = await mostPerDrawing(page, async () => {
      await page.mouse.move(600, 600);
      for (let turn = 0; turn < 10; turn += 1) await page.mouse.wheel(0, 2_000);
      while ((await cards.count()) < photos.length)
        await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    });
    const ids = await page.evaluate<string[]>(
      `[...document.querySelectorAll('[data-photo]')].map((each) => each.dataset.photo)`,
    );
    expect(ids).toEqual(photos.map(({ id }) => id).reverse());
    expect(await page.getByRole('button', { name: 'Show more' }).isVisible()).toBe(false);
    expect(most).toBeLessThanOrEqual(mostPerFrame);
    expect(faults).toEqual([]);
  });

  test('that arrive and change in bursts keep the page alive, and each keeps its element', async () => {
    await using server = await standIn();
    await using visited = await visit(browser, server);
    const { page } = visited;
    const most = await mostPerDrawing(page, async () => {
      const working = photos.map((each) => ({ ...each, status: 'working' as const, renditions: [] }));
      server.put(...working);
      await soon(() => page.locator('[data-photo]').count(), photos.length);
      await page.evaluate(`{ window.before = [...document.querySelectorAll('[data-photo]')]; }`);
      for (let from = 0; from < photos.length; from += 50) server.put(...photos.slice(from, from + 50));
      await soon(() => page.locator('[data-photo][data-status="working"]').count(), 0);
    });
    const kept = `[...document.querySelectorAll('[data-photo]')].every((each, index) => each === window.before[index])`;
    expect(await page.evaluate(kept)).toBe(true);
    expect(await page.locator('[data-photo][data-status="failed"]').count()).toBe(
      photos.filter(({ status }) => status === 'failed').length,
    );
    expect(most).toBeLessThanOrEqual(mostPerFrame);
  });

  test('ask for the pictures in sight alone', async () => {
    await using server = await standIn({ photos });
    await using visited = await visit(browser, server);
    await visited.page.locator('.frame.is-developed').first().waitFor();
    expect(server.asked.filter((each) => each.includes('/renditions/')).length).toBeLessThan(100);
  });

  test('a filter finds the few among them without loading all', async () => {
    await using server = await standIn({ photos });
    await using visited = await visit(browser, server);
    const { page } = visited;
    await page.getByRole('link', { name: 'Failed 21' }).click();
    await soon(() => page.locator('[data-photo]').count(), 21);
    expect(server.asked.filter((each) => each.startsWith('GET /api/photos?')).length).toBeLessThanOrEqual(3);
  });
});

/**
 * The most cards that are new or changed in one drawing meanwhile: what a drawing takes of a slow machine is not ours,
 * how much it does is. The browser tells of the changes of one drawing together.
 */
async function mostPerDrawing(page: Page, work: () => Promise<void>): Promise<number> {
  await page.evaluate(`{
    window.most = 0;
    const touched = ({ target, addedNodes }) => [...addedNodes, target].flatMap((node) => {
      const cell = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest('.cell');
      return cell ? [cell] : [];
    });
    const watch = new MutationObserver((all) => {
      window.most = Math.max(window.most, new Set(all.flatMap(touched)).size);
    });
    watch.observe(document.querySelector('.sheet'), { subtree: true, childList: true, characterData: true });
  }`);
  await work();
  const most = await page.evaluate<number>('window.most');
  expect(most).toBeGreaterThan(0);
  return most;
}
