import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { withBrowser } from '../../support/with-browser.ts';
import {
  arnOf,
  deletionsArn,
  execution,
  failedExecution,
  notice,
  photo,
  renditions,
  visit as stateVisit,
} from './scenes.ts';
import { standIn } from './stand-in.ts';
import { live, soon, violations, visit } from './visitor.ts';

withBrowser('live', (browser) => {
  test('a photo appears, develops and is counted, while one looks', async () => {
    await using server = await standIn();
    await using visited = await visit(browser, server);
    const { page, faults } = visited;
    await page.getByRole('heading', { name: 'Drop a photo, and watch it develop.' }).waitFor();
    server.put(photo(1, { status: 'waiting', renditions: [] }));
    const card = page.locator('[data-photo]');
    await card.getByText('Waiting').waitFor();
    server.put(photo(1, { status: 'working', renditions: [] }));
    await card.getByText('Developing').waitFor();
    server.put(photo(1, { renditions: renditions(1, [200]) }));
    await card.getByText('Done').waitFor();
    await page.locator('.frame.is-developed img').waitFor();
    server.put(photo(1, { renditions: renditions(1, [200, 640]) }));
    await card.getByText('in 2 sizes').waitFor();
    expect(await card.count()).toBe(1);
    expect(await figures(page)).toMatchObject({ Done: '1', 'In flight': '0' });
    await soon(() => page.locator('[aria-live="polite"]').textContent(), 'dunes at six.jpg: done.');
    expect(faults).toEqual([]);
  });

  test('counts say why photos were rejected, and have the queues of the buffered delivery alone', async () => {
    await using server = await standIn({
      photos: [photo(1), photo(2, { status: 'rejected', reason: 'truncated' })],
    });
    await using visited = await visit(browser, server);
    expect(await figures(visited.page)).toEqual({
      Done: '1',
      'In flight': '0',
      Rejected: '1truncated 1',
      Failed: '0',
      Superseded: '0',
      Saved: expect.stringContaining('99.9 %'),
    });
    server.setCounts({ queues: { waiting: 31, beingWorkedOn: 2, deadLetters: 1, parked: 4 } });
    await visited.page.getByText('Dead letters').waitFor();
    expect(await figures(visited.page)).toMatchObject({
      Waiting: '31',
      'Being worked on': '2',
      'Dead letters': '1',
      Parked: '4',
    });
  });

  test('an execution lights up as it goes, from a choice to a retry to the redrive', async () => {
    await using server = await standIn({ photos: [photo(1, { status: 'working', renditions: [] })] });
    server.executions.set(
      arnOf(1),
      execution(1, {
        status: 'RUNNING',
        visits: [stateVisit('Validate Key', 0, 4), stateVisit('Resize Photo', 4, undefined)],
      }),
    );
    await using visited = await visit(browser, server, '#/photo/photo-00001');
    const { page, faults } = visited;
    const state = (name: string) => page.locator(`[data-state="${name}"]`);
    await page.locator('[data-state="Resize Photo"][data-outcome="running"]').waitFor();
    expect(await state('Validate Key').getAttribute('data-outcome')).toBe('succeeded');
    expect(await state('Publish Result').getAttribute('aria-label')).toBe('Publish Result, not entered');
    expect(await page.locator('.edge.is-taken').count()).toBe(2);
    await page.getByText('Running for').waitFor();

    server.put(photo(1, { status: 'failed', detail: 'The next resize was asked to fail.', renditions: [] }));
    server.putExecution(failedExecution(1));
    await page.locator('[data-state="Resize Photo Again"][data-outcome="failed"]').waitFor();
    expect(await state('Resize Photo').getAttribute('aria-label')).toBe(
      'Resize Photo 1× tried again, error caught',
    );
    await page.getByText('Failed in 3.31 s · 1 retry').waitFor();
    expect(
      await page.getByRole('list', { name: 'States entered, in order' }).getByRole('listitem').count(),
    ).toBe(6);

    await state('Resize Photo').click();
    const card = page.locator('.state-card');
    await card.getByRole('heading', { name: 'Resize Photo', exact: true }).waitFor();
    expect(await card.locator('.failure-name').allTextContents()).toEqual([
      expect.stringContaining('Runtime.ExitError'),
      expect.stringContaining('Error'),
    ]);
    await card.getByText('"errorMessage"').waitFor();

    await page.getByRole('button', { name: 'Redrive' }).click();
    await soon(async () => server.posted.at(-1), {
      path: '/api/redrive',
      body: { execution: arnOf(1) },
    });
    const { visits } = failedExecution(1);
    server.putExecution(
      execution(1, {
        redrives: 1,
        visits: [
          ...visits,
          stateVisit('Resize Photo Again', 9_000, 9_500),
          stateVisit('Publish Result', 9_500, 9_600),
        ],
      }),
    );
    await page.getByText('redriven once').waitFor();
    expect(await page.getByRole('button', { name: 'Redrive' }).isVisible()).toBe(false);
    expect(faults).toEqual([]);
  });

  test('of a photo that is deleted one sees the machine that follows its deletion', async () => {
    await using server = await standIn({ photos: [photo(1)] });
    server.executions.set(arnOf(1), execution(1));
    await using visited = await visit(browser, server, '#/photo/photo-00001');
    const { page, faults } = visited;
    const state = (name: string) => page.locator(`[data-state="${name}"]`);
    await state('Resize Photo').waitFor();
    expect(await state('Follow Deletion').count()).toBe(0);

    const deletion = { machineArn: deletionsArn, arn: arnOf(2) };
    const looked = [stateVisit('Validate Deletion', 0, 4, { type: 'Choice' })];
    server.executions.set(
      arnOf(2),
      execution(2, {
        ...{ ...deletion, status: 'RUNNING' },
        visits: [...looked, stateVisit('Follow Deletion', 4, undefined)],
      }),
    );
    server.put(photo(1, { status: 'deleted', renditions: [], execution: arnOf(2) }));
    await page.getByRole('heading', { name: 'Execution after its deletion' }).waitFor();
    await page.locator('[data-state="Follow Deletion"][data-outcome="running"]').waitFor();
    expect(await state('Resize Photo').count()).toBe(0);

    server.putExecution(
      execution(2, {
        ...{ ...deletion, status: 'FAILED', redrivable: true },
        visits: [...looked, stateVisit('Follow Deletion', 4, 900, { outcome: 'failed' })],
      }),
    );
    await page.getByRole('button', { name: 'Redrive' }).click();
    await soon(async () => server.posted.at(-1), { path: '/api/redrive', body: { execution: arnOf(2) } });
    expect(await violations(page)).toEqual([]);

    server.put(photo(1)); // it is back
    await page.getByRole('heading', { name: 'Execution', exact: true }).waitFor();
    await state('Resize Photo').waitFor();
    expect(faults).toEqual([]);
  });

  test('a broken photo and a failing resize are one press away, and the page shows what is set', async () => {
    await using server = await standIn();
    await using visited = await visit(browser, server);
    const { page } = visited;
    await page.getByRole('button', { name: 'Send a broken photo' }).click();
    const fail = page.getByRole('button', { name: 'Fail the next resize' });
    await fail.click();
    const set = page.getByRole('button', { name: 'Next resize will fail', pressed: true });
    await set.waitFor();
    await page.reload();
    await set.click();
    await fail.waitFor();
    expect(server.posted).toEqual([
      { path: '/api/broken', body: {} },
      { path: '/api/fail-next', body: { failNext: true } },
      { path: '/api/fail-next', body: { failNext: false } },
    ]);
  });

  test('a notice is read as e-mail and as JSON', async () => {
    await using server = await standIn();
    await using visited = await visit(browser, server, '#/inbox');
    const { page } = visited;
    await page.getByText('No notice yet.').waitFor();
    server.putNotice(notice(7, { key: 'uploads/a.jpg', status: 'rejected' }));
    const letter = page.getByRole('article', { name: 'Photo rejected' });
    await letter.getByText('Reason: truncated').waitFor();
    await letter.locator('summary').click();
    await letter.getByText('"notice-7"').waitFor();
  });

  test('older notices are fetched by the hundred', async () => {
    await using server = await standIn();
    server.putNotice(
      ...Array.from({ length: 130 }, (_, index) =>
        notice(130 - index, { key: 'uploads/a.jpg', status: 'done' }),
      ),
    );
    await using visited = await visit(browser, server, '#/inbox');
    await visited.page.getByText('The newest 100 notices').waitFor();
    await visited.page.getByRole('button', { name: 'Show older notices' }).click();
    await visited.page.getByText('130 notices', { exact: true }).waitFor();
    expect(await visited.page.getByRole('button', { name: 'Show older notices' }).isVisible()).toBe(false);
  });

  test('a server that goes away is said to be gone; when it is back, so is everything', async () => {
    await using server = await standIn({ photos: [photo(1)] });
    await using visited = await visit(browser, server);
    const { page } = visited;
    server.goDown();
    await page.getByText('Disconnected, trying again…').waitFor();
    server.photos.set(photo(2).id, photo(2));
    server.photos.delete(photo(1).id);
    server.goUp();
    await live(page);
    await page.locator('[data-photo="photo-00002"]').waitFor();
    await page.locator('[data-photo="photo-00001"]').waitFor({ state: 'detached' });
    server.put(photo(3));
    await page.locator('[data-photo="photo-00003"]').waitFor();
    await soon(async () => server.listeners(), 1);
  });

  test('the address brings back what one looked at: reload, back, forward, a photo below the first hundred', async () => {
    const many = Array.from({ length: 150 }, (_, n) => photo(n, { status: n === 3 ? 'failed' : 'done' }));
    await using server = await standIn({ photos: many });
    server.executions.set(arnOf(3), failedExecution(3));
    await using visited = await visit(browser, server, '#/photo/photo-00003');
    const { page } = visited;
    const panel = page.getByRole('complementary', { name: 'R0001873.webp' });
    await page.locator('[data-state="Resize Photo Again"][data-outcome="failed"]').waitFor();
    await page.reload();
    await page.locator('[data-state="Resize Photo Again"][data-outcome="failed"]').waitFor();
    await page.getByRole('link', { name: 'Inbox' }).click();
    await page.getByRole('heading', { name: 'Inbox' }).waitFor();
    await page.goBack();
    await page.locator('[data-state="Resize Photo Again"]').waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'Failed 1', exact: true }).click();
    await page.getByText('1 photo', { exact: true }).waitFor();
    expect(await page.locator('[data-photo]').count()).toBe(1);
    await page.goto(`${server.origin}/#/photo/never-was`);
    await page.getByText('There is no such photo any more.').waitFor();
  });

  test('what the server cannot do is told in its own words, once', async () => {
    await using server = await standIn({ photos: [photo(1, { status: 'failed' })] });
    await using visited = await visit(browser, server, '#/photo/photo-00001');
    const { page } = visited;
    await page.getByRole('alert').getByText('There is no such thing.').waitFor();
    await page.getByText('Its execution could not be read.').waitFor();
    server.putExecution(execution(1));
    await page.getByText('Succeeded in 1.48 s').waitFor();
    await page.getByRole('button', { name: 'Close this message' }).click();
    expect(await page.getByRole('alert').textContent()).toBe('');
  });
});

/** Each figure in sight, with its note. */
async function figures(page: Page) {
  const pairs = await page.evaluate<[string, string][]>(`[...document.querySelectorAll('.figure')]
    .filter((figure) => figure.checkVisibility())
    .map((figure) => [
      figure.querySelector('dt').textContent,
      [...figure.querySelectorAll('dd')].map((value) => value.textContent).join(''),
    ])`);
  return Object.fromEntries(pairs);
}
