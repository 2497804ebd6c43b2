import { expect, test } from '@jest/globals';
import { Lines } from '../../../local/lambda/lines.ts';

test('chunks become lines, wherever they are cut', () => {
  const lines = new Lines();
  const bytes = Buffer.from('one\ntwö\n\nlast');

  const found = [...bytes].flatMap((byte) => lines.push(Buffer.from([byte])));

  expect(found).toEqual(['one', 'twö', '']);
  expect(lines.end()).toEqual(['last']);
  expect(lines.end()).toEqual([]);
});

test('a line without an end is cut, so that it is never held whole', () => {
  const lines = new Lines();
  const found: string[] = [];
  for (let count = 0; count < 64; count++) found.push(...lines.push(Buffer.alloc(64 * 1024, 'x')));
  found.push(...lines.end());

  expect(Math.max(...found.map(({ length }) => length))).toBeLessThanOrEqual(320 * 1024);
  expect(found.join('')).toHaveLength(64 * 64 * 1024);
});
