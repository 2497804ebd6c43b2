import { BlockList, isIP } from 'node:net';
import { UnsupportedPatternError } from './unsupported-pattern.ts';
import { wildcardMatcher } from './wildcard.ts';

/** A value of an event that is neither an object nor a list. */
export type Leaf = string | number | boolean | null;
export type Test = (leaf: Leaf) => boolean;

/** One of the alternatives of a field, but for `exists`, which is about there being a value at all. */
export function testOf(alternative: unknown, path: readonly string[]): Test {
  if (isLeaf(alternative)) return (leaf) => leaf === alternative;
  const [operator, operand] = onlyEntry(alternative, path);
  switch (operator) {
    case 'prefix':
      return edge(operator, operand, path, (text, part) => text.startsWith(part));
    case 'suffix':
      return edge(operator, operand, path, (text, part) => text.endsWith(part));
    case 'equals-ignore-case':
      return equalsIgnoreCase(textOf(operator, operand, path));
    case 'wildcard':
      return wildcard(textOf(operator, operand, path), path);
    case 'anything-but':
      return anythingBut(operand, path);
    case 'numeric':
      return numeric(operand, path);
    case 'cidr':
      return cidr(textOf(operator, operand, path), path);
    default:
      throw new UnsupportedPatternError(
        path,
        `has the operator ${JSON.stringify(operator)}, which is not known here`,
      );
  }
}

export function isLeaf(value: unknown): value is Leaf {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

export function onlyEntry(value: unknown, path: readonly string[]): [string, unknown] {
  const entries =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  const [entry, ...others] = entries;
  if (entry !== undefined && others.length === 0) return entry;
  throw new UnsupportedPatternError(path, `has ${JSON.stringify(value)} where one operator belongs`);
}

function ofText(test: (text: string) => boolean): Test {
  return (leaf) => typeof leaf === 'string' && test(leaf);
}

/** A prefix or a suffix: a text, or `{ "equals-ignore-case": text }`. */
function edge(
  operator: string,
  operand: unknown,
  path: readonly string[],
  isAtEdge: (text: string, part: string) => boolean,
): Test {
  if (typeof operand === 'string') return ofText((text) => isAtEdge(text, operand));
  const [inner, value] = onlyEntry(operand, path);
  if (inner !== 'equals-ignore-case') {
    throw new UnsupportedPatternError(
      path,
      `has ${operator} with ${JSON.stringify(inner)}, which is not known here`,
    );
  }
  const part = textOf(inner, value, path).toLowerCase();
  return ofText((text) => isAtEdge(text.toLowerCase(), part));
}

function equalsIgnoreCase(wanted: string): Test {
  const lower = wanted.toLowerCase();
  return ofText((text) => text.toLowerCase() === lower);
}

function wildcard(text: string, path: readonly string[]): Test {
  const matcher = wildcardMatcher(text);
  if (matcher !== undefined) return ofText(matcher);
  throw new UnsupportedPatternError(
    path,
    `has the wildcard ${JSON.stringify(text)}: two stars in a row, or a \\ before something other than * and \\`,
  );
}

/** Of texts, or of numbers, or of one operator with texts. */
function anythingBut(operand: unknown, path: readonly string[]): Test {
  if (typeof operand === 'object' && operand !== null && !Array.isArray(operand)) {
    const [operator, value] = onlyEntry(operand, path);
    if (!['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(operator)) {
      throw new UnsupportedPatternError(
        path,
        `has anything-but with ${JSON.stringify(operator)}, which is not known here`,
      );
    }
    const tests = listOf(value).map((item) => testOf({ [operator]: textOf(operator, item, path) }, path));
    if (tests.length > 0) return (leaf) => !tests.some((test) => test(leaf));
  }
  const excluded = listOf(operand);
  const alike = ['string', 'number'].some((type) => excluded.every((item) => typeof item === type));
  if (excluded.length === 0 || !alike) {
    throw new UnsupportedPatternError(
      path,
      'has anything-but with something other than texts, or numbers, alone',
    );
  }
  return (leaf) => !excluded.includes(leaf);
}

const comparisons: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '=': (value, limit) => value === limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
};

/** `[operator, number]`, or a range from below: `[">", 0, "<=", 5]`. */
function numeric(operand: unknown, path: readonly string[]): Test {
  const list = Array.isArray(operand) ? operand : [];
  const pairs = [list.slice(0, 2), list.slice(2)].filter(({ length }) => length > 0);
  const tests = pairs.map(([operator, limit]) => {
    const compare = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
    if (compare === undefined || typeof limit !== 'number' || Math.abs(limit) > 5e9) return undefined;
    return (value: number) => compare(value, limit);
  });
  const isRange = /^>=?$/.test(list[0]) && /^<=?$/.test(list[2]) && list[1] < list[3];
  const whole = list.length === 2 || (list.length === 4 && isRange);
  if (!whole || tests.includes(undefined)) {
    throw new UnsupportedPatternError(
      path,
      `has numeric ${JSON.stringify(operand)}: it may be an operator and a number within 5e9, or a range from below`,
    );
  }
  return (leaf) => typeof leaf === 'number' && tests.every((test) => test?.(leaf));
}

function cidr(text: string, path: readonly string[]): Test {
  const [, network = '', bits = ''] = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(text) ?? [];
  const family = isIP(network);
  if (family === 0 || Number(bits) > (family === 4 ? 32 : 128)) {
    throw new UnsupportedPatternError(path, `has the cidr ${JSON.stringify(text)}, which is none`);
  }
  const addresses = new BlockList();
  addresses.addSubnet(network, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return ofText(
    (address) => isIP(address) === family && addresses.check(address, family === 4 ? 'ipv4' : 'ipv6'),
  );
}

function textOf(operator: string, operand: unknown, path: readonly string[]): string {
  if (typeof operand === 'string') return operand;
  throw new UnsupportedPatternError(
    path,
    `has ${operator} with ${JSON.stringify(operand)}, and not with a text`,
  );
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}
