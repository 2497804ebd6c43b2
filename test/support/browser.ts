import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const installed = [
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Why the tests with a browser are left out, or undefined where there is one. CI has no excuse. */
export function noBrowser(): string | undefined {
  if (fromEnvironment() ?? fromThisMachine() ?? hasPackaged()) return undefined;
  const why = `No Chrome was found on ${platform()} ${arch()}: install one, or set CHROME_PATH to it.`;
  if (process.env.CI) throw new Error(why);
  return why;
}

/** Web security stays on, so preflights happen. Whoever launches it closes it: an open browser keeps jest alive. */
export async function launchBrowser(): Promise<Browser | undefined> {
  const found = fromEnvironment() ?? fromThisMachine();
  if (found) return launch(found, {});
  if (!hasPackaged()) return undefined;
  const folder = await extracted();
  return launch(join(folder, 'chromium'), existsSync('/etc/fonts/fonts.conf') ? {} : fontsOf(folder));
}

function launch(executablePath: string, more: Record<string, string>): Promise<Browser> {
  const env = { ...(process.env as Record<string, string>), ...more };
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'], env });
}

function fromEnvironment(): string | undefined {
  const path = process.env.CHROME_PATH;
  if (path && !existsSync(path)) throw new Error(`CHROME_PATH is ${path}, and there is no such file.`);
  return path || undefined;
}

const fromThisMachine = () => installed.find((path) => existsSync(path));
const hasPackaged = () => (platform() === 'linux' && arch() === 'x64' ? true : undefined);

/** A machine without any font draws no text: the package brings one. */
const fontsOf = (folder: string) => ({ FONTCONFIG_PATH: join(folder, 'fonts') });

/** Once for each version on this machine, whoever comes first: others find the folder whole or not at all. */
async function extracted(): Promise<string> {
  const folder = join(tmpdir(), `darkroom-chromium-${packagedVersion()}-${process.getuid?.() ?? 0}`);
  if (existsSync(folder)) return folder;
  const parts = await mkdtemp(join(tmpdir(), 'darkroom-chromium-'));
  // The package unpacks into os.tmpdir() and takes what lies there, so it gets one of its own, in a process of its own.
  const unpack =
    "const { default: chromium } = await import('@sparticuz/chromium'); await chromium.executablePath();";
  const own = {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...process.env, TMPDIR: parts, NODE_OPTIONS: '' },
  };
  const fonts = `<?xml version="1.0"?><fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/font-cache</cachedir></fontconfig>`;
  try {
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', unpack], own);
    await writeFile(join(parts, 'fonts/fonts.conf'), fonts);
    await rename(parts, folder);
  } catch (error) {
    await rm(parts, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // else another process was quicker
  }
  return folder;
}

function packagedVersion(): string {
  const main = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const { version } = JSON.parse(readFileSync(join(main, '../../package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
