import { readFileSync } from 'node:fs';

/** The state machines, with placeholders for ARNs and names. */
export const definition = readDefinition('photo');
export const backfillDefinition = readDefinition('backfill');
export const deletionDefinition = readDefinition('deletion');

function readDefinition(name: string): string {
  return readFileSync(new URL(`../statemachine/${name}.asl.json`, import.meta.url), 'utf8');
}

/** For how long an execution can be at work at most: after that, whoever finds its traces may take over. */
export const workflowSeconds: number = JSON.parse(definition).TimeoutSeconds;
