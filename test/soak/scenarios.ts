import { buffered } from './buffered/index.ts';
import { faults, kills } from './faults/index.ts';
import { presign } from './presign/index.ts';
import type { Scenario } from './scenario.ts';
import { storm } from './storm/index.ts';

/** In the order in which `npm run soak` runs them. */
export const scenarios: readonly Scenario[] = [faults, kills, storm, presign, buffered];
