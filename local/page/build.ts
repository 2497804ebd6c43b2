import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface PageFile {
  type: string;
  body: Buffer;
  /** With its quotes, as the header has it. */
  etag: string;
}

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.md': 'text/plain; charset=utf-8',
};

/** The page as its server sends it, by path. Made in memory when the server starts, so there is no build step. */
export async function buildPage(): Promise<ReadonlyMap<string, PageFile>> {
  const [bundled, html, favicon, runbook] = await Promise.all([
    bundle(),
    readFile(source('index.html')),
    readFile(source('favicon.svg')),
    readFile(source('../../docs/runbook.md')),
  ]);
  return new Map([
    ['/', pageFile('index.html', html)],
    ['/favicon.svg', pageFile('favicon.svg', favicon)],
    ['/docs/runbook.md', pageFile('runbook.md', runbook)], // where alarms link to
    ...bundled.map(({ path, contents }) => [path, pageFile(path, Buffer.from(contents))] as const),
  ]);
}

/** What the page may do. It asks its own server and, to upload, the origins named here; nothing else, and no inline code. */
export function contentSecurityPolicy(uploadOrigins: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    `connect-src ${["'self'", ...uploadOrigins].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

async function bundle(): Promise<{ path: string; contents: Uint8Array }[]> {
  const { outputFiles } = await build({
    entryPoints: [
      { in: source('main.ts'), out: 'app' },
      { in: source('look/index.css'), out: 'app' },
    ],
    outdir: '/',
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: ['chrome120', 'firefox121', 'safari17'],
    legalComments: 'none',
    logLevel: 'silent',
  });
  return outputFiles.map(({ path, contents }) => ({ path: `/app${extname(path)}`, contents }));
}

function pageFile(path: string, body: Buffer): PageFile {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return { type: types[extname(path)] ?? 'application/octet-stream', body, etag };
}

const source = (name: string) => fileURLToPath(new URL(name, import.meta.url));
