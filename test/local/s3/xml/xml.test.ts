import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { childrenNamed, readXml, textOf } from '../../../../local/s3/xml/read.ts';
import { timestamp, xmlDocument } from '../../../../local/s3/xml/write.ts';

test('any text comes through as it was', () => {
  const character = fc.oneof(
    fc.constantFrom(...'<>&"\'\r\n\t\0\u0001\u007f\u0085\u2028\uffff;#x'),
    fc.string({ unit: 'grapheme' }),
  );
  const text = fc.array(character).map((all) => all.join(''));
  fc.assert(
    fc.property(fc.array(text), (keys) => {
      const document = readXml(xmlDocument('List', { Entry: keys.map((Key) => ({ Key })) }));
      expect(childrenNamed(document, 'Entry').map((entry) => textOf(entry, 'Key'))).toEqual(keys);
    }),
  );
});

test('elements are in their order, lists are repeated, and what is undefined is left out', () => {
  const xml = xmlDocument('A', {
    B: 1,
    C: undefined,
    D: [{ E: true }, { E: false }],
    F: { G: ['x', 'y'] },
    H: [],
  });
  expect(xml.split('\n')[1]).toBe(
    '<A xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><B>1</B><D><E>true</E></D><D><E>false</E></D><F><G>x</G><G>y</G></F></A>',
  );
});

test.each([
  '',
  'text',
  '<a>',
  '<a></b>',
  '</a>',
  '<a/><b/>',
  '<a/>text',
  '<a>&#xD800;</a>',
  '<a>&#x110000;</a>',
  '<a>&amp</a>',
  '<a b="c',
  '<a!></a!>',
  '<a>&#x;</a>',
  '<a>&;</a>',
  '<',
])('%j is not well-formed', (xml) => {
  expect(() => readXml(xml)).toThrow(expect.objectContaining({ code: 'MalformedXML' }));
});

test('nesting is bounded', () => {
  expect(() => readXml('<a>'.repeat(100_000))).toThrow(expect.objectContaining({ code: 'MalformedXML' }));
});

test.each([
  ['a name', `<${'a'.repeat(2_000_000)}`],
  ['a tag', `<a${' b="c"'.repeat(400_000)}`],
  ['a comment', `<a>${'<!--'.repeat(500_000)}`],
  ['ampersands', `<a>${'&'.repeat(2_000_000)}`],
  ['slashes', `<a${'/'.repeat(2_000_000)}`],
])('%s without an end is refused as fast as it is read', (_, xml) => {
  // In the square of its length this would take many minutes: the time limit of the test is the assertion.
  expect(() => readXml(xml)).toThrow(expect.objectContaining({ code: 'MalformedXML' }));
});

test('times are in whole seconds', () => {
  expect(timestamp(Date.parse('2026-11-21T03:00:00.999Z'))).toBe('2026-11-21T03:00:00.000Z');
});
