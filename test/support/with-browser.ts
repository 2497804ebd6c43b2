import { afterAll, beforeAll, describe } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchBrowser, noBrowser } from './browser.ts';

/** Tests that share a browser. Where there is none they are left out, and their title says why. */
export function withBrowser(title: string, tests: (browser: () => Browser) => void): void {
  const why = noBrowser();
  const [group, name] = why === undefined ? [describe, title] : [describe.skip, `${title} (${why})`];
  group(name, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(() => browser?.close());
    tests(() => {
      if (!browser) throw new Error('The browser has not started.');
      return browser;
    });
  });
}
