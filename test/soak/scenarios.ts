import { buffered } from './buffered/index.ts';
import { faults } from './faults/index.ts';
import { presign } from './presign/index.ts';
import type { Scenario } from './scenario.ts';

/** In the order in which `npm run soak` runs them. */
export const scenarios: readonly Scenario[] = [faults, presign, buffered];
