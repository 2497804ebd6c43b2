import { type Definition, nextOf, type Retrier, type State } from './definition.ts';

/** A way from the start to an end, and the longest that it can take. */
export interface Way {
  path: string[];
  seconds: number;
}

/** The ceilings of the delays before each try again; full jitter only makes them shorter. */
export function delaysOf({
  IntervalSeconds = 1,
  BackoffRate = 2,
  MaxAttempts = 3,
  MaxDelaySeconds = Infinity,
}: Retrier): number[] {
  return Array.from({ length: MaxAttempts }, (_, retry) =>
    Math.min(IntervalSeconds * BackoffRate ** retry, MaxDelaySeconds),
  );
}

/** Each retrier counts for itself: at worst a task uses up all of them, and every try runs out of time. */
export function longestOf(state: State): number {
  if (['Choice', 'Succeed', 'Fail'].includes(state.Type)) return 0;
  if (state.Type !== 'Task') throw new Error(`Nobody has thought about how long a ${state.Type} may take`);
  const delays = (state.Retry ?? []).flatMap(delaysOf);
  const tries = 1 + delays.length;
  return tries * (state.TimeoutSeconds ?? Infinity) + delays.reduce((sum, each) => sum + each, 0);
}

/** Every way through, longest first. A task that fails uncaught cuts a way short, so those need no counting. */
export function waysThrough({ StartAt, States }: Definition): Way[] {
  const ways: Way[] = [];
  const walk = (name: string, { path, seconds }: Way) => {
    const state = States[name];
    if (state === undefined) throw new Error(`There is no state "${name}"`);
    if (path.includes(name)) throw new Error(`A way round for ever: ${[...path, name].join(' > ')}`);
    const way = { path: [...path, name], seconds: seconds + longestOf(state) };
    const nexts = nextOf(state);
    if (nexts.length === 0) ways.push(way);
    for (const next of nexts) walk(next, way);
  };
  walk(StartAt, { path: [], seconds: 0 });
  return ways.sort((a, b) => b.seconds - a.seconds);
}

/** The sum in words, for whoever reads a test's failure. */
export function sumOf({ path, seconds }: Way, { States }: Definition): string {
  const parts = path
    .map((name) => ({ name, longest: longestOf(States[name] ?? { Type: 'Fail' }) }))
    .filter(({ longest }) => longest > 0)
    .map(({ name, longest }) => `${name} ${longest}`);
  return `${parts.join(' + ') || 'nothing'} = ${seconds} s`;
}
