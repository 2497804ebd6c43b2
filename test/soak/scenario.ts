/** Something that is done to a running darkroom, and what has to hold afterwards. The same one runs in `npm test`, small. */
export interface Scenario {
  name: string;
  /** One line for docs/hostile.md. */
  about: string;
  /** In full at size 1; smaller in proportion, but never so small that a kind is left out. */
  run(size: number, report: Report): Promise<Result>;
}

/** How far it is, in a few words; each call takes the place of the last. */
export type Report = (progress: string) => void;

export interface Result {
  rows: readonly Row[];
  /** What did not hold, each naming the photo or the request that it was seen on. None when all held. */
  problems: readonly string[];
}

/** What was done of one kind, and what became of it. */
export interface Row {
  kind: string;
  /** Faults, events, messages or requests: what the scenario is made of. */
  injections: number;
  /** How many ended how. */
  ends: Readonly<Record<string, number>>;
  /** Notices that came more than once, under the same id. */
  repeated: number;
  /** What was held against what was seen. */
  checked: string;
}

/** Counts each end, the most frequent first. */
export function tallied(ends: Iterable<string>): Record<string, number> {
  const counts = new Map<string, number>();
  for (const end of ends) counts.set(end, (counts.get(end) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}
