import { readFileSync } from 'node:fs';
import { FaultsError } from './error.ts';
import { parseJson } from './json.ts';
import { type Kind, type Points, timed } from './kinds.ts';

/** What is to go wrong, where, and how often. */
export interface Rule {
  at: string;
  do: Kind;
  /** Occurs in what the point is about. */
  match?: string;
  /** So many are let pass first. */
  skip: number;
  /** Infinity: always. */
  times: number;
  /** `skip` and `times` count for each photo by itself. */
  perPhoto: boolean;
  /** From 0 to 1. */
  chance: number;
  ms: number;
}

export interface Plan {
  seed: number;
  rules: readonly Rule[];
}

/** Longer than anything here waits for. */
const longestMs = 3_600_000;

/** Reads the file and holds it against the points that there are; throws a FaultsError that names the entry. */
export function readPlan(file: string, points: Points): Plan {
  const { seed = 1, faults, ...others } = fieldsOf(parseJson(textOf(file), file), file);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new FaultsError(`${file}: "${unknown}" is not known; there may be "seed" and "faults".`);
  }
  if (!Number.isSafeInteger(seed)) throw new FaultsError(`${file}: "seed" has to be a whole number.`);
  if (!Array.isArray(faults)) throw new FaultsError(`${file}: "faults" has to be a list of faults.`);
  const rules = faults.map((given, index) => ruleOf(given, `${file}, faults[${index}]`, points));
  return { seed: seed as number, rules };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = { ENOENT: 'there is no such file', EISDIR: 'it is a folder' }[code ?? ''] ?? message;
    throw new FaultsError(`The faults in ${file} cannot be read: ${why}.`, { cause });
  }
}

function fieldsOf(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new FaultsError(`${where} has to be an object, { … }, and is ${JSON.stringify(value)}.`);
}

const fields = ['at', 'do', 'match', 'skip', 'times', 'per', 'chance', 'ms'];

function ruleOf(value: unknown, where: string, points: Points): Rule {
  const given = fieldsOf(value, where);
  const wrong = (field: string, may: string) =>
    new FaultsError(
      `${where}: "${field}" is ${JSON.stringify(given[field]) ?? 'missing'}; it may be ${may}.`,
    );
  const unknown = Object.keys(given).find((name) => !fields.includes(name));
  if (unknown !== undefined) {
    throw new FaultsError(`${where}: "${unknown}" is not known; there may be ${listed(fields)}.`);
  }
  const { at, match, skip = 0, times = 1, per, chance = 1, ms } = given;
  const kinds = typeof at === 'string' ? points.get(at) : undefined;
  if (kinds === undefined) throw wrong('at', listed(nearest(String(at ?? ''), points)));
  const kind = kinds.find((each) => each === given.do);
  if (kind === undefined) throw wrong('do', `${listed(kinds)} at ${at}`);
  if (match !== undefined && (typeof match !== 'string' || match === '')) {
    throw wrong('match', 'a text that is not empty');
  }
  if (!isCount(skip)) throw wrong('skip', 'a whole number from 0');
  if (times !== 'always' && !(isCount(times) && times > 0)) {
    throw wrong('times', 'a whole number from 1, or "always"');
  }
  if (per !== undefined && per !== 'photo') throw wrong('per', '"photo"');
  if (typeof chance !== 'number' || chance <= 0 || chance > 1) throw wrong('chance', 'above 0 and up to 1');
  const wantsMs = timed.has(kind);
  if (!wantsMs && ms !== undefined) throw new FaultsError(`${where}: "ms" means nothing to "${kind}".`);
  if (wantsMs && !(isCount(ms) && ms > 0 && ms <= longestMs)) {
    throw wrong('ms', `a whole number from 1 to ${longestMs}`);
  }
  return {
    at: at as string,
    do: kind,
    ...(match !== undefined && { match: match as string }),
    skip,
    times: times === 'always' ? Number.POSITIVE_INFINITY : times,
    perPhoto: per === 'photo',
    chance,
    ms: wantsMs ? (ms as number) : 0,
  };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Those of the same family, where it is known. */
function nearest(at: string, points: Points): string[] {
  const [family] = at.split('.');
  const all = [...points.keys()];
  const alike = all.filter((each) => each.startsWith(`${family}.`));
  return alike.length > 0 ? alike : all;
}

function listed(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
