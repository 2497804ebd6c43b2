import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { elfMachine } from './elf.ts';

export type Machine = 'arm64' | 'x64';

/** The asset would be without what sharp needs on Lambda. The message says what to do. */
class MissingBinariesError extends Error {
  override readonly name = 'MissingBinariesError';
}

/**
 * Puts sharp's binaries for Linux on this machine into the asset, whatever machine synthesizes it. They are
 * dependencies here and not optional ones as in sharp, so that npm fails when it cannot get them; --force, since
 * it would also refuse what does not run on this machine. The lockfile pins their contents.
 */
export function installSharpBinaries(asset: string, machine: Machine, root: string): void {
  const lockfile = join(root, 'package-lock.json');
  const { packages } = JSON.parse(readFileSync(lockfile, 'utf8'));
  const names = [`@img/sharp-linux-${machine}`, `@img/sharp-libvips-linux-${machine}`];
  const dependencies = Object.fromEntries(
    names.map((name) => [name, packages[`node_modules/${name}`].version as string]),
  );
  // Within the asset, so that what is made can be moved by renaming.
  const workshop = mkdtempSync(join(asset, 'npm-'));
  try {
    writeFileSync(join(workshop, 'package.json'), JSON.stringify({ dependencies }));
    copyFileSync(lockfile, join(workshop, 'package-lock.json'));
    npm(['ci', '--force', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'], workshop);
    rmSync(join(workshop, 'node_modules', '.package-lock.json'));
    renameSync(join(workshop, 'node_modules'), join(asset, 'node_modules'));
  } catch (error) {
    throw missing(`npm could not install them:\n${outputOf(error)}`, dependencies, error);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
  const problem = problemWithBinaries(asset, machine);
  if (problem !== undefined) throw missing(problem, dependencies);
}

/** What is wrong with the native binaries of an asset that needs sharp's; undefined when nothing is. */
export function problemWithBinaries(asset: string, machine: Machine): string | undefined {
  const binaries = readdirSync(asset, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.node$|\.so(?:\.|$)/.test(file),
  );
  const foreign = binaries.filter((file) => elfMachine(join(asset, file)) !== machine);
  if (foreign.length > 0) return `${foreign.join(', ')}: not for Linux on ${machine}.`;
  for (const [what, name] of [
    ["sharp's .node file", /sharp[^/\\]*\.node$/],
    ['the shared library of libvips', /libvips[^/\\]*\.so/],
  ] as const) {
    if (!binaries.some((file) => name.test(file))) return `${what} is missing.`;
  }
  return undefined;
}

function missing(
  problem: string,
  dependencies: Record<string, string>,
  cause?: unknown,
): MissingBinariesError {
  const specs = Object.entries(dependencies).map(([name, version]) => `${name}@${version}`);
  return new MissingBinariesError(
    `The function that resizes would be without the binaries of sharp for Lambda. ${problem}\n` +
      `Synthesize with the network, or put them into npm's cache first: npm cache add ${specs.join(' ')}`,
    { cause },
  );
}

/** npm is a shell script on Windows, which only a shell starts; nothing in the arguments needs quoting. */
function npm(args: readonly string[], cwd: string): void {
  execFileSync('npm', args, { cwd, stdio: 'pipe', shell: process.platform === 'win32' });
}

function outputOf(error: unknown): string {
  const { stderr } = error as { stderr?: Buffer };
  return stderr?.toString().trim() ?? String(error);
}
