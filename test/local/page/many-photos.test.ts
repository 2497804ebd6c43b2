import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { withBrowser } from '../../support/with-browser.ts';
import { photo, statusOf } from './scenes.ts';
import { standIn } from './stand-in.ts';
import { soon, visit } from './visitor.ts';

const photos = Array.from({ length: 2_000 }, (_, n) => photo(n, { status: statusOf(n) }));

/** Milliseconds that the page may be deaf at a time. */
const longest = 200;

withBrowser('two thousand photos', (browser) => {
  test('are all reached by scrolling, and the page listens all the way', async () => {
    await using server = await standIn({ photos });
    await using visited = await visit(browser, server);
    const { page, faults } = visited;
    const cards = page.locator('[data-photo]');
    expect(await cards.count()).toBe(100);
    const took = await longestTask(page, async () => {
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
    expect(took).toBeLessThan(longest);
    expect(faults).toEqual([]);
  });

  test('that arrive and change in bursts keep the page alive, and each keeps its element', async () => {
    await using server = await standIn();
    await using visited = await visit(browser, server);
    const { page } = visited;
    const took = await longestTask(page, async () => {
      const working = photos.map((each) => ({ ...each, status: 'working' as const, renditions: [] }));
      for (let from = 0; from < photos.length; from += 100) server.put(...working.slice(from, from + 100));
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
    expect(took).toBeLessThan(longest);
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

const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline'];

/** The longest task of the page's own thread meanwhile, in milliseconds of its processor: others use this machine, too. */
async function longestTask(page: Page, work: () => Promise<void>): Promise<number> {
  const browser = page.context().browser();
  await browser?.startTracing(page, { categories });
  await work();
  const trace = JSON.parse(String(await browser?.stopTracing())) as { traceEvents: TraceEvent[] };
  const threads = trace.traceEvents
    .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
    .map(threadOf);
  const tasks = trace.traceEvents.filter(
    (each) => each.name === 'RunTask' && threads.includes(threadOf(each)),
  );
  expect(tasks.length).toBeGreaterThan(10);
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1_000;
}

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** Microseconds of the processor. */
  tdur?: number;
  args: { name?: string };
}

const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
