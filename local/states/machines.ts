import { createHash } from 'node:crypto';
import type { StateMachineSpec } from '../deployment.ts';
import { readDefinition } from './definition.ts';
import { interpreterOf } from './interpreter.ts';
import type { Machine } from './run.ts';
import type { Store } from './store.ts';

export interface Deployed extends Machine {
  express: boolean;
  /** Of the definition. */
  hash: string;
}

/** The machines of the template, and those of old executions as they were when these were started. */
export function openMachines(specs: readonly StateMachineSpec[], store: Store, account: string) {
  const deployed = new Map<string, Deployed>();
  const older = new Map<string, Machine>();

  for (const { arn, name, definition: text, express } of specs) {
    const hash = createHash('sha256').update(text).digest('hex');
    const machine = machineOf({ arn, name }, text, account);
    store.keepDefinition(hash, text);
    deployed.set(arn, { ...machine, express, hash });
  }

  return {
    all: (): Deployed[] => [...deployed.values()],
    deployed: (arn: string) => deployed.get(arn),

    /** As it was when an execution was started with it; undefined when the template has no such machine any more. */
    startedWith(arn: string, hash: string): Machine | undefined {
      const current = deployed.get(arn);
      if (current === undefined || current.hash === hash) return current;
      const known = older.get(hash);
      if (known?.arn === arn) return known;
      const machine = machineOf(current, store.definition(hash), account);
      older.set(hash, machine);
      return machine;
    },
  };
}

function machineOf({ arn, name }: { arn: string; name: string }, text: string, account: string): Machine {
  const definition = readDefinition(name, text);
  const roleArn = `arn:aws:iam::${account}:role/${name}`;
  return { arn, name, roleArn, text, definition, interpret: interpreterOf(definition) };
}
