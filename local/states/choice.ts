// The rules of a Choice state, by the Amazon States Language. They are evaluated here, not by the interpreter: see
// interpreter.ts.
import { isInOrder } from '../in-order.ts';
import type { Rule } from './definition.ts';
import { valueAt } from './paths.ts';

/** A rule looks at something that is not there. No Catch gets this. */
export class InvalidPathError extends Error {
  override readonly name = 'InvalidPathError';
  constructor(path: string) {
    super(`Invalid path '${path}': The choice state's condition path references an invalid value.`);
  }
}

export function holds(rule: Rule, input: unknown, context: object): boolean {
  if (rule.And) return (rule.And as Rule[]).every((each) => holds(each, input, context));
  if (rule.Or) return (rule.Or as Rule[]).some((each) => holds(each, input, context));
  if (rule.Not) return !holds(rule.Not as Rule, input, context);

  const present = (path: string): unknown => {
    const value = valueAt(path, input, context);
    if (value === undefined) throw new InvalidPathError(path);
    return value;
  };
  for (const [operator, operand] of Object.entries(rule)) {
    if (operator === 'Variable' || operator === 'Next' || operator === 'Comment') continue;
    const variable = rule.Variable as string;
    if (operator === 'IsPresent') return (valueAt(variable, input, context) !== undefined) === operand;
    const value = present(variable);
    if (operator.startsWith('Is')) return isOf(operator, value) === operand;
    if (operator === 'StringMatches') return typeof value === 'string' && matches(operand as string, value);
    if (operator.endsWith('Path')) return compares(operator.slice(0, -4), value, present(operand as string));
    return compares(operator, value, operand);
  }
  throw new TypeError(`A rule without an operator: ${JSON.stringify(rule)}`);
}

function isOf(operator: string, value: unknown): boolean {
  switch (operator) {
    case 'IsNull':
      return value === null;
    case 'IsNumeric':
      return typeof value === 'number';
    case 'IsString':
      return typeof value === 'string';
    case 'IsBoolean':
      return typeof value === 'boolean';
    default:
      return timestampOf(value) !== undefined;
  }
}

/** `*` is any text, line breaks too; `\*` and `\\` are themselves. Nothing else is special. */
function matches(pattern: string, text: string): boolean {
  const parts: string[] = [''];
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === '*') parts.push('');
    else parts.push(`${parts.pop()}${pattern[at] === '\\' ? (pattern[++at] ?? '\\') : pattern[at]}`);
  }
  return isInOrder(text, parts);
}

/** Values of another type than the operator's are unequal, neither less nor greater. */
function compares(operator: string, left: unknown, right: unknown): boolean {
  const [, type, how] = /^(String|Numeric|Boolean|Timestamp)(\w+)$/.exec(operator) ?? [];
  const order = orderOf(type, left, right);
  if (order === undefined) return false;
  switch (how) {
    case 'Equals':
      return order === 0;
    case 'LessThan':
      return order < 0;
    case 'GreaterThan':
      return order > 0;
    case 'LessThanEquals':
      return order <= 0;
    default:
      return order >= 0;
  }
}

function orderOf(type: string | undefined, left: unknown, right: unknown): number | undefined {
  const comparable = type === 'Timestamp' ? timestampOf : (value: unknown) => ofType(type, value);
  const [a, b] = [comparable(left), comparable(right)];
  if (a === undefined || b === undefined) return undefined;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function ofType(type: string | undefined, value: unknown): string | number | boolean | undefined {
  const named = { String: 'string', Numeric: 'number', Boolean: 'boolean' }[type ?? ''];
  return typeof value === named ? (value as string | number | boolean) : undefined;
}

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d+))?(?:Z|[+-]\d\d:\d\d)$/;

/** Nanoseconds, since the spec's timestamps are finer than a Date. */
function timestampOf(value: unknown): bigint | undefined {
  const [text, fraction = ''] = (typeof value === 'string' && timestamp.exec(value)) || [];
  if (text === undefined) return undefined;
  const milliseconds = Date.parse(text.replace(/\.\d+/, ''));
  if (Number.isNaN(milliseconds)) return undefined;
  return BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9));
}
