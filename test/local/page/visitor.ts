import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const screenshots = fileURLToPath(new URL('../../../coverage/screenshots/', import.meta.url));

export interface Visit extends AsyncDisposable {
  page: Page;
  /** What the console called an error, what was thrown, and what was asked of anybody but the two servers. */
  faults: string[];
}

/** Opens the page in a window of its own, and waits until it is live. */
export async function visit(
  browser: () => Browser,
  server: { origin: string; awsOrigin: string },
  hash = '',
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser().newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(45_000);
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(String(error.stack)));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    const ours =
      [server.origin, server.awsOrigin].includes(origin) || protocol === 'blob:' || protocol === 'data:';
    if (!ours) faults.push(`asked ${request.url()}`);
  });
  await page.goto(`${server.origin}/${hash}`);
  await live(page);
  return { page, faults, [Symbol.asyncDispose]: () => context.close() };
}

export const live = (page: Page) => page.locator('[data-connection="live"]').waitFor();

/** What axe finds, in a line for each; everything that it knows of WCAG 2.2 AA and good practice. */
export async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}

/** Kept to be looked at, outside git. */
export async function keep(page: Page, name: string): Promise<void> {
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`) });
}

/** The page draws in its next frame: looks again until it is so. */
export async function soon(actual: () => Promise<unknown>, expected: unknown): Promise<void> {
  const until = Date.now() + 30_000;
  for (;;) {
    const value = await actual();
    try {
      return expect(value).toEqual(expected);
    } catch (failure) {
      if (Date.now() > until) throw failure;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

/** As the operating system drops files on a window: the browser itself makes the events. */
export async function drop(page: Page, paths: readonly string[], onto: string): Promise<void> {
  const box = await page.locator(onto).first().boundingBox();
  if (!box) throw new Error(`${onto} is not in sight.`);
  const at = { x: box.x + box.width / 2, y: box.y + Math.min(60, box.height / 2) };
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
  await session.detach();
}
