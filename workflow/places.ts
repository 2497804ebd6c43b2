import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// workflow/ points at the other rooms by path, and imports none of them.

export const projectRoot = join(import.meta.dirname, '..');

/** Where a function begins, relative to the project: also its `darkroom:entry` in the template. */
export function entryOf(folder: string): string {
  return join('functions', folder, 'lambda.ts');
}

export const definitionText = readFileSync(join(projectRoot, 'statemachine', 'photo.asl.json'), 'utf8');

/** How long an execution may live, and so a claim of the write protocol. */
export const executionSeconds: number = JSON.parse(definitionText).TimeoutSeconds;

/** As in functions/shared/keys.ts: a test compares them. */
export const thumbnailsPrefix = 'thumbnails/';
export const outcomesPrefix = 'outcomes/';
