import { describe, expect, test } from '@jest/globals';
import { buildPage, contentSecurityPolicy } from '../../../local/page/build.ts';

describe('the page as it is served', () => {
  test('is whole: a document, its code, its looks and its icon, each with a type and an etag', async () => {
    const files = await buildPage();
    expect([...files].map(([path, { type }]) => [path, type.split(';')[0]])).toEqual([
      ['/', 'text/html'],
      ['/favicon.svg', 'image/svg+xml'],
      ['/docs/runbook.md', 'text/plain'],
      ['/app.js', 'text/javascript'],
      ['/app.css', 'text/css'],
    ]);
    for (const { etag, body } of files.values()) {
      expect(etag).toMatch(/^"[\w-]{22}"$/);
      expect(body.length).toBeGreaterThan(100);
    }
  });

  test('its document names no file that is not there, and has no code or looks of its own', async () => {
    const files = await buildPage();
    const html = String(files.get('/')?.body);
    const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
    expect(named.filter((path) => !files.has(path))).toEqual([]);
    expect(html).not.toMatch(/<style|style=|<script(?![^>]*src=)|\son\w+=/);
  });

  test('is the same each time, so that browsers need not fetch it again', async () => {
    const [one, other] = [await buildPage(), await buildPage()];
    for (const [path, { etag }] of one) expect(other.get(path)?.etag).toBe(etag);
  });

  test('its looks load nothing from elsewhere', async () => {
    const css = String((await buildPage()).get('/app.css')?.body);
    const addresses = [...css.matchAll(/url\(["']?([^"')]+)/g)].map(([, address = '']) => address);
    expect(addresses.filter((address) => !address.startsWith('data:'))).toEqual([]);
    expect(css).not.toContain('@import');
  });

  test('its policy forbids everything but its own server and the uploads', () => {
    const policy = contentSecurityPolicy(['http://127.0.0.1:4101']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self' http://127.0.0.1:4101");
    expect(policy).not.toMatch(/unsafe|\*/);
  });
});
