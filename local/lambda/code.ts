import { copyFileSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { FunctionSpec } from '../deployment.ts';

/** A function's module with its handler, and what Lambda would call the task's root. */
export interface Code {
  file: string;
  taskRoot: string;
}

/** The source; or, when there is one, the bundle that deploys. */
export function codeOf(spec: FunctionSpec, root: string, folder: string): Code {
  if (spec.bundle === undefined) return { file: resolve(root, spec.entry), taskRoot: resolve(root) };
  const taskRoot = runsHere(spec.bundle, root) ? resolve(spec.bundle) : staged(spec.bundle, root, folder);
  return { file: join(taskRoot, 'index.mjs'), taskRoot };
}

/** Whether it has the binaries that sharp wants on this machine, or has none at all. */
function runsHere(bundle: string, root: string): boolean {
  const inBundle = binariesIn(bundle);
  return inBundle.length === 0 || binariesIn(root).every((name) => inBundle.includes(name));
}

function binariesIn(folder: string): string[] {
  try {
    return readdirSync(join(folder, 'node_modules', '@img')).filter((name) => name.startsWith('sharp-'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** The very modules that deploy, beside this machine's binaries in the place of those of Lambda's. */
function staged(bundle: string, root: string, folder: string): string {
  const stage = join(resolve(folder), 'bundles', basename(bundle));
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(join(stage, 'node_modules'), { recursive: true });
  const modules = readdirSync(bundle).filter((name) => name.endsWith('.mjs'));
  for (const name of modules) copyFileSync(join(bundle, name), join(stage, name));
  symlinkSync(join(resolve(root), 'node_modules', '@img'), join(stage, 'node_modules', '@img'), 'dir');
  return stage;
}
