import { isLeaf, type Leaf, onlyEntry, testOf } from './operators.ts';
import { UnsupportedPatternError } from './unsupported-pattern.ts';

/** Whether it holds for a part of an event, of the whole that it is in. */
type Matcher = (part: unknown, whole: unknown) => boolean;

/** Whether the rule of that pattern takes the event. */
export function matches(pattern: Readonly<Record<string, unknown>>, event: unknown): boolean {
  return compilePattern(pattern)(event);
}

/** Throws an UnsupportedPatternError for a pattern that EventBridge would refuse, or that is not known here. */
export function checkPattern(pattern: Readonly<Record<string, unknown>>): void {
  compilePattern(pattern);
}

export function compilePattern(pattern: unknown): (event: unknown) => boolean {
  const matcher = fields(pattern, []);
  return (event) => matcher(event, event);
}

/** All of the fields, and of `$or` one. In a list of objects they have to hold for the same one. */
function fields(pattern: unknown, path: readonly string[]): Matcher {
  if (!isObject(pattern) || Object.keys(pattern).length === 0) {
    throw new UnsupportedPatternError(
      path,
      'has to be an object of fields, or a list of what a field may be',
    );
  }
  const all = Object.entries(pattern).map(([name, value]) =>
    name === '$or' ? either(value, path) : field(name, value, path),
  );
  const matcher: Matcher = (part, whole) => {
    if (Array.isArray(part) && part.length > 0) return part.some((item) => matcher(item, whole));
    return all.every((matches) => matches(part, whole));
  };
  return matcher;
}

function either(pattern: unknown, path: readonly string[]): Matcher {
  if (!Array.isArray(pattern) || pattern.length < 2) {
    throw new UnsupportedPatternError([...path, '$or'], 'has to be a list of two or more patterns');
  }
  const alternatives = pattern.map((alternative) => fields(alternative, path));
  return (part, whole) => alternatives.some((matches) => matches(part, whole));
}

function field(name: string, pattern: unknown, above: readonly string[]): Matcher {
  const path = [...above, name];
  const matches = Array.isArray(pattern) ? anyOf(pattern, path) : fields(pattern, path);
  return (part, whole) =>
    matches(isObject(part) && Object.hasOwn(part, name) ? part[name] : undefined, whole);
}

/** One of the alternatives, for one of the values where the event has a list of them. */
function anyOf(alternatives: readonly unknown[], path: readonly string[]): Matcher {
  if (alternatives.length === 0)
    throw new UnsupportedPatternError(path, 'has an empty list, which nothing matches');
  const matchers = alternatives.map((alternative): Matcher => {
    if (isObject(alternative) && Object.hasOwn(alternative, 'exists')) return existence(alternative, path);
    const test = testOf(alternative, path);
    return (part) => leavesOf(part).some(test);
  });
  return (part, whole) => matchers.some((matches) => matches(part, whole));
}

/** A field without a value in it, an object or an empty list, is as one that is not there. */
function existence(alternative: unknown, path: readonly string[]): Matcher {
  const [, wanted] = onlyEntry(alternative, path);
  if (typeof wanted !== 'boolean')
    throw new UnsupportedPatternError(path, 'has exists with neither true nor false');
  return wanted ? (part) => leavesOf(part).length > 0 : (_, whole) => leavesAt(whole, path).length === 0;
}

function leavesOf(value: unknown): Leaf[] {
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  return isLeaf(value) ? [value] : [];
}

function leavesAt(value: unknown, [name, ...rest]: readonly string[]): Leaf[] {
  if (name === undefined) return leavesOf(value);
  if (Array.isArray(value)) return value.flatMap((item) => leavesAt(item, [name, ...rest]));
  return isObject(value) && Object.hasOwn(value, name) ? leavesAt(value[name], rest) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
