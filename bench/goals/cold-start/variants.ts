import { readdirSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, Duration, Stack } from 'aws-cdk-lib';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';
import { build } from 'esbuild';
import { PhotoFunction } from '../../../workflow/photo-function.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface Start {
  folder: 'resize' | 'presign';
  /** Whether its caller traces it, as in the stack. */
  traced: boolean;
}

/** The folder of the asset that deploys. */
export function bundled({ folder, traced }: Start, architecture: Architecture, workshop: string): string {
  const outdir = join(workshop, `${folder}-${architecture.name}`);
  const stack = new Stack(new App({ outdir, analyticsReporting: false }), 'Stack');
  new PhotoFunction(stack, 'Function', {
    ...{ folder, traced, architecture, sharp: folder === 'resize', environment: {} },
    ...{ timeout: Duration.seconds(10), memorySize: 512 },
  });
  const asset = readdirSync(outdir).find((name) => name.startsWith('asset.'));
  if (asset === undefined) throw new Error(`The CDK has put no bundle of ${folder} into ${outdir}.`);
  return join(outdir, asset);
}

/** The function's own code in one file of JavaScript, and the packages where npm has put them. */
export async function unbundled({ folder }: Start, workshop: string): Promise<string> {
  const place = join(workshop, `${folder}-unbundled`);
  await mkdir(place);
  await symlink(join(root, 'node_modules'), join(place, 'node_modules'));
  const outfile = join(place, 'index.mjs');
  await build({
    ...{ absWorkingDir: root, entryPoints: [`functions/${folder}/lambda.ts`], outfile, bundle: true },
    ...{ packages: 'external', platform: 'node', format: 'esm', target: 'node24', logLevel: 'warning' },
  });
  return outfile;
}

export function source({ folder }: Start): string {
  return join(root, 'functions', folder, 'lambda.ts');
}
