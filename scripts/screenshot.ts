import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UploadLink } from '../local/console/api.ts';
import { startDarkroom } from '../local/darkroom.ts';
import { launchBrowser } from '../test/support/browser.ts';
import { watchLive } from '../test/support/live-page.ts';
import { landscape } from './landscapes.ts';

// Makes docs/page-light.png and docs/page-dark.png, the pictures of the page in the README: darkroom runs, gets some
// photos, one of them broken and one that fails, and the page is photographed with the failure open.

const names = [
  'dusk',
  'morning',
  'sunset',
  'moonrise',
  'fog',
  'forest',
  'harbour',
  'ridge',
  'lake',
  'plain',
  'dunes',
  'valley',
];

const data = await mkdtemp(join(tmpdir(), 'darkroom-screenshot-'));
try {
  await using darkroom = await startDarkroom({
    ports: { page: 0, aws: 0, links: 0 },
    data,
    concurrency: 2,
    bundled: false,
    context: { renditions: JSON.stringify(renditions()) },
    log: console.error,
  });
  const { page } = darkroom.endpoints;
  for (const [seed, name] of names.entries())
    await upload(page, `${name}.jpg`, await landscape(seed, 2400, 1600));
  await post(page, '/api/broken', {});
  using live = await watchLive(page);
  await live.until(({ counts }) => counts.done === names.length && counts.inFlight === 0, 'all are done');
  await post(page, '/api/fail-next', { failNext: true });
  await upload(page, 'cliffs.jpg', await landscape(14, 2400, 1600));
  await live.until(({ counts }) => counts.failed === 1 && counts.inFlight === 0, 'one has failed');
  await photograph(page);
} finally {
  await rm(data, { recursive: true, force: true });
}

function renditions(): object[] {
  return [
    { name: 'thumbnail', width: 320, fit: 'inside', format: 'jpeg', quality: 80 },
    { name: 'large', width: 1280, fit: 'inside', format: 'webp', quality: 80 },
  ];
}

async function post(page: string, path: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${page}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function upload(page: string, fileName: string, bytes: Buffer): Promise<void> {
  const answer = await post(page, '/api/links', { fileName, contentType: 'image/jpeg', size: bytes.length });
  const { url, headers } = (await answer.json()) as UploadLink;
  const put = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) });
  if (!put.ok) throw new Error(`The upload of ${fileName} ended with ${put.status}.`);
}

async function photograph(page: string): Promise<void> {
  const browser = await launchBrowser();
  if (browser === undefined)
    throw new Error('There is no Chrome here: install one, or set CHROME_PATH to it.');
  try {
    for (const colorScheme of ['light', 'dark'] as const) {
      const tab = await browser.newPage({
        reducedMotion: 'reduce',
        colorScheme,
        viewport: { width: 1760, height: 1050 },
        deviceScaleFactor: 1,
      });
      await tab.goto(page);
      await tab
        .locator('.sheet')
        .getByRole('link', { name: /cliffs\.jpg.*failed/i })
        .click();
      await tab.getByRole('button', { name: /redrive/i }).waitFor();
      await tab.screenshot({ path: `docs/page-${colorScheme}.png` });
    }
  } finally {
    await browser.close();
  }
}
