import { expect, test } from '@jest/globals';
import { withBrowser } from '../../support/with-browser.ts';
import { alarm, photo } from './scenes.ts';
import { standIn } from './stand-in.ts';
import { soon, visit } from './visitor.ts';

withBrowser('alarms', (browser) => {
  test('an alarm that rings comes on top, says why and what to do, and folds away when it is over', async () => {
    await using server = await standIn({ photos: [photo(1)] });
    await using visited = await visit(browser, server);
    const { page, faults } = visited;
    const box = page.getByRole('region', { name: 'Alarms' });
    const quiet = [alarm('Throttled'), alarm('Executions failed')];
    server.setAlarms(quiet);
    await box.getByText('2 alarms, none rings').waitFor();
    expect(await box.getByRole('listitem').count()).toBe(0); // folded away

    server.setAlarms([alarm('Throttled'), alarm('Executions failed', { state: 'alarm' })]);
    await box.getByText('1 alarm rings').waitFor();
    const [first] = await box.getByRole('listitem').allTextContents();
    expect(first).toMatch(/^Executions failedrings since .*not at fault\.In the last 5 minutes: 3\./);
    await soon(() => page.locator('[aria-live="polite"]').textContent(), 'Alarm: Executions failed rings.');

    const link = box.getByRole('link', { name: 'What to do: Executions failed' });
    const href = new URL((await link.getAttribute('href')) ?? '', server.origin);
    const runbook = await fetch(href);
    expect([runbook.status, runbook.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(await runbook.text()).toContain(`\n${decodeURIComponent(href.hash.replace('#:~:text=', ''))}\n`);

    server.setAlarms(quiet.map((each) => ({ ...each, since: '2026-03-14T09:05:00.000Z' })));
    await box.getByText('2 alarms, none rings').click();
    expect(await box.getByRole('listitem').first().textContent()).toMatch(
      /^Throttledover since .*What to do$/,
    );
    expect(faults).toEqual([]);
  });

  test('where observability is off there is no word of alarms', async () => {
    await using server = await standIn({ photos: [photo(1)] });
    await using visited = await visit(browser, server);
    await visited.page.locator('[data-photo]').waitFor();

    expect(await visited.page.getByRole('region', { name: 'Alarms' }).count()).toBe(0);
  });
});
