import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { stackName } from '../../infra/outputs.ts';
import { PhotoStack } from '../../infra/photo-stack.ts';
import { readSettings, type Settings, SettingsError } from '../../infra/settings.ts';
import { contextOf } from './context.ts';
import type { Template } from './template.ts';

export { SettingsError };

export interface SynthesizeOptions {
  /** `-c path=value` */
  context: Readonly<Record<string, string>>;
  /** Pages that are served here: they may upload and ask for links as those of the setting may. */
  pageOrigins: readonly string[];
  /** Makes the functions' bundles too, which takes its time. */
  bundle: boolean;
  /** Where the assembly goes. Unless given, a temporary folder, which outlives this call only with bundles in it. */
  outdir?: string;
}

export interface Synthesized {
  template: Template;
  settings: Settings;
  /** The folder that the bundles are in, when they were made. */
  assembly?: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The template that `cdk deploy` would deploy, but for the origins of the pages here. */
export function synthesize({ context, pageOrigins, bundle, outdir }: SynthesizeOptions): Synthesized {
  const merged = contextOf(root, context);
  const settings = withOrigins(readSettings(merged), pageOrigins);
  const app = new App({
    context: { ...merged, ...(!bundle && { 'aws:cdk:bundling-stacks': [] }) },
    outdir: outdir ?? mkdtempSync(join(tmpdir(), 'darkroom-assembly-')),
    analyticsReporting: false,
    treeMetadata: false,
    // A second at each start, for what `cdk deploy` and the tests check anyway.
    builtinCloudFormationValidation: false,
  });
  const stack = new PhotoStack(app, stackName, settings);
  const assembly = app.synth();
  const { template } = assembly.getStackByName(stack.stackName) as { template: Template };
  if (bundle) return { template, settings, assembly: assembly.directory };
  if (outdir === undefined) rmSync(assembly.directory, { recursive: true });
  return { template, settings };
}

function withOrigins(settings: Settings, pages: readonly string[]): Settings {
  const { origins } = settings.links;
  if (origins.includes('*')) return settings;
  return { ...settings, links: { ...settings.links, origins: [...new Set([...origins, ...pages])] } };
}
