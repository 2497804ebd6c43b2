import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Entry, idsOf, type Journal, openJournal } from './journal.ts';
import type { Kind, Points } from './kinds.ts';
import type { Places } from './photo-in.ts';
import { photoIn } from './photo-in.ts';
import { type Plan, type Rule, readPlan } from './rules.ts';

/** What goes wrong this time. */
export interface Fault {
  do: Kind;
  /** How long, where that matters. */
  ms: number;
}

/** What a point is about, asked for only where there is a rule. */
export interface About {
  text: string;
  photo: string | undefined;
}

export interface FaultsOptions {
  file: string;
  journal: string;
  points: Points;
  places: Places;
  now?: () => number;
}

interface Standing {
  rule: Rule;
  index: number;
  id: string;
  /** By photo, or together under ''. */
  counts: Map<string, { seen: number; done: number }>;
}

/** Decides at each point whether something goes wrong there, and keeps the journal of it. */
export class Faults implements Disposable {
  readonly places: Places;
  readonly rules: number;
  readonly #plan: Plan;
  readonly #byPoint: ReadonlyMap<string, readonly Standing[]>;
  readonly #journal: Journal;
  readonly #now: () => number;
  readonly #ending = new AbortController();

  constructor({ file, journal, points, places, now = Date.now }: FaultsOptions) {
    this.places = places;
    this.#now = now;
    this.#plan = readPlan(file, points);
    this.rules = this.#plan.rules.length;
    const ids = idsOf(this.#plan.rules);
    const standing = this.#plan.rules.map((rule, index) => ({
      ...{ rule, index, id: ids[index] ?? '' },
      counts: new Map<string, { seen: number; done: number }>(),
    }));
    this.#byPoint = Map.groupBy(standing, ({ rule }) => rule.at);
    const byId = new Map(standing.map((each) => [each.id, each]));
    this.#journal = openJournal(journal, (entry) => {
      const known = byId.get(entry.id);
      if (known !== undefined) countedIn(known, entry);
    });
  }

  /** The first rule that strikes does so; those after it are not asked. It is in the journal when this returns. */
  at(point: string, about: () => About): Fault | undefined {
    const rules = this.#byPoint.get(point);
    if (rules === undefined || this.#ending.signal.aborted) return undefined;
    const { text, photo } = about();
    for (const each of rules) {
      const { rule, index, id } = each;
      if (rule.match !== undefined && !text.includes(rule.match)) continue;
      const draw = this.#draw(each, photo);
      if (draw === undefined) continue;
      const time = new Date(this.#now()).toISOString();
      this.#journal.add({ at: point, do: rule.do, rule: index, id, ...(photo && { photo }), time });
      return { do: rule.do, ms: rule.do === 'late' ? Math.ceil(draw * rule.ms) : rule.ms };
    }
    return undefined;
  }

  /** Of what an event, a message or a payload says. */
  atValue(point: string, telling: () => unknown): Fault | undefined {
    return this.at(point, () => {
      const value = telling();
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return { text, photo: photoIn(value, this.places.uploadsPrefix) };
    });
  }

  /** Rejects when all of it ends. */
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const ending = this.#ending.signal;
    await sleep(ms, undefined, { signal: signal === undefined ? ending : AbortSignal.any([ending, signal]) });
  }

  /** From here on nothing goes wrong any more, and nobody waits. */
  [Symbol.dispose](): void {
    this.#ending.abort();
    this.#journal[Symbol.dispose]();
  }

  /** From 0 to 1 when the rule strikes; counts. */
  #draw({ rule, index, counts }: Standing, photo: string | undefined): number | undefined {
    if (rule.perPhoto && photo === undefined) return undefined;
    const whose = rule.perPhoto ? (photo ?? '') : '';
    const count = counts.get(whose) ?? { seen: 0, done: 0 };
    counts.set(whose, count);
    if (count.done >= rule.times) return undefined;
    count.seen++;
    // What has struck before, in this process or an earlier one, has let its first pass.
    if (count.done === 0 && count.seen <= rule.skip) return undefined;
    const { seed } = this.#plan;
    const [first, second] = numbersFrom(`${seed}/${index}/${count.done}/${count.seen}/${whose}`);
    if (first >= rule.chance) return undefined;
    count.done++;
    return second;
  }
}

function countedIn({ rule, counts }: Standing, { photo = '' }: Entry): void {
  const whose = rule.perPhoto ? photo : '';
  const count = counts.get(whose) ?? { seen: 0, done: 0 };
  counts.set(whose, { ...count, done: count.done + 1 });
}

/** Two from 0 to below 1, the same for the same text: which photo comes first changes nothing for the others. */
function numbersFrom(text: string): [number, number] {
  const hash = createHash('sha256').update(text).digest();
  return [hash.readUInt32BE(0) / 2 ** 32, hash.readUInt32BE(4) / 2 ** 32];
}
