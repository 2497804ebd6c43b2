import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PhotoStack } from '../../infra/photo-stack.ts';
import { readSettings } from '../../infra/settings.ts';

export const modes = ['direct', 'buffered', 'express'] as const;

type Synthesized = ReturnType<typeof synthesize>;

const known = new Map<string, Synthesized>();

/**
 * The stack as `cdk synth -c …` would make it, but for the bundles. Made once in a test file: a synth takes its time.
 * CloudFormation's own rules take as long again, and so are for the one test that asks for them.
 */
export function synthesized(context: Record<string, string> = {}, { byTheRules = false } = {}): Synthesized {
  const key = JSON.stringify([byTheRules, ...Object.entries(context).toSorted()]);
  const made = known.get(key) ?? synthesize(context, byTheRules);
  known.set(key, made);
  return made;
}

function synthesize(context: Record<string, string>, byTheRules: boolean) {
  const app = new App({
    builtinCloudFormationValidation: byTheRules,
    context: {
      'aws:cdk:bundling-stacks': [],
      '@aws-cdk/core:validateAgainstDefaultRules': true,
      '@aws-cdk/aws-iam:minimizePolicies': true,
    },
  });
  const stack = new PhotoStack(app, 'Darkroom', readSettings(context));
  return { app, stack, template: Template.fromStack(stack) };
}

export interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is what it is; the tests say what they expect of it
  Properties: Record<string, any>;
  DeletionPolicy?: string;
  Metadata?: Record<string, unknown>;
}

export function resourcesOf(template: Template, type: string): [string, Resource][] {
  return Object.entries(template.findResources(type)) as unknown as [string, Resource][];
}

/** The function whose code begins in that folder. */
export function functionIn(mode: (typeof modes)[number], folder: string): Resource {
  const { template } = synthesized({ 'delivery.mode': mode });
  const found = resourcesOf(template, 'AWS::Lambda::Function').find(
    ([, { Metadata }]) => Metadata?.['darkroom:entry'] === `functions/${folder}/lambda.ts`,
  );
  if (found === undefined) throw new Error(`There is no function of ${folder} in the mode ${mode}`);
  return found[1];
}
