import { expect, test } from '@jest/globals';
import { Problem, problemAnswer, quoted } from '../../../functions/presign/problem.ts';

test('a problem is answered as RFC 9457 has it', () => {
  const answer = problemAnswer(new Problem(405, 'Not so.', { allow: 'POST' }));
  expect(answer.statusCode).toBe(405);
  expect(answer.headers).toEqual({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    allow: 'POST',
  });
  expect(JSON.parse(answer.body)).toEqual({
    type: 'about:blank',
    title: 'Method Not Allowed',
    status: 405,
    detail: 'Not so.',
  });
});

test.each([
  ['plain', '"plain"'],
  ['"></script>', '"\\"\\u003e\\u003c/script\\u003e"'],
  ["'&amp;", '"\\u0027\\u0026amp;"'],
  ['a\u0000\r\n', '"a\\u0000\\r\\n"'],
  ['\u202e\u2028\u009b', '"\\u202e\\u2028\\u009b"'],
  ['\ud83c\udf0a\ud800', '"\\ud83c\\udf0a\\ud800"'],
  ['x'.repeat(41), `"${'x'.repeat(40)}…"`],
])('%j is quoted as %s', (text, expected) => {
  expect(quoted(text)).toBe(expected);
});
