import { setImmediate } from 'node:timers/promises';

/** One way in which the world may go on: an operation takes effect, the outside world acts, an attempt begins. */
export interface Step {
  label: string;
  take(): void;
}

/** A world that can be started again from nothing, and always goes the same way for the same steps. */
export interface World {
  /** What may happen next, in an order that depends on what has happened alone. */
  steps(): Step[];
  /** Equal when, and only when, the same futures lie ahead. */
  fingerprint(): string;
  /** Throws when something is wrong, now or, once `steps` is empty, in the end. */
  check(trace: readonly string[]): void;
}

export interface Explored {
  states: number;
  endings: number;
}

/**
 * Walks every order in which the steps of a world can happen. Two ways that lead to the same state are walked
 * on from there only once. Nothing is copied: each branch is reached by starting again and repeating its choices.
 */
export async function exploreAll(newWorld: () => World, mostStates = 200_000): Promise<Explored> {
  const seen = new Set<string>();
  const branches: number[][] = [[]];
  let endings = 0;

  for (let branch = branches.pop(); branch !== undefined; branch = branches.pop()) {
    const world = newWorld();
    const trace: string[] = [];
    for (let depth = 0; ; depth++) {
      await setImmediate(); // every promise that can settle has settled
      if (depth >= branch.length) {
        world.check(trace);
        const state = world.fingerprint();
        if (seen.has(state)) break;
        seen.add(state);
        if (seen.size > mostStates) throw new Error(`More than ${mostStates} states`);
      }
      const steps = world.steps();
      if (steps.length === 0) {
        endings += 1;
        break;
      }
      if (depth >= branch.length) {
        for (let other = 1; other < steps.length; other++) branches.push([...branch.slice(0, depth), other]);
        branch.push(0);
      }
      const step = steps[branch[depth] ?? 0];
      if (step === undefined) throw new Error('The world did not repeat itself');
      trace.push(step.label);
      step.take();
    }
  }
  return { states: seen.size, endings };
}
