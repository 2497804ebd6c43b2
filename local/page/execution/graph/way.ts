import type { ExecutionDetail, StateVisit } from '../../../console/api.ts';
import { start } from './layout.ts';

/** What an execution has been through, state by state. */
export interface Way {
  /** The last visit decides how a state looks. */
  visits: ReadonlyMap<string, StateVisit>;
  /** How often each was tried again, over all its visits. */
  retries: ReadonlyMap<string, number>;
  /** `from\nto` */
  taken: ReadonlySet<string>;
}

export const edgeName = (from: string, to: string) => `${from}\n${to}`;

export function wayOf({ visits }: Pick<ExecutionDetail, 'visits'>): Way {
  const last = new Map<string, StateVisit>();
  const retries = new Map<string, number>();
  const taken = new Set<string>();
  let from = start;
  for (const visit of visits) {
    // A redrive enters the state again that it was left in: no edge leads there.
    if (visit.state !== from) taken.add(edgeName(from, visit.state));
    last.set(visit.state, visit);
    retries.set(visit.state, (retries.get(visit.state) ?? 0) + visit.retries);
    from = visit.state;
  }
  return { visits: last, retries, taken };
}

export const outcomes = {
  running: { word: 'Running', icon: 'drop' },
  succeeded: { word: 'Succeeded', icon: 'check' },
  caught: { word: 'Error caught', icon: 'caught' },
  failed: { word: 'Failed', icon: 'cross' },
} as const satisfies Record<StateVisit['outcome'], { word: string; icon: string }>;

/** The state to look at when nobody has chosen one: where it is, or where it ended. */
export function focusOf({ visits }: Pick<ExecutionDetail, 'visits'>): StateVisit | undefined {
  return (
    visits.findLast(({ outcome }) => outcome === 'running') ??
    visits.findLast(({ outcome }) => outcome === 'failed') ??
    visits.at(-1)
  );
}
