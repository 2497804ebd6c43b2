import type { StateMachineSpec } from '../../deployment.ts';
import type { Executions } from '../executions.ts';
import type { openMachines } from '../machines.ts';
import type { Store } from '../store.ts';
import type { Fields } from './fields.ts';

/** What the operations work with. */
export interface Rooms {
  store: Store;
  machines: ReturnType<typeof openMachines>;
  executions: Executions;
  distributed: readonly StateMachineSpec[];
  now(): number;
}

export type Operation = (fields: Fields) => object | Promise<object>;
