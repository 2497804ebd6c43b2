import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The CDK's own switches that its CLI turns on; without the first two no resource says where it comes from. */
const switches = {
  'aws:cdk:enable-path-metadata': true,
  'aws:cdk:enable-asset-metadata': true,
};

/**
 * The context as the CDK's CLI makes it: cdk.json, what a lookup left in cdk.context.json, and above both `-c`, whose
 * values are text. (The CLI reads ~/.cdk.json too, which is no part of the project.)
 */
export function contextOf(root: string, given: Readonly<Record<string, string>>): Record<string, unknown> {
  const own = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context?: object };
  return { ...readIfThere(join(root, 'cdk.context.json')), ...own.context, ...given, ...switches };
}

function readIfThere(file: string): object {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as object;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
