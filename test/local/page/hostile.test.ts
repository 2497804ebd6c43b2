import { expect, test } from '@jest/globals';
import { withBrowser } from '../../support/with-browser.ts';
import { arnOf, execution, notice, photo, renditions, visit as stateVisit } from './scenes.ts';
import { standIn } from './stand-in.ts';
import { keep, visit } from './visitor.ts';

const image = '<img src=x onerror="document.title=`taken`; window.taken = 1">';
const script = '</pre></script><script>window.taken = 1</script>';
const turned = 'photo\u202Egpj.exe';
const long = `${'a'.repeat(990)}.jpg`;

const photos = [
  photo(1, {
    name: image,
    key: `uploads/${image}`,
    reason: script,
    detail: `${image}\n${turned}`,
    status: 'rejected',
  }),
  photo(2, { name: turned, key: `uploads/${turned}` }),
  photo(3, {
    name: long,
    key: `uploads/${long}`,
    renditions: renditions(3).map((each) => ({ ...each, name: image, format: script })),
  }),
  photo(4, {
    name: 'javascript:window.taken=1',
    renditions: renditions(4).map((each) => ({ ...each, url: '/renditions/4/200' })),
  }),
  photo(5, { id: '"><script>window.taken = 1</script>', name: 'odd id.jpg' }),
];

withBrowser('text of strangers', (browser) => {
  test.each([360, 1920])(
    'is text in every corner of the page, and breaks no line, at %d px',
    async (width) => {
      await using server = await standIn({ photos, about: { outputs: { [image]: script }, region: image } });
      const evil = { error: image, cause: JSON.stringify({ errorMessage: script, trace: [image, turned] }) };
      server.executions.set(
        arnOf(1),
        execution(1, {
          status: 'FAILED',
          ...evil,
          input: { [script]: image, long },
          output: script,
          visits: [
            stateVisit('Validate Key', 0, 1, {
              outcome: 'failed',
              failures: [{ at: 'no date', ...evil }],
              input: { [image]: [long, turned] },
            }),
          ],
        }),
      );
      for (const n of [2, 3, 4, 5]) server.executions.set(arnOf(n), execution(n));
      server.putNotice({
        ...notice(1, photo(1)),
        subject: image,
        text: `${script}\n${turned}\n${long}`,
        json: `{"${image.replaceAll('"', "'")}": 1}`,
      });
      await using visited = await visit(browser, server, '', { viewport: { width, height: 900 } });
      const { page, faults } = visited;
      await page.locator('[data-photo]').first().waitFor();
      const isUnharmed = async (where: string) => {
        const found = await page.evaluate(`({
        taken: 'taken' in window || document.title === 'taken',
        strange: document.querySelectorAll('script:not([src="/app.js"]), [onerror], img[src="x"]').length,
        wide: document.documentElement.scrollWidth > innerWidth,
      })`);
        expect({ where, ...(found as object) }).toEqual({ where, taken: false, strange: 0, wide: false });
      };
      await isUnharmed('sheet');
      await page.locator('.card-name').getByText('photo\\u202egpj.exe').waitFor();
      await keep(page, `hostile-${width}-light`);
      for (const { id } of photos) {
        await page.goto(`${server.origin}/#/photo/${encodeURIComponent(id)}`);
        await page.locator('.execution').waitFor();
        await isUnharmed(id);
      }
      await page.goto(`${server.origin}/#/photo/photo-00001`);
      await page.locator('.failure-name').first().getByText(image).waitFor();
      await keep(page, `hostile-open-${width}-light`);
      await page.goto(`${server.origin}/#/inbox`);
      await page.getByRole('article', { name: image }).locator('summary').click();
      await page.locator('.letter-text').getByText(script).waitFor();
      await isUnharmed('inbox');
      await page.goto(`${server.origin}/#/by-hand`);
      await page.locator('.lines').getByText(script).waitFor();
      await isUnharmed('by hand');
      expect(faults).toEqual([]);
    },
  );

  test('names of files that are dropped are text, too', async () => {
    await using server = await standIn();
    await using visited = await visit(browser, server);
    await visited.page.setInputFiles('input.uppy-Dashboard-input >> nth=0', [
      { name: image, mimeType: 'text/plain', buffer: Buffer.alloc(9) },
    ]);
    await visited.page.getByRole('alert').getByText(image).first().waitFor();
    expect(await visited.page.evaluate(`'taken' in window`)).toBe(false);
  });
});
