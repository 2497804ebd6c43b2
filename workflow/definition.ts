import { readFileSync } from 'node:fs';

/** The state machine, with placeholders for ARNs and names. */
export const definition = readFileSync(new URL('../statemachine/photo.asl.json', import.meta.url), 'utf8');

/** For how long an execution can be at work at most: after that, whoever finds its traces may take over. */
export const workflowSeconds: number = JSON.parse(definition).TimeoutSeconds;
