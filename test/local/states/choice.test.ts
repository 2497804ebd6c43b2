import { expect, test } from '@jest/globals';
import { holds, InvalidPathError } from '../../../local/states/choice.ts';

const context = { Execution: { Name: 'it' } };
const rule = (operator: string, operand: unknown) => ({ Variable: '$.a', [operator]: operand });

test.each<[string, string, boolean]>([
  ['uploads/*', 'uploads/a\nb', true],
  ['uploads/*', 'Uploads/a', false],
  ['*', '', true],
  ['**', 'x', true],
  ['a*a', 'a', false],
  ['a*a', 'aa', true],
  ['*/..', 'x/..', true],
  ['*/./*', 'x/y/z', false],
  ['*ab*ab*', 'abab', true],
  ['*ab*ab*', 'aba', false],
  ['*.jpg', 'a.jpg.png', false],
  ['a?c', 'abc', false],
  ['a?c', 'a?c', true],
  ['[ab]', 'a', false],
  ['{a,b}', '{a,b}', true],
  ['!(a)', 'b', false],
  ['\\*', '*', true],
  ['\\*', 'x', false],
  ['\\\\*', '\\x', true],
  ['$^.+()|', '$^.+()|', true],
])('StringMatches %j of %j: %s', (pattern, text, expected) => {
  expect(holds(rule('StringMatches', pattern), { a: text }, context)).toBe(expected);
});

test('a pattern of many stars ends soon', () => {
  // By trying out what each star takes, this would never end.
  expect(holds(rule('StringMatches', `${'*a'.repeat(500)}b`), { a: 'a'.repeat(5000) }, context)).toBe(false);
});

test.each<[string, unknown, unknown, boolean]>([
  ['StringEquals', 'x', 'x', true],
  ['StringEquals', '1', 1, false],
  ['StringLessThan', 'b', 'a', true],
  ['StringGreaterThanEquals', 'b', 'b', true],
  ['NumericEquals', 1, 1.0, true],
  ['NumericEquals', 0, '', false],
  ['NumericLessThan', 2, 1, true],
  ['NumericLessThanEquals', 2, 3, false],
  ['NumericGreaterThan', 2, 3, true],
  ['NumericGreaterThan', -1, null, false],
  ['BooleanEquals', false, false, true],
  ['BooleanEquals', false, 0, false],
  ['TimestampEquals', '2026-11-21T03:00:00Z', '2026-11-21T04:00:00.000+01:00', true],
  ['TimestampLessThan', '2026-11-21T03:00:00Z', '2026-11-21T02:59:59.999999999Z', true],
  ['TimestampGreaterThan', '2026-11-21T03:00:00Z', '2026-11-21', false],
  ['IsNull', true, null, true],
  ['IsNull', false, null, false],
  ['IsNumeric', true, '1', false],
  ['IsBoolean', true, false, true],
  ['IsTimestamp', true, '2026-11-21T03:00:00Z', true],
  ['IsTimestamp', true, '2026-13-21T03:00:00Z', false],
  ['IsTimestamp', true, '2026-11-21 03:00:00Z', false],
  ['IsTimestamp', false, 5, true],
])('%s %j of %j: %s', (operator, operand, value, expected) => {
  expect(holds(rule(operator, operand), { a: value }, context)).toBe(expected);
});

test('a rule may compare with another field, or with the context', () => {
  expect(holds(rule('NumericLessThanPath', '$.b'), { a: 1, b: 2 }, context)).toBe(true);
  expect(holds(rule('StringEqualsPath', '$$.Execution.Name'), { a: 'it' }, context)).toBe(true);
  expect(holds({ Variable: '$$.Execution.Name', StringEquals: 'it' }, {}, context)).toBe(true);
});

test('rules that come later are not looked at when an earlier one decides', () => {
  const missing = { Variable: '$.b', NumericEquals: 1 };

  expect(holds({ And: [rule('IsPresent', false), missing] }, { a: 1 }, context)).toBe(false);
  expect(holds({ Or: [rule('IsPresent', true), missing] }, { a: 1 }, context)).toBe(true);
  expect(() => holds({ Or: [rule('IsPresent', false), missing] }, { a: 1 }, context)).toThrow(
    InvalidPathError,
  );
  expect(() => holds({ Not: missing }, { a: 1 }, context)).toThrow("'$.b'");
});

test.each([
  ['null is there', { a: null }, true],
  ['false is there', { a: false }, true],
  ['what is inherited is not', Object.create({ a: 1 }), false],
  ['nothing is in a text', 'a', false],
  ['nothing is in null', null, false],
])('%s', (_what, input, expected) => {
  expect(holds(rule('IsPresent', true), input, context)).toBe(expected);
});
