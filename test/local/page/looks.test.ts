import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { withBrowser } from '../../support/with-browser.ts';
import { alarm, arnOf, execution, failedExecution, notice, photo, renditions, statusOf } from './scenes.ts';
import { type StandIn, standIn } from './stand-in.ts';
import { keep, violations, visit } from './visitor.ts';

/** Milliseconds: axe takes its time where others use the machine, too. */
const slow = 180_000;
const heights = { 360: 740, 768: 1_024, 1920: 1_080 };
/** Contrast depends on the scheme and all else on the width: not each needs each. */
const sights = [
  { width: 360, colorScheme: 'light' },
  { width: 360, colorScheme: 'dark' },
  { width: 768, colorScheme: 'light' },
  { width: 1920, colorScheme: 'dark' },
] as const;

withBrowser('how it looks and reads', (browser) => {
  let none: StandIn;
  let one: StandIn;
  let some: StandIn;
  let many: StandIn;
  beforeAll(async () => {
    none = await standIn();
    one = await standIn({ photos: [photo(1, { renditions: renditions(1, [200, 640, 1280]) })] });
    one.executions.set(arnOf(1), execution(1));
    some = await standIn({ photos: [...manyPhotos(8), ...unfinished] });
    some.executions.set(arnOf(2_000), failedExecution(2_000));
    some.putNotice(
      notice(3, photo(3)),
      notice(2, photo(2, { status: 'rejected' })),
      notice(1, photo(1, { status: 'failed' })),
    );
    some.setAlarms([alarm('Executions failed', { state: 'alarm' }), alarm('Throttled')]);
    many = await standIn({
      photos: [...manyPhotos(2_000), ...unfinished],
      about: { mode: 'buffered', maxConcurrency: 2 },
    });
    many.executions.set(arnOf(2_000), failedExecution(2_000));
    many.setCounts({ inFlight: 12, queues: { waiting: 31, beingWorkedOn: 2, deadLetters: 0, parked: 0 } });
  });
  afterAll(async () => {
    for (const server of [none, one, some, many]) await server?.[Symbol.asyncDispose]();
  });

  test.each(sights)(
    'at $width px, $colorScheme, axe finds nothing and nothing sticks out',
    async ({ width, colorScheme }) => {
      const options = { viewport: { width, height: heights[width] }, colorScheme };
      const look = async (page: Page, scene: string) => {
        await keep(page, `${scene}-${width}-${colorScheme}`);
        expect([scene, ...(await violations(page))]).toEqual([scene]);
        expect([scene, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([scene, width]);
      };
      {
        await using empty = await visit(browser, none, '', options);
        await look(empty.page, 'empty');
      }
      await using visited = await visit(browser, some, '', options);
      const { page, faults } = visited;
      await page.goto(`${some.origin}/#/photo/photo-02000`);
      await page.locator('[data-state="Resize Photo Again"][data-outcome="failed"]').waitFor();
      await look(page, 'failure');
      await page.goto(`${some.origin}/#/inbox`);
      await look(page, 'inbox');
      await page.goto(`${some.origin}/#/by-hand`);
      await look(page, 'by-hand');
      expect(faults).toEqual([]);
    },
    slow,
  );

  test.each(sights)(
    'pictures of one photo and of 2,000 are kept, at $width px, $colorScheme',
    async (sight) => {
      const { width, colorScheme } = sight;
      const options = { viewport: { width, height: heights[width] }, colorScheme };
      const picture = (page: Page, scene: string) => keep(page, `${scene}-${width}-${colorScheme}`);
      await using single = await visit(browser, one, '', options);
      await single.page.locator('.frame.is-developed').waitFor();
      await picture(single.page, 'one');
      await single.page.goto(`${one.origin}/#/photo/photo-00001`);
      await single.page.locator('[data-state="Publish Result"][data-outcome="succeeded"]').waitFor();
      await picture(single.page, 'one-open');
      await using crowd = await visit(browser, many, '', options);
      await crowd.page.locator('.frame.is-developed').first().waitFor();
      await picture(crowd.page, 'many');
      await crowd.page.goto(`${many.origin}/#/photo/photo-02000`);
      await crowd.page.locator('.state-card').scrollIntoViewIfNeeded();
      await picture(crowd.page, 'failure-state');
      expect([...single.faults, ...crowd.faults]).toEqual([]);
    },
  );
});

const manyPhotos = (count: number) =>
  Array.from({ length: count }, (_, n) => {
    const status = statusOf(n);
    const fault = status === 'rejected' && {
      reason: n % 2 ? 'truncated' : 'corrupt',
      detail: 'The file ends before the picture does.',
    };
    return photo(n, { status, ...fault });
  });

const unfinished = [
  photo(2_000, { status: 'failed', detail: 'The next resize was asked to fail.' }),
  photo(2_001, { status: 'working' }),
  photo(2_002, { status: 'waiting' }),
  photo(2_003, { status: 'rejected', reason: 'truncated', detail: 'The file ends before the picture does.' }),
];
